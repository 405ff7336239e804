import type { EntityManager } from 'typeorm';
import type { ToldRow } from '../outbox/outbox.service';
import type { TicketRow } from './ticket.rows';
import type { TicketChanged, TicketStore } from './ticket.store';

/** What one of many tickets gets for an answer, and what becomes of it; null where nothing does. */
export interface Outcome<Result> {
  result: Result;
  change: TicketChanged | null;
}

/**
 * Locks all in id order, judges each by itself, and writes at once what may happen. `judge` gets no row for an id that is
 * no ticket's, and refuses in its result: what it throws ends all of them.
 */
export async function judgeEach<Result>(
  tx: EntityManager,
  store: TicketStore,
  ids: readonly string[],
  judge: (row: TicketRow | undefined, position: number) => Promise<Outcome<Result>>,
): Promise<{ results: Result[]; changed: number; told: ToldRow[] }> {
  const rows = new Map((await store.lockAll(tx, ids)).map((row) => [row.id, row]));
  // Sent together: five hundred questions one after the other would take as many round trips.
  const outcomes = await Promise.all(ids.map((id, position) => judge(rows.get(id), position)));
  const changes = outcomes.flatMap(({ change }) => (change ? [change] : []));
  const told = changes.length > 0 ? await store.apply(tx, changes) : [];
  return { results: outcomes.map(({ result }) => result), changed: changes.length, told };
}
