import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Config } from '../config';
import { Refusal } from '../kernel/refusal';
import { DeadlinesService, type DueRow } from '../deadlines/deadlines.service';
import { DueTickets } from './due-tickets';
import { SweeperPool } from './sweeper-pool';
import { SweeperReport } from './sweeper-report';

/** Longest sleep between two looks at the due rows, in milliseconds; a new row may be due sooner than the one waited for. */
const LONGEST_SLEEP_MS = 250;
/** Sleep after the database did not answer. */
const AFTER_FAILURE_MS = 1000;
const BATCH = 200;
/** Due rows decided in one transaction: many share its round trips, none holds its locks for long. */
const TOGETHER = 50;
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
    private readonly report: SweeperReport,
  ) {}

  onApplicationBootstrap(): void {
    this.deadlines.register('ticket', (db, rows) => this.tickets.handle(db, rows));
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
      for (const kind of new Set(rows.map(({ subjectKind }) => subjectKind))) {
        const ofKind = rows.filter(({ subjectKind }) => subjectKind === kind);
        for (let from = 0; from < ofKind.length; from += TOGETHER) {
          progress += await this.handle(kind, ofKind.slice(from, from + TOGETHER));
        }
      }
      handled += progress;
      if (progress === 0) return handled;
    }
  }

  /** Milliseconds until something falls due, negative when it has; null when nothing runs. */
  untilNext(): Promise<number | null> {
    return this.deadlines.untilNext(this.pool.db);
  }

  /** A batch that fails is halved until the poisonous row stands alone; the others go on. */
  private async handle(subjectKind: string, rows: readonly DueRow[]): Promise<number> {
    const handler = this.deadlines.handlerOf(subjectKind);
    const [first] = rows;
    if (!handler || !first) return 0;
    try {
      const acted = await handler(this.pool.db, rows);
      for (const { id } of rows) this.strikes.delete(id);
      if (acted > 0) this.report.handled(rows);
      return acted;
    } catch (error) {
      if (error instanceof Refusal) throw error; // the database is away; nothing is wrong with the rows
      if (rows.length === 1) {
        await this.strike(first, error);
        return 0;
      }
      const half = Math.ceil(rows.length / 2);
      return (await this.handle(subjectKind, rows.slice(0, half))) + (await this.handle(subjectKind, rows.slice(half)));
    }
  }

  private async strike(row: DueRow, error: unknown): Promise<void> {
    const strikes = (this.strikes.get(row.id) ?? 0) + 1;
    this.strikes.set(row.id, strikes);
    if (strikes < STRIKES) return;
    this.strikes.delete(row.id);
    await this.deadlines.setAside(this.pool.db, row.id, error instanceof Error ? error.message : String(error));
    this.report.setAside(row, error);
  }

  private sleep(ms: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.sweep()
        .then(async (handled) => {
          const pause = pauseAfter(handled, await this.untilNext());
          this.report.looked();
          return pause;
        })
        .catch((error: unknown) => {
          this.report.failed(error);
          return AFTER_FAILURE_MS;
        })
        .then((pause) => this.sleep(pause));
    }, ms);
  }
}

/** What is due and was not handled (locked, poisonous, of a kind to come) is no reason to look again at once. */
const pauseAfter = (handled: number, next: number | null): number =>
  next === null || (next <= 0 && handled === 0) ? LONGEST_SLEEP_MS : Math.min(Math.max(next, 1), LONGEST_SLEEP_MS);
