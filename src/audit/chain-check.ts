import type { EntityManager } from 'typeorm';
import { CHAIN_START, chainHash, textHash } from '../kernel/chain';

/** The first thing that is wrong with one chain. */
export interface ChainFault {
  ticketId: string;
  sequence: number;
  fault: 'gap' | 'previous_hash' | 'hash' | 'text' | 'text_missing' | 'head';
}
export interface ChainReport {
  chains: number;
  rows: number;
  faults: ChainFault[];
}

interface ChainRowRead {
  ticket_id: string;
  sequence: number;
  type: string;
  at: Date;
  by_id: string | null;
  on_behalf_of_id: string | null;
  version: number;
  data: unknown;
  text_hashes: Record<string, string>;
  prev_hash: string;
  hash: string;
  head_sequence: number;
  head_hash: string;
  texts: { id: string; body: string | null; salt: string | null }[];
}

const PAGE = 200;
const ROWS = `
  select e.ticket_id, e.sequence, e.type, e.at, e.by_id, e.on_behalf_of_id, e.version, e.data, e.text_hashes,
    encode(e.prev_hash, 'hex') as prev_hash, encode(e.hash, 'hex') as hash, t.sequence as head_sequence, encode(t.chain_hash, 'hex') as head_hash,
    (select coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'body', x.body, 'salt', encode(x.salt, 'hex'))), '[]')
      from ticket_text x where x.ticket_id = e.ticket_id and x.sequence = e.sequence) as texts
  from ticket t left join ticket_event e on e.ticket_id = t.id
  where t.id = any ($1) order by t.id, e.sequence`;

/** Walks every ticket's chain from its start to the head on the ticket's row; an erased text is no fault, a changed one is. */
export async function checkChains(m: EntityManager): Promise<ChainReport> {
  const report: ChainReport = { chains: 0, rows: 0, faults: [] };
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const ids = (await m.query('select id from ticket where id > $1 order by id limit $2', [after, PAGE])) as {
      id: string;
    }[];
    const last = ids.at(-1);
    if (!last) return report;
    after = last.id;
    const rows = (await m.query(ROWS, [ids.map(({ id }) => id)])) as ChainRowRead[];
    for (const { id } of ids) {
      const chain = rows.filter((row) => row.ticket_id === id);
      report.chains += 1;
      report.rows += chain.length;
      const fault = faultOf(id, chain);
      if (fault) report.faults.push(fault);
    }
  }
}

function faultOf(ticketId: string, chain: readonly ChainRowRead[]): ChainFault | null {
  let prevHash = CHAIN_START;
  for (const [index, row] of chain.entries()) {
    const found = (fault: ChainFault['fault']): ChainFault => ({ ticketId, sequence: index + 1, fault });
    if (row.sequence !== index + 1) return found('gap');
    if (row.prev_hash !== prevHash) return found('previous_hash');
    if (hashOf(row) !== row.hash) return found('hash');
    const text = textFault(row);
    if (text) return found(text);
    prevHash = row.hash;
  }
  const head = chain.at(-1);
  const whole = head !== undefined && head.head_sequence === chain.length && head.head_hash === head.hash;
  return whole ? null : { ticketId, sequence: chain.length, fault: 'head' };
}

const hashOf = (row: ChainRowRead): string =>
  chainHash({
    ticketId: row.ticket_id,
    sequence: row.sequence,
    type: row.type,
    at: row.at.toISOString(),
    byId: row.by_id,
    onBehalfOfId: row.on_behalf_of_id,
    version: row.version,
    data: row.data,
    textHashes: row.text_hashes,
    prevHash: row.prev_hash,
  });

function textFault(row: ChainRowRead): 'text' | 'text_missing' | null {
  for (const [id, hash] of Object.entries(row.text_hashes)) {
    const text = row.texts.find((one) => one.id === id);
    if (!text) return 'text_missing';
    if (text.body !== null && (text.salt === null || textHash(Buffer.from(text.salt, 'hex'), text.body) !== hash))
      return 'text';
  }
  return null;
}
