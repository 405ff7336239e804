import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** The Prometheus registry of this process; each app has its own, so that several live side by side in tests. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly http = new Histogram({
    name: 'upline_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer, by route template.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [this.registry],
  });

  private readonly events = new Counter({
    name: 'upline_ticket_events_total',
    help: 'What became of tickets through this process, by type of event: `ticket.filed`, `clock.missed` and so on.',
    labelNames: ['type'],
    registers: [this.registry],
  });
  private readonly replays = new Counter({
    name: 'upline_idempotency_replays_total',
    help: 'Requests that came again with a known Idempotency-Key and got the first answer.',
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'upline_' });
  }

  countEvent(type: string): void {
    this.events.inc({ type });
  }

  countReplay(): void {
    this.replays.inc();
  }

  observeHttp(method: string, route: string, status: number, seconds: number): void {
    this.http.observe({ method, route, status: String(status) }, seconds);
  }
}
