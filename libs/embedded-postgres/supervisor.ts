import type { ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Lock } from './lock';
import { answers } from './ping';
import { freePort } from './port';
import { findServer, isServer, shutDown } from './postmaster';
import { signal } from './processes';
import { PortTaken, startServer, type ServerPlan } from './server';

/** What the last server of this folder was started as. */
interface Remembered {
  pid: number;
  port: number;
  as: string;
}

export interface SupervisorPlan extends ServerPlan {
  lock: Lock;
  /** File with what the last server was. */
  stateFile: string;
  log: (line: string) => void;
}

/** A server that lived this long was well; one that dies sooner makes the next attempt wait longer. */
const WELL_AFTER_MS = 10_000;
const LONGEST_WAIT_MS = 5_000;

/** Keeps one server alive on one port until it is stopped. */
export class Supervisor {
  port = 0;
  pid = 0;
  private readonly listeners: ((what: string) => void)[] = [];
  private readonly watches = new AbortController();
  private attempts = 0;
  private since = 0;
  private reviving: Promise<void> = Promise.resolve();
  private stopped: Promise<void> | null = null;

  constructor(private readonly plan: SupervisorPlan) {}

  /** Superuser's connection; the port never changes once the server was up. */
  get url(): string {
    return `postgres://upline:${this.plan.cluster.password}@127.0.0.1:${this.port}/postgres`;
  }

  /** Takes over the live server of the folder when it is what was asked for, else starts one. */
  async start(fixedPort?: number): Promise<void> {
    const remembered = this.remembered();
    const { cluster, log } = this.plan;
    const live = findServer(cluster.path, cluster.mark);
    const same = live?.pid === remembered?.pid && remembered?.as === this.describe();
    const fits = fixedPort === undefined || fixedPort === live?.port;
    if (live?.port && same && fits && (await answers(live.port, 3000))) {
      log(`Found the database running (pid ${live.pid}) and took it over.`);
      this.settle(live.pid, live.port);
      this.watchStranger(live.pid);
    } else {
      if (live) await shutDown(live.pid, cluster.mark);
      await this.startOnFreePort(fixedPort, remembered?.port);
    }
    process.once('exit', this.atExit);
  }

  /** Called each time the server has died; it is being restarted by then. */
  onDied(listener: (what: string) => void): void {
    this.listeners.push(listener);
  }

  /** Fast shutdown of the server, then the folder is free for others. */
  stop(): Promise<void> {
    this.stopped ??= this.end();
    return this.stopped;
  }

  private async end(): Promise<void> {
    this.watches.abort();
    await this.reviving;
    if (this.pid) await shutDown(this.pid, this.plan.cluster.mark);
    process.removeListener('exit', this.atExit);
    this.plan.lock.release();
  }

  /** The last resort of a process that ends without `stop`: the server is told, nobody waits. */
  private readonly atExit = (): void => {
    if (this.pid && isServer(this.pid, this.plan.cluster.mark)) signal(this.pid, 'SIGINT');
    this.plan.lock.release();
  };

  private async startOnFreePort(fixed: number | undefined, last: number | undefined): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const port = fixed ?? (await freePort(attempt === 1 ? last : undefined));
      try {
        return await this.startOn(port);
      } catch (error) {
        if (!(error instanceof PortTaken) || fixed !== undefined || attempt === 5) throw error;
      }
    }
  }

  private async startOn(port: number): Promise<void> {
    findServer(this.plan.cluster.path, this.plan.cluster.mark);
    const child = await startServer(this.plan, port);
    this.settle(child.pid ?? 0, port);
    this.watchChild(child);
  }

  private settle(pid: number, port: number): void {
    [this.pid, this.port, this.since] = [pid, port, performance.now()];
    const state: Remembered = { pid, port, as: this.describe() };
    writeFileSync(this.plan.stateFile, JSON.stringify(state), { mode: 0o600 });
  }

  private watchChild(child: ChildProcess): void {
    const died = (): void => this.died(`ended with ${child.signalCode ?? child.exitCode}`);
    if (child.exitCode !== null || child.signalCode !== null) died();
    else child.once('exit', died);
  }

  /** The end of a process that is not our child is seen only by looking. */
  private watchStranger(pid: number): void {
    const look = setInterval(() => {
      if (isServer(pid, this.plan.cluster.mark)) return;
      clearInterval(look);
      this.died('is gone');
    }, 200);
    look.unref();
    this.watches.signal.addEventListener('abort', () => clearInterval(look));
  }

  private died(how: string): void {
    if (this.stopped) return;
    this.pid = 0;
    if (performance.now() - this.since > WELL_AFTER_MS) this.attempts = 0;
    this.plan.log(`The database ${how}; starting it again.`);
    this.reviving = this.revive();
    for (const listener of this.listeners) listener(how);
  }

  private async revive(): Promise<void> {
    while (!this.stopped) {
      const wait = this.attempts === 0 ? 0 : Math.min(100 * 2 ** this.attempts, LONGEST_WAIT_MS);
      this.attempts++;
      await delay(wait, undefined, { signal: this.watches.signal }).catch(() => undefined);
      if (this.stopped) return;
      try {
        await this.startOn(this.port);
        return this.plan.log(`The database is back (pid ${this.pid}).`);
      } catch (error) {
        this.plan.log(error instanceof Error ? error.message : String(error));
      }
    }
  }

  private describe(): string {
    const { binaries, settings, runAs } = this.plan;
    return JSON.stringify([binaries.version, runAs.uid, settings]);
  }

  private remembered(): Remembered | null {
    try {
      return JSON.parse(readFileSync(this.plan.stateFile, 'utf8')) as Remembered;
    } catch {
      return null;
    }
  }
}
