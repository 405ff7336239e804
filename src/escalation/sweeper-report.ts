import { Injectable, Logger } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import type { DueRow } from '../deadlines/deadlines.service';
import { Metrics } from '../kernel/metrics';
import { Refusal } from '../kernel/refusal';

/** What an operator gets to know of the sweeper. */
@Injectable()
export class SweeperReport {
  private readonly log = new Logger('Sweeper');
  private readonly lateness: Histogram;
  private readonly failures: Counter;
  private failing = false;

  constructor({ registry }: Metrics) {
    this.lateness = new Histogram({
      name: 'upline_sweeper_lateness_seconds',
      help: 'From the instant of a due row to the look that handled it.',
      buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600],
      registers: [registry],
    });
    this.failures = new Counter({
      name: 'upline_sweeper_failures_total',
      help: 'Looks for due rows that broke off, mostly because the database was away.',
      registers: [registry],
    });
  }

  handled(rows: readonly DueRow[]): void {
    for (const { late } of rows) this.lateness.observe(Math.max(0, late));
  }

  /** The reason stands in the row, where no log carries it away: a message may quote what somebody wrote. */
  setAside({ id, subjectKind, kind }: DueRow, error: unknown): void {
    const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
    this.log.error({ due: id, subject: subjectKind, kind, reason: code ?? name }, 'A due row was set aside');
  }

  looked(): void {
    if (this.failing) this.log.log('Clocks are watched again');
    this.failing = false;
  }

  /** One line for an outage, however long it lasts. */
  failed(error: unknown): void {
    this.failures.inc();
    if (this.failing) return;
    this.failing = true;
    if (error instanceof Refusal) this.log.warn('Clocks are not watched: the database does not answer');
    else this.log.error({ err: error }, 'Clocks are not watched: a look for due rows broke off');
  }
}
