import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Binaries } from './binaries';
import { folderArgument, type Cluster } from './cluster';
import { EmbeddedPostgresError } from './failure';
import { answers } from './ping';
import { readPostmasterFile } from './postmaster';
import type { RunAs } from './run-as';

/** All that is needed to start the server of a cluster. */
export interface ServerPlan {
  cluster: Cluster;
  binaries: Binaries;
  runAs: RunAs;
  settings: Record<string, string>;
  /** File that the server writes its own messages to; it outlives us, so no pipe of ours may end there. */
  logFile: string;
}

export class PortTaken extends EmbeddedPostgresError {}

const LOG_LIMIT = 10_000_000;

function settingsOf(plan: ServerPlan, port: number): string[] {
  const settings = {
    log_line_prefix: '%m [%p] ',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...plan.settings,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    cluster_name: plan.cluster.mark,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function openLog(file: string): number {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

/** What the server said since `from`, its last fatal line first of all. */
function lastWords(file: string, from: number): string {
  const said = existsSync(file) ? readFileSync(file).subarray(from).toString('utf8').trim().split('\n') : [];
  const line = said.findLast((text) => /FATAL|PANIC/.test(text)) ?? said.at(-1) ?? '';
  const bound = said.some((text) => /could not bind|could not create any TCP/.test(text));
  return `${bound ? 'port taken: ' : ''}${line.replace(/^.*?(FATAL|PANIC): +/, '')}`;
}

function launch(plan: ServerPlan, port: number): ChildProcess {
  const { path } = plan.cluster;
  const log = openLog(plan.logFile);
  const identity = plan.runAs.other ? { uid: plan.runAs.uid, gid: plan.runAs.gid } : {};
  try {
    return spawn(
      join(plan.binaries.bin, 'postgres'),
      ['-D', folderArgument(path, plan.runAs), ...settingsOf(plan, port)],
      // A session of its own: Ctrl+C in the terminal reaches us, and we stop the app before the server.
      { cwd: path, ...identity, detached: true, stdio: ['ignore', log, log] },
    );
  } finally {
    closeSync(log);
  }
}

/** Starts the server and waits until it takes connections, however long its crash recovery lasts. */
export async function startServer(plan: ServerPlan, port: number): Promise<ChildProcess> {
  const from = statSync(plan.logFile, { throwIfNoEntry: false })?.size ?? 0;
  const child = launch(plan, port);
  child.unref();
  let failure: Error | null = null;
  child.once('error', (error) => (failure = error));
  while (!failure && child.exitCode === null && child.signalCode === null) {
    const file = readPostmasterFile(plan.cluster.path);
    if (file?.pid === child.pid && file?.ready && (await answers(port))) return child;
    await delay(15);
  }
  if (failure) throw failure as Error;
  const words = lastWords(plan.logFile, from > LOG_LIMIT ? 0 : from);
  const text = `PostgreSQL did not start (${child.signalCode ?? child.exitCode}): ${words} See ${plan.logFile}`;
  throw words.startsWith('port taken') ? new PortTaken(text) : new EmbeddedPostgresError(text);
}
