import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { processIdentity } from '@upline/embedded-postgres/processes';

/** Waits until `probe` gives something; fails with `what` when it does not in time. */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  withinMs = 15_000,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (performance.now() > until) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await delay(20);
  }
}

export const isAlive = (pid: number): boolean => processIdentity(pid) !== null;

/** A started process with all that it printed. */
export class Started {
  output = '';
  readonly ended: Promise<number | NodeJS.Signals>;

  constructor(readonly child: ChildProcess) {
    const listen = (chunk: Buffer): void => void (this.output += chunk.toString());
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(code ?? signal ?? 1));
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Waits for this pattern in what it prints; fails at once when it ended without. */
  async printed(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray> {
    let over = false;
    void this.ended.then(() => (over = true));
    const found = await eventually(`${pattern}`, () => pattern.exec(this.output) ?? (over && 'over'), withinMs).catch(
      () => 'over' as const,
    );
    if (found === 'over') throw new Error(`${pattern} was not printed:\n${this.output}`);
    return found;
  }
}

export function startProcess(command: string, args: string[], options: SpawnOptions = {}): Started {
  return new Started(spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options }));
}
