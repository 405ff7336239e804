import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from '../kernel/metrics';
import { OperatingFactsReader, type OperatingFacts } from './operating-facts';

const ROLES = ['all', 'api', 'worker'];
/** Whose due rows can be set aside; each is there from the start, so that an alert has a zero to begin from. */
const SUBJECTS = ['ticket', 'notice'];

/** The state of the whole desk, asked of the database when Prometheus asks: every process says the same. */
@Injectable()
export class OperatingGauges implements OnModuleInit {
  private asked: Promise<OperatingFacts | null> | null = null;

  constructor(
    private readonly facts: OperatingFactsReader,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.gauge('upline_database_up', 'Whether this process reaches the database.', (g, facts) => g.set(facts ? 1 : 0));
    this.gauge('upline_due_overdue', 'Due rows whose instant passed more than a second ago.', (g, facts) => {
      if (facts) g.set(facts.overdue);
    });
    this.gauge('upline_due_oldest_overdue_seconds', 'How long ago the oldest of them fell due.', (g, facts) => {
      if (facts) g.set(facts.oldestS);
    });
    this.gauge('upline_clocks_watched', 'Whether a worker looked for due rows in the last 5 seconds.', (g, facts) => {
      if (facts) g.set(facts.watched ? 1 : 0);
    });
    this.gauge('upline_due_set_aside', 'Due rows that failed too often and wait for an operator.', byLabel('subject', SUBJECTS, (facts) => facts.setAside), ['subject']); // prettier-ignore
    this.gauge(
      'upline_processes',
      'Living processes.',
      byLabel('role', ROLES, (facts) => facts.processes),
      ['role'],
    );
  }

  private gauge(
    name: string,
    help: string,
    set: (gauge: Gauge, facts: OperatingFacts | null) => void,
    labelNames: string[] = [],
  ): void {
    const once = (): Promise<OperatingFacts | null> => this.once();
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.metrics.registry],
      async collect() {
        const facts = await once();
        // A number from before would look like a healthy desk while the database is away.
        if (facts === null && labelNames.length === 0) this.remove();
        else if (facts === null) this.reset();
        set(this as unknown as Gauge, facts);
      },
    });
  }

  /** One question for all gauges of a scrape. */
  private once(): Promise<OperatingFacts | null> {
    this.asked ??= this.facts
      .read()
      .catch(() => null)
      .finally(() => (this.asked = null));
    return this.asked;
  }
}

const byLabel =
  (label: string, values: string[], of: (facts: OperatingFacts) => Record<string, number>) =>
  (gauge: Gauge, facts: OperatingFacts | null): void => {
    if (!facts) return;
    for (const value of values) gauge.set({ [label]: value }, of(facts)[value] ?? 0);
  };
