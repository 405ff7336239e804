import { Injectable } from '@nestjs/common';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { Refusal } from '../kernel/refusal';
import { reading } from '../kernel/transaction';

const DATABASE_LIMIT_MS = 1_000;
const MIGRATIONS = join(__dirname, '../../migrations');
const FACTS = `select
    (select coalesce(array_agg(timestamp::text), '{}') from migration) as applied,
    exists (select from process_heartbeat where role in ('worker', 'all')
      and seen_at > clock_timestamp() - interval '5 seconds') as worker`;

/** Whether this process should get traffic: the database answers, its schema is ours, somebody watches the clocks. */
@Injectable()
export class ReadinessService {
  private readonly known = readdirSync(MIGRATIONS).flatMap((file) => /^(\d{13})-.*\.[tj]s$/.exec(file)?.[1] ?? []);

  constructor(private readonly db: DataSource) {}

  /** Throws the 503 that says what is missing. */
  async check(): Promise<void> {
    const [facts] = await reading(
      this.db,
      (manager) => manager.query<{ applied: string[]; worker: boolean }[]>(FACTS),
      DATABASE_LIMIT_MS,
    );
    const applied = new Set(facts!.applied);
    if (!this.known.every((stamp) => applied.has(stamp))) throw notReady('A migration is missing.');
    if (!facts!.worker) throw notReady('No worker was seen in the last 5 seconds; clocks are not watched.');
  }
}

const notReady = (detail: string): Refusal => new Refusal('unavailable', detail, { retryAfter: 2 });
