import { Injectable } from '@nestjs/common';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RedisLink } from '../kernel/redis-link';
import { Refusal } from '../kernel/refusal';
import { OperatingFactsReader, type OperatingFacts } from './operating-facts';

const MIGRATIONS = join(__dirname, '../../migrations');

/** Whether this process should get traffic: the database answers, its schema is ours, somebody watches the clocks. */
@Injectable()
export class ReadinessService {
  private readonly known = readdirSync(MIGRATIONS).flatMap((file) => /^(\d{13})-.*\.[tj]s$/.exec(file)?.[1] ?? []);

  constructor(
    private readonly facts: OperatingFactsReader,
    private readonly redis: RedisLink,
  ) {}

  /** Throws the 503 that says what is missing; returns what an operator should see to though the process serves. */
  async check(): Promise<string[]> {
    const facts = await this.facts.read();
    const applied = new Set(facts.applied);
    if (!this.known.every((stamp) => applied.has(stamp))) throw notReady('A migration is missing.');
    if (!facts.watched) throw notReady('No worker was seen in the last 5 seconds; clocks are not watched.');
    const away = this.redis.wanted && !this.redis.up;
    return [...warningsOf(facts), ...(away ? [REDIS_AWAY] : [])];
  }
}

const REDIS_AWAY = 'Redis away: hints and presence stay within each process until it is back.';

/** Each names its paragraph of docs/operations.md by its first words. */
function warningsOf({ setAside, unsafe }: OperatingFacts): string[] {
  // Other subjects than tickets are nobody's to count here.
  const stuck = setAside.ticket ?? 0;
  return [
    ...(stuck > 0 ? [`Set aside: ${stuck} due rows of tickets failed too often; their clocks do not run.`] : []),
    ...unsafe.map((name) => `Not durable: ${name} is off, so PostgreSQL may lose what it has acknowledged.`),
  ];
}

const notReady = (detail: string): Refusal => new Refusal('unavailable', detail, { retryAfter: 2 });
