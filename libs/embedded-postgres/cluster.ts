import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Binaries } from './binaries';
import { EmbeddedPostgresError } from './failure';
import { mayReach, type RunAs } from './run-as';

/** A complete data folder and the key to it. */
export interface Cluster {
  path: string;
  password: string;
  /** Stands in the command line of its server and tells it from every other process. */
  mark: string;
}

export interface ClusterPlan {
  dataDir: string;
  binaries: Binaries;
  runAs: RunAs;
  /** False skips the flush of a new cluster to disk. */
  durable: boolean;
  log: (line: string) => void;
}

/**
 * How the server names its own folder, which is its working folder. Where its user may not pass the folders above
 * (root's home, a temporary folder of root), `/proc` leads straight to it.
 */
export function folderArgument(path: string, runAs: RunAs): string {
  if (mayReach(runAs, path)) return path;
  if (process.platform === 'linux') return '/proc/self/cwd';
  throw new EmbeddedPostgresError(`PostgreSQL's user cannot reach ${path}; choose another UPLINE_DATA_DIR.`);
}

/** Written before the cluster that uses it, whole or not at all. */
function readyPassword(dataDir: string): string {
  const file = join(dataDir, 'password');
  if (!existsSync(file)) {
    const draft = `${file}.new`;
    rmSync(draft, { force: true });
    writeFileSync(draft, randomBytes(24).toString('base64url'), { mode: 0o600 });
    renameSync(draft, file);
  }
  return readFileSync(file, 'utf8').trim();
}

function localeOptions(major: number): string[] {
  // The built-in C.UTF-8 sorts by code point like C and knows the letters of every script; 15 and 16 have only C.
  return major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'] : ['--locale=C'];
}

function run(command: string, args: string[], options: { cwd: string; uid?: number; gid?: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const listen = (chunk: Buffer): void => void (said = (said + chunk.toString()).slice(-4000));
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) return resolve();
      const line = said.split('\n').find((text) => /error|fatal/i.test(text)) ?? said.trim().split('\n').at(-1);
      reject(new EmbeddedPostgresError(`The database could not be laid out (initdb ended with ${code}): ${line}`));
    });
  });
}

async function layOut(plan: ClusterPlan, target: string, password: string): Promise<void> {
  const { dataDir, binaries, runAs } = plan;
  plan.log('Laying out a new database.');
  const draft = mkdtempSync(join(dataDir, 'init-'));
  const data = join(draft, 'data');
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(join(draft, 'password'), password, { mode: 0o600 });
  if (runAs.other) for (const path of [draft, data, join(draft, 'password')]) chownSync(path, runAs.uid, runAs.gid);
  const folder = folderArgument(data, runAs);
  const args = ['-D', folder, `--pwfile=${folder}/../password`, '--username=upline', '--auth=scram-sha-256'];
  args.push('--encoding=UTF8', ...localeOptions(Number.parseInt(binaries.version, 10)));
  if (!plan.durable) args.push('--no-sync');
  const identity = runAs.other ? { uid: runAs.uid, gid: runAs.gid } : {};
  await run(join(binaries.bin, 'initdb'), args, { cwd: data, ...identity });
  renameSync(data, target);
  rmSync(draft, { recursive: true, force: true });
}

function checkVersion(path: string, binaries: Binaries): void {
  const made = readFileSync(join(path, 'PG_VERSION'), 'utf8').trim();
  const major = String(Number.parseInt(binaries.version, 10));
  if (made === major) return;
  throw new EmbeddedPostgresError(
    `The database in ${path} was made by PostgreSQL ${made}, this is ${major}: dump it with the old one, or choose another UPLINE_DATA_DIR.`,
  );
}

/** Opens the cluster of the folder, made first where there is none; what a killed attempt left behind is removed. */
export async function openCluster(plan: ClusterPlan): Promise<Cluster> {
  const path = join(plan.dataDir, 'cluster');
  for (const name of readdirSync(plan.dataDir)) {
    if (name.startsWith('init-')) rmSync(join(plan.dataDir, name), { recursive: true, force: true, maxRetries: 3 });
  }
  const present = existsSync(join(path, 'PG_VERSION'));
  if (present && !existsSync(join(plan.dataDir, 'password'))) {
    throw new EmbeddedPostgresError(
      `${join(plan.dataDir, 'password')} is missing, without which ${path} stays closed.`,
    );
  }
  const password = readyPassword(plan.dataDir);
  if (!present) await layOut(plan, path, password);
  checkVersion(path, plan.binaries);
  const mark = `upline-${createHash('sha256').update(password).digest('hex').slice(0, 16)}`;
  return { path, password, mark };
}
