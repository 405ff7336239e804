import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { Config } from '../config';
import { newId } from '../kernel/ids';
import { RedisLink, type RedisClient } from '../kernel/redis-link';
import { OutboxService, type Hint } from '../outbox/outbox.service';

const STREAM = 'upline:hints';
/** Entries that are kept, some minutes of a busy house: a process that was away for longer has missed them. */
const KEPT = 10_000;
const READ_AT_ONCE = 200;
/** Longest wait for new entries; below the silence after which the connection is given up. */
const BLOCK_MS = 1_000;
const AFTER_FAILURE_MS = 250;

/** What one process tells all of them, itself included. It may be lost, and whoever needs it has another way to learn it. */
export interface BusMessage {
  /** Personal events that were committed. */
  told?: readonly Hint[];
  /** Tickets whose presence changed. */
  presence?: readonly string[];
}
type Listener = (message: BusMessage) => void;

/** One small stream in Redis that every process with sockets reads; in the memory of the one process without Redis. */
@Injectable()
export class Bus implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(Bus.name);
  private readonly sender = newId();
  private readonly listeners: Listener[] = [];
  private reader: RedisClient | null = null;
  /** Id of the last entry that was read. */
  private at: string | null = null;
  private unsent: BusMessage[] = [];
  private stopped = false;

  constructor(
    private readonly config: Config,
    private readonly redis: RedisLink,
    outbox: OutboxService,
  ) {
    outbox.onHint((told) => this.publish({ told }));
  }

  onApplicationBootstrap(): void {
    // A worker has no sockets: it only writes.
    if (this.config.UPLINE_ROLE === 'worker') return;
    this.reader = this.redis.another();
    if (this.reader) void this.follow(this.reader);
  }

  onModuleDestroy(): void {
    this.stopped = true;
    this.reader?.destroy();
  }

  on(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Reaches this process at once, the others within milliseconds. */
  publish(message: BusMessage): void {
    this.deliver(message);
    if (!this.redis.up) return;
    // What is published in one turn of the event loop leaves as one entry.
    if (this.unsent.push(message) === 1) setImmediate(() => this.send());
  }

  private send(): void {
    const told = this.unsent.flatMap((message) => message.told ?? []);
    const presence = [...new Set(this.unsent.flatMap((message) => message.presence ?? []))];
    this.unsent = [];
    const entry = { from: this.sender, body: JSON.stringify({ told, presence }) };
    const trim = { strategy: 'MAXLEN', strategyModifier: '~', threshold: KEPT } as const;
    void this.redis.ask((client) => client.xAdd(STREAM, '*', entry, { TRIM: trim }));
  }

  private deliver(message: BusMessage): void {
    for (const listener of this.listeners) {
      try {
        listener(message);
      } catch (error) {
        // What was committed is done: whoever waits for its answer must get it.
        this.log.error(error);
      }
    }
  }

  /** A failure is waited for: a loop that asks again at once holds the event loop while the connection is away. */
  private async follow(reader: RedisClient): Promise<void> {
    await reader.connect().catch(() => undefined);
    while (!this.stopped) {
      try {
        this.at ??= await this.newest(reader);
        const read = await reader.xRead({ key: STREAM, id: this.at }, { COUNT: READ_AT_ONCE, BLOCK: BLOCK_MS });
        for (const entry of entriesOf(read)) this.take(entry);
      } catch {
        if (this.stopped) return;
        await delay(AFTER_FAILURE_MS);
        await this.rewound(reader);
      }
    }
  }

  private take({ id, message }: Entry): void {
    this.at = id;
    if (message.from !== this.sender && message.body) this.deliver(JSON.parse(message.body) as BusMessage);
  }

  /** A Redis that came back empty, by a clock that is behind, would number new entries below the last one read. */
  private async rewound(reader: RedisClient): Promise<void> {
    if (this.at === null || !reader.isReady) return;
    const newest = await this.newest(reader).catch(() => null);
    if (newest !== null && millisecondsOf(newest) < millisecondsOf(this.at)) this.at = newest;
  }

  private async newest(reader: RedisClient): Promise<string> {
    const [last] = (await reader.xRevRange(STREAM, '+', '-', { COUNT: 1 })) ?? [];
    return last?.id ?? '0-0';
  }
}

interface Entry {
  id: string;
  message: Record<string, string | undefined>;
}
const entriesOf = (read: unknown): Entry[] =>
  ((read as { messages: Entry[] }[] | null) ?? []).flatMap((stream) => stream.messages);
const millisecondsOf = (id: string): number => Number(id.split('-', 1)[0]);
