import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { createClient } from 'redis';
import { Gauge } from 'prom-client';
import { Config } from '../config';
import { Metrics } from './metrics';

const CONNECT_MS = 1_000;
/** A connection on which nothing was heard for so long is given up; a ping each second keeps a living one talking. */
const SILENT_MS = 3_000;
const PING_MS = 1_000;
/** Commands that wait for an answer; what comes beyond is dropped, since nothing that must happen goes through here. */
const WAITING = 5_000;
const COMMAND_MS = 500;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** Waits between attempts: doubled each time, and never the same in two processes that lost the same server. */
export const backOff = (tries: number): number =>
  Math.round(Math.min(FIRST_PAUSE_MS * 2 ** Math.min(tries, 10), LONGEST_PAUSE_MS) * (0.75 + Math.random() / 2));

const clientFor = (url: string, forCommands: boolean) =>
  createClient({
    url,
    name: 'upline',
    disableOfflineQueue: true,
    commandsQueueMaxLength: WAITING,
    ...(forCommands && { pingInterval: PING_MS }),
    socket: { connectTimeout: CONNECT_MS, socketTimeout: SILENT_MS, reconnectStrategy: backOff },
  });
export type RedisClient = ReturnType<typeof clientFor>;

/** Redis, where `REDIS_URL` names one: what several processes tell each other fast. Without it everything goes on, slower. */
@Injectable()
export class RedisLink implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('Redis');
  private readonly client: RedisClient | null;
  private readonly listeners: (() => void)[] = [];
  private saidAway = false;
  private ending = false;

  constructor(
    private readonly config: Config,
    metrics: Metrics,
  ) {
    this.client = config.REDIS_URL ? clientFor(config.REDIS_URL, true) : null;
    if (!this.client) return;
    const up = (): number => Number(this.up);
    const help = '1 while Redis answers, 0 while hints and presence do not pass between processes.';
    new Gauge({
      name: 'upline_redis_up',
      help,
      registers: [metrics.registry],
      collect() {
        this.set(up());
      },
    });
  }

  /** Nobody waits for the first connection: a Redis that is away must not keep the house closed. */
  onModuleInit(): void {
    this.client?.on('error', (error: Error) => this.away(error));
    this.client?.on('ready', () => this.back());
    this.client?.connect().catch((error: Error) => this.away(error));
  }

  onModuleDestroy(): void {
    this.ending = true;
    this.client?.destroy();
  }

  /** Whether several processes are meant to share a Redis at all. */
  get wanted(): boolean {
    return this.client !== null;
  }

  get up(): boolean {
    return this.client?.isReady ?? false;
  }

  /** Called each time that Redis is there, or there again. */
  onUp(listener: () => void): void {
    this.listeners.push(listener);
    if (this.up) listener();
  }

  /** Runs commands; null when Redis is away or takes too long, and nobody waits longer than half a second. */
  async ask<T>(work: (client: RedisClient) => Promise<T>): Promise<T | null> {
    if (!this.client?.isReady) return null;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => (timer = setTimeout(resolve, COMMAND_MS, null)));
    try {
      return await Promise.race([work(this.client).catch(() => null), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** A connection of its own for commands that block; whoever opens it ends it. */
  another(): RedisClient | null {
    return this.config.REDIS_URL ? clientFor(this.config.REDIS_URL, false).on('error', () => undefined) : null;
  }

  /** One line however often it fails; the address stays out of it, since it may carry a password. */
  private away(error: Error): void {
    if (this.saidAway || this.ending) return;
    this.saidAway = true;
    const why = (error as NodeJS.ErrnoException).code ?? error.message ?? error.name;
    this.log.warn(`Redis is away (${why}): hints and presence stay within each process until it is back`);
  }

  private back(): void {
    if (this.saidAway) this.log.log('Redis is back');
    this.saidAway = false;
    for (const listener of this.listeners) listener();
  }
}
