import type { DataSource } from 'typeorm';
import { clock } from './clock';

/**
 * Replaces a database's clock by one that can be moved: the machine's time and the offset of a one-row table. Only tests
 * and the demo builder do so; a start refuses a database that has it.
 */
export const MOVABLE_CLOCK = `
  create table if not exists clock_shift (id smallint primary key default 1 check (id = 1), shift interval not null default '0');
  insert into clock_shift default values on conflict do nothing;
  grant select on clock_shift to upline_app, upline_auditor;
  create or replace function upline_now() returns timestamptz language sql stable as
    'select statement_timestamp() + (select shift from public.clock_shift)';
`;
/** What the migration made; as one statement it is there or not. */
const TRUE_CLOCK = `
  create or replace function upline_now() returns timestamptz language sql stable as 'select statement_timestamp()';
  drop table if exists clock_shift;
`;
const MOVE = `update clock_shift set shift = $1::timestamptz - clock_timestamp()
  returning (extract(epoch from shift) * 1000)::float8 as ms`;

/** Moves the clocks of SQL and Node together; `owner` is the connection that may replace the function. */
export class ClockShift {
  private constructor(private readonly owner: DataSource) {}

  static async begin(owner: DataSource): Promise<ClockShift> {
    await owner.query(MOVABLE_CLOCK);
    return new ClockShift(owner);
  }

  /** From now on it is that instant, and time goes on from there. */
  async moveTo(instant: Date): Promise<void> {
    const [[row]] = await this.owner.query<[[{ ms: number }], number]>(MOVE, [instant]);
    clock.setOffset(Math.round(row.ms));
  }

  /** It is now again, whatever happened between. */
  async end(): Promise<void> {
    clock.setOffset(0);
    await this.owner.query(TRUE_CLOCK);
  }
}
