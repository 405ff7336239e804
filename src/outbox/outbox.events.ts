import { chainHash, textHash, newSalt, type ChainRow } from '../kernel/chain';

/** Head of a ticket's chain: how many rows it has and the hex hash of the last one. */
export interface ChainHead {
  sequence: number;
  hash: string;
}

export interface OutboxEvent {
  type: string;
  at: Date;
  byId: string | null;
  onBehalfOfId: string | null;
  data: Record<string, unknown>;
  texts: readonly { id: string; field: string; visibility: 'all' | 'superiors'; body: string }[];
  /** Person ids; each is told once. */
  audience: readonly string[];
}

export interface TextRow {
  id: string;
  ticket_id: string;
  sequence: number;
  field: string;
  visibility: string;
  body: string;
  /** `\x…` */
  salt: string;
}

/** Rows to append, and the new head. Texts get their salt here; the chain holds only their hashes. */
export function toRows(
  ticket: { id: string; number: number; version: number },
  head: ChainHead,
  events: readonly OutboxEvent[],
) {
  const texts: TextRow[] = [];
  const chain: Record<string, unknown>[] = [];
  const told: Record<string, unknown>[] = [];
  let { sequence, hash } = head;
  for (const event of events) {
    sequence += 1;
    const textHashes: Record<string, string> = {};
    for (const text of event.texts) {
      const salt = newSalt();
      textHashes[text.id] = textHash(salt, text.body);
      texts.push({ ...text, ticket_id: ticket.id, sequence, salt: `\\x${salt.toString('hex')}` });
    }
    const row: ChainRow = {
      ticketId: ticket.id,
      sequence,
      type: event.type,
      at: event.at.toISOString(),
      byId: event.byId,
      onBehalfOfId: event.onBehalfOfId,
      version: ticket.version,
      data: event.data,
      textHashes,
      prevHash: hash,
    };
    hash = chainHash(row);
    chain.push(toColumns(row, hash));
    for (const personId of new Set(event.audience)) {
      const position = told.length;
      told.push({
        person_id: personId,
        position,
        type: event.type,
        ticket_id: ticket.id,
        number: ticket.number,
        version: ticket.version,
        at: row.at,
      });
    }
  }
  return { texts, chain, told, head: { sequence, hash } };
}

const toColumns = (row: ChainRow, hash: string): Record<string, unknown> => ({
  ticket_id: row.ticketId,
  sequence: row.sequence,
  type: row.type,
  at: row.at,
  by_id: row.byId,
  on_behalf_of_id: row.onBehalfOfId,
  version: row.version,
  data: row.data,
  text_hashes: row.textHashes,
  prev_hash: row.prevHash,
  hash,
});
