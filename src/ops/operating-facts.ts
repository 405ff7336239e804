import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { reading } from '../kernel/transaction';

/** What the database knows about the state of the whole desk. */
export interface OperatingFacts {
  /** Time stamps of the migrations that it has. */
  applied: string[];
  /** Living processes by role. */
  processes: Record<string, number>;
  /** Somebody looked for due rows in the last 5 seconds. */
  watched: boolean;
  /** Due rows whose instant passed more than a second ago, and the seconds of the oldest. */
  overdue: number;
  oldestS: number;
  /** Due rows that failed too often, by subject kind. */
  setAside: Record<string, number>;
  /** Settings of PostgreSQL under which it may lose what it acknowledged. */
  unsafe: string[];
}

const LIMIT_MS = 1_000;
const RECENTLY = `clock_timestamp() - interval '5 seconds'`;
const WAITING = `from due where state = 'running' and set_aside_at is null and next_at < upline_now() - interval '1 second'`;
const FACTS = `
  with alive as (select role, coalesce(swept_at, seen_at) as swept_at from process_heartbeat where seen_at > ${RECENTLY})
  select
    (select coalesce(array_agg(timestamp::text), '{}') from migration) as applied,
    (select coalesce(jsonb_object_agg(role, n), '{}') from (select role, count(*) as n from alive group by role) r) as processes,
    exists (select from alive where role in ('worker', 'all') and swept_at > ${RECENTLY}) as watched,
    (select count(*)::int ${WAITING}) as overdue,
    (select coalesce(extract(epoch from upline_now() - min(next_at)), 0)::float8 ${WAITING}) as "oldestS",
    (select coalesce(jsonb_object_agg(subject_kind, n), '{}') from (
      select subject_kind, count(*) as n from due where state = 'running' and set_aside_at is not null group by 1) s) as "setAside",
    array(select name from unnest(array['fsync', 'full_page_writes', 'synchronous_commit']) name
      where current_setting(name) = 'off') as unsafe`;

@Injectable()
export class OperatingFactsReader {
  constructor(private readonly db: DataSource) {}

  async read(): Promise<OperatingFacts> {
    const [facts] = await reading(this.db, (m) => m.query<OperatingFacts[]>(FACTS), LIMIT_MS);
    return facts!;
  }
}
