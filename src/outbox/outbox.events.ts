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
    const salted = event.texts.map((text) => saltedText(text, ticket.id, sequence));
    texts.push(...salted.map(({ row }) => row));
    const row: ChainRow = {
      ticketId: ticket.id,
      sequence,
      type: event.type,
      at: event.at.toISOString(),
      byId: event.byId,
      onBehalfOfId: event.onBehalfOfId,
      version: ticket.version,
      data: event.data,
      textHashes: Object.fromEntries(salted.map(({ row, hash: textIs }) => [row.id, textIs])),
      prevHash: hash,
    };
    hash = chainHash(row);
    chain.push(toColumns(row, hash));
    for (const personId of new Set(event.audience)) told.push(toldRow(personId, told.length, row, ticket.number));
  }
  return { texts, chain, told, head: { sequence, hash } };
}

function saltedText(
  text: OutboxEvent['texts'][number],
  ticketId: string,
  sequence: number,
): { row: TextRow; hash: string } {
  const salt = newSalt();
  const { id, field, visibility, body } = text;
  const row = { id, field, visibility, body, ticket_id: ticketId, sequence, salt: `\\x${salt.toString('hex')}` };
  return { row, hash: textHash(salt, body) };
}

const toldRow = (personId: string, position: number, row: ChainRow, number: number): Record<string, unknown> => ({
  person_id: personId,
  position,
  type: row.type,
  ticket_id: row.ticketId,
  number,
  version: row.version,
  at: row.at,
});

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
