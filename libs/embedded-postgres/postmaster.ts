import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { commandLine, processIdentity, signal } from './processes';

/** What a server says of itself in `postmaster.pid`. */
export interface PostmasterFile {
  pid: number;
  port: number | null;
  ready: boolean;
}

/** Null when there is no such file, or none that says a process number. */
export function readPostmasterFile(cluster: string): PostmasterFile | null {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const pid = Math.abs(Number.parseInt(lines[0] ?? '', 10));
  if (!Number.isInteger(pid) || pid < 2) return null;
  const port = Number.parseInt(lines[3] ?? '', 10);
  return { pid, port: Number.isInteger(port) ? port : null, ready: lines[7]?.trim() === 'ready' };
}

/** Whether this process is the server with that mark: a number alone may long belong to somebody else. */
export function isServer(pid: number, mark: string): boolean {
  return processIdentity(pid) !== null && commandLine(pid).includes(`cluster_name=${mark}`);
}

/** The live server of the cluster; a file left by a dead one is removed, since PostgreSQL believes any live number in it. */
export function findServer(cluster: string, mark: string): PostmasterFile | null {
  const file = readPostmasterFile(cluster);
  if (file && isServer(file.pid, mark)) return file;
  // Backends that outlive their postmaster are still caught: PostgreSQL checks the shared memory of the cluster as well.
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
  return null;
}

/** A process that is ending loses its command line before it is gone, so only its identity tells. */
async function isGone(pid: number, identity: string, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (processIdentity(pid) === identity) {
    if (performance.now() > until) return false;
    await delay(20);
  }
  return true;
}

/** Fast shutdown: open transactions are rolled back, the rest is written; harder means only when that hangs. */
export async function shutDown(pid: number, mark: string): Promise<void> {
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ];
  const identity = processIdentity(pid);
  if (identity === null || !isServer(pid, mark)) return;
  for (const [name, withinMs] of steps) {
    signal(pid, name);
    if (await isGone(pid, identity, withinMs)) return;
  }
}
