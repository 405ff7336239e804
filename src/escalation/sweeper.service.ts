import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Config } from '../config';
import { DeadlinesService, type DueRow } from '../deadlines/deadlines.service';
import { DueTickets } from './due-tickets';
import { SweeperPool } from './sweeper-pool';

/** Longest sleep between two looks at the due rows, in milliseconds; a new row may be due sooner than the one waited for. */
const LONGEST_SLEEP_MS = 250;
/** Sleep after the database did not answer. */
const AFTER_FAILURE_MS = 1000;
const BATCH = 200;
/** A row that fails this often, for a reason of its own, is set aside. */
const STRIKES = 5;

/** Looks for due rows and hands each to the owner of its subject; any number of processes may do so at once. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();
  private stopped = true;
  private readonly strikes = new Map<string, number>();

  constructor(
    private readonly config: Config,
    private readonly deadlines: DeadlinesService,
    private readonly tickets: DueTickets,
    private readonly pool: SweeperPool,
  ) {}

  onApplicationBootstrap(): void {
    this.deadlines.register('ticket', (db, row) => this.tickets.handle(db, row));
    if (this.config.UPLINE_ROLE === 'api') return;
    this.stopped = false;
    this.sleep(0);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
    await this.pool.close();
  }

  /** One look: everything that is due now. Returns how many rows were handled. */
  async sweep(): Promise<number> {
    let handled = 0;
    for (;;) {
      const rows = await this.deadlines.findDue(this.pool.db, BATCH);
      let progress = 0;
      for (const row of rows) progress += (await this.handle(row)) ? 1 : 0;
      handled += progress;
      if (rows.length < BATCH || progress === 0) return handled;
    }
  }

  /** Milliseconds until something falls due, negative when it has; null when nothing runs. */
  untilNext(): Promise<number | null> {
    return this.deadlines.untilNext(this.pool.db);
  }

  private async handle(row: DueRow): Promise<boolean> {
    const handler = this.deadlines.handlerOf(row.subjectKind);
    if (!handler) return false;
    try {
      const acted = await handler(this.pool.db, row);
      this.strikes.delete(row.id);
      return acted;
    } catch (error) {
      if (error instanceof Error && error.name === 'Refusal') throw error; // the database is away; nothing is wrong with the row
      await this.strike(row, error);
      return false;
    }
  }

  private async strike(row: DueRow, error: unknown): Promise<void> {
    const strikes = (this.strikes.get(row.id) ?? 0) + 1;
    this.strikes.set(row.id, strikes);
    if (strikes < STRIKES) return;
    this.strikes.delete(row.id);
    await this.deadlines.setAside(this.pool.db, row.id, error instanceof Error ? error.message : String(error));
  }

  private sleep(ms: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.sweep()
        .then(() => this.untilNext())
        .then((next) => Math.min(Math.max(next ?? LONGEST_SLEEP_MS, 1), LONGEST_SLEEP_MS))
        .catch(() => AFTER_FAILURE_MS)
        .then((pause) => this.sleep(pause));
    }, ms);
  }
}
