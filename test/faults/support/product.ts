import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const ROOT = join(__dirname, '../../..');
const PATIENCE_MS = 30_000;

/** The built product as a process of its own; whoever kills it says so first, any other end is a fault. */
export class Product {
  /** Ends that nobody asked for. */
  readonly endedByItself: string[] = [];
  private child: ChildProcess | null = null;

  constructor(
    private readonly databaseUrl: string,
    readonly port: number,
    private readonly logFile: string,
  ) {}

  start(): void {
    const log = openSync(this.logFile, 'a');
    const env = {
      PATH: process.env.PATH,
      DATABASE_URL: this.databaseUrl,
      PORT: String(this.port),
      UPLINE_SECRET: 'a secret that only the faults know, 32+',
      UPLINE_LOG_LEVEL: 'warn',
    };
    // Ends with the test, should that be killed itself.
    const args = ['--require', join(ROOT, 'scripts/house/end-with-parent.cjs'), join(ROOT, 'dist/src/main.js')];
    const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', log, log, 'ipc'] });
    child.once('exit', (code, signal) => {
      if (this.child === child) this.endedByItself.push(String(code ?? signal));
    });
    this.child = child;
  }

  async kill(): Promise<void> {
    await this.end('SIGKILL');
    appendFileSync(this.logFile, '--- killed\n');
  }

  /** Ends it in order; resolves with its exit code. */
  stop(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  /** Milliseconds until it says that it is ready. */
  async ready(): Promise<number> {
    const from = performance.now();
    while ((await this.status('/health/ready')) !== 200) {
      if (this.endedByItself.length > 0 || performance.now() - from > PATIENCE_MS)
        throw new Error(`not ready (ended: ${this.endedByItself.join()}):\n${readFileSync(this.logFile, 'utf8')}`);
      await delay(25);
    }
    return performance.now() - from;
  }

  /** Null when there is no answer within the 3 s that every answer may take. */
  async status(path: string): Promise<number | null> {
    const url = `http://127.0.0.1:${this.port}${path}`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(3_000) }).catch(() => null);
    await answer?.body?.cancel().catch(() => undefined);
    return answer?.status ?? null;
  }

  /** What it logged as an error: a kill is none of its faults, so there is nothing to log as one. */
  errors(): string[] {
    const lines = readFileSync(this.logFile, 'utf8').split('\n');
    return lines.filter((line) => /"level":"(error|fatal)"|^\s+at /.test(line)).slice(0, 5);
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    if (!child) return null;
    this.child = null;
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await once(child, 'exit');
    }
    return child.exitCode;
  }
}
