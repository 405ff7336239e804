import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../config';
import { DeadlinesService } from '../deadlines/deadlines.service';
import { newId } from '../kernel/ids';
import { reading } from '../kernel/transaction';

const BEAT_MS = 1_000;
// Liveness is about the machine's time: a clock that a test or the demo moves must not make a process look dead.
const BEAT = `insert into process_heartbeat (process_id, role, started_at, seen_at, swept_at)
  values ($1, $2, clock_timestamp(), clock_timestamp(), clock_timestamp() - $3 * interval '1 millisecond')
  on conflict (process_id) do update set seen_at = excluded.seen_at, swept_at = excluded.swept_at`;
/** Rows that killed processes left behind. */
const SWEEP = `delete from process_heartbeat where seen_at < clock_timestamp() - interval '1 minute'`;

/** Says every second that this process lives; the row goes when the process stops in order. */
@Injectable()
export class HeartbeatService implements OnApplicationBootstrap, OnModuleDestroy {
  /** A new one at every start. */
  readonly processId = newId();
  private timer?: NodeJS.Timeout;
  private beating: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly deadlines: DeadlinesService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await reading(this.db, (manager) => manager.query(SWEEP));
    await this.beat();
    this.timer = setInterval(() => {
      // A beat that fails is a beat missed: readiness says so, and the next one tries again.
      this.beating = this.beating.then(() => this.beat().catch(() => undefined));
    }, BEAT_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
    const gone = 'delete from process_heartbeat where process_id = $1';
    await reading(this.db, (manager) => manager.query(gone, [this.processId])).catch(() => undefined);
  }

  private async beat(): Promise<void> {
    const role = this.config.UPLINE_ROLE;
    // A process that lives and looks no more watches no clock: readiness goes by the look.
    const sinceLook = role === 'api' ? null : this.deadlines.sinceLook();
    await reading(this.db, (manager) => manager.query(BEAT, [this.processId, role, sinceLook]), BEAT_MS);
  }
}
