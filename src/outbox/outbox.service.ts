import { Injectable } from '@nestjs/common';
import type { PersonEventView } from '@upline/contracts/events';
import { DataSource, type EntityManager } from 'typeorm';
import { runHot, type HotStatement } from '../kernel/hot-statement';
import { Metrics } from '../kernel/metrics';
import { Refusal } from '../kernel/refusal';
import { reading } from '../kernel/transaction';

/** A personal event as the database returns it. */
export interface ToldRow {
  person_id: string;
  seq: string;
  type: string;
  ticket_id: string | null;
  number: string | null;
  version: number | null;
  at: Date;
}
export interface Hint {
  personId: string;
  event: PersonEventView;
}

const AFTER: HotStatement = {
  name: 'outbox_after',
  text: `select person_id, seq, type, ticket_id, number, version, at from person_event
    where person_id = $1 and seq > $2 order by seq limit $3`,
};
const LAST: HotStatement = { name: 'outbox_last', text: 'select last from person_sequence where person_id = $1' };

/** Personal events: kept as rows, made fast by hints after commit. */
@Injectable()
export class OutboxService {
  private readonly listeners: ((hints: readonly Hint[]) => void)[] = [];

  constructor(
    private readonly db: DataSource,
    private readonly metrics: Metrics,
  ) {}

  /** Registers who is hinted after a commit, in this process; a lost hint costs seconds, never the event. */
  onHint(listener: (hints: readonly Hint[]) => void): void {
    this.listeners.push(listener);
  }

  /** Call after the commit of the transaction whose statement returned these rows. */
  hint(rows: readonly ToldRow[]): void {
    if (rows.length === 0) return;
    this.count(rows);
    const hints = rows.map((row) => ({ personId: row.person_id, event: toView(row) }));
    for (const listener of this.listeners) listener(hints);
  }

  /** Each event once, though several people are told. */
  private count(rows: readonly ToldRow[]): void {
    const types = new Map(rows.filter((row) => row.ticket_id).map((row) => [`${row.ticket_id} ${row.type}`, row.type]));
    for (const type of types.values()) this.metrics.countEvent(type);
  }

  /**
   * A person's events after `seq`, oldest first. Refuses with `resync_required` when some of them are no longer kept, or
   * when `seq` is beyond the last one: the client then holds the numbers of another database.
   */
  async after(personId: string, seq: number, limit: number): Promise<PersonEventView[]> {
    return reading(this.db, async (m) => {
      const rows = await this.rowsAfter(m, personId, seq, limit);
      if (rows[0] && Number(rows[0].seq) === seq + 1) return rows.map(toView);
      const [kept] = await runHot<{ last: string }>(m, LAST, [personId]);
      if (Number(kept?.last ?? 0) === seq) return [];
      // One may have been told between the two statements; a gap that is still there is a real one.
      const again = await this.rowsAfter(m, personId, seq, limit);
      if (again[0] && Number(again[0].seq) === seq + 1) return again.map(toView);
      throw new Refusal(
        'resync_required',
        'Events after this number are not kept; fetch anew and go on from the last one.',
      );
    });
  }

  /** Number of the last event of a person, 0 when there was none. */
  async last(personId: string): Promise<number> {
    return reading(this.db, async (m) => Number((await runHot<{ last: string }>(m, LAST, [personId]))[0]?.last ?? 0));
  }

  private rowsAfter(m: EntityManager, personId: string, seq: number, limit: number): Promise<ToldRow[]> {
    return runHot<ToldRow>(m, AFTER, [personId, seq, limit]);
  }
}

export const toView = (row: ToldRow): PersonEventView => ({
  seq: Number(row.seq),
  type: row.type,
  ticketId: row.ticket_id,
  number: row.number === null ? null : Number(row.number),
  version: row.version,
  at: row.at.toISOString(),
});
