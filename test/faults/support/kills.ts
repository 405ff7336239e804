import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { EmbeddedPostgres } from '@upline/embedded-postgres/embedded-postgres';
import type { Rig } from './rig';

const PATIENCE_MS = 30_000;

/** What is killed, in turn. */
export const TARGETS = ['app', 'backend', 'postmaster', 'app and postmaster'] as const;
export type Target = (typeof TARGETS)[number];

/** A connection to PostgreSQL that tells when it was cut. */
async function watch(url: string): Promise<{ client: Client; cut: Promise<void> }> {
  const client = new Client({ connectionString: url });
  const cut = new Promise<void>((resolve) => client.once('end', resolve));
  client.on('error', () => undefined);
  await client.connect();
  return { client, cut };
}

/** Waits until the server takes connections again, as it does after its recovery. */
async function recovered(url: string): Promise<void> {
  for (const from = performance.now(); performance.now() - from < PATIENCE_MS; await delay(25)) {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      return;
    } catch {
      // not yet
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  throw new Error('PostgreSQL did not come back');
}

async function backendOf(client: Client, chance: number): Promise<number> {
  const { rows } = await client.query<{ pid: number }>(
    `select pid from pg_stat_activity where application_name = 'upline' order by state = 'active' desc, pid`,
  );
  const found = rows[Math.floor(chance * rows.length)];
  if (!found) throw new Error('the product has no connection to PostgreSQL');
  return found.pid;
}

/** Kills one backend: PostgreSQL then throws out everybody and recovers, under the same postmaster. */
async function killBackend({ postgres }: Rig, chance: number): Promise<void> {
  const { client, cut } = await watch(postgres.url);
  process.kill(await backendOf(client, chance), 'SIGKILL');
  await cut;
}

async function killPostmaster({ postgres }: Rig): Promise<void> {
  const { pid } = postgres;
  process.kill(pid, 'SIGKILL');
  for (const from = performance.now(); postgres.pid === 0 || postgres.pid === pid; await delay(10)) {
    if (performance.now() - from > PATIENCE_MS) throw new Error('the postmaster was not started again');
  }
}

/** Kills with SIGKILL and starts again what nobody else starts; resolves when everything is ready, with how long it took. */
export async function killAndRecover(rig: Rig, target: Target, chance: number): Promise<number> {
  const from = performance.now();
  const app = target.startsWith('app') ? rig.product.kill() : null;
  if (target === 'backend') await killBackend(rig, chance);
  if (target.endsWith('postmaster')) await killPostmaster(rig);
  await recovered(rig.postgres.url);
  if (app) {
    await app;
    rig.product.start();
  }
  await rig.product.ready();
  return performance.now() - from;
}

/** The postmaster and all its children. */
function processesOf({ pid }: EmbeddedPostgres): number[] {
  const parentOf = (of: number): number => {
    try {
      const stat = readFileSync(`/proc/${of}/stat`, 'utf8');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    } catch {
      return 0; // it ended while we looked
    }
  };
  const all = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return [pid, ...all.filter((one) => parentOf(one) === pid)];
}

/** Stops PostgreSQL where it stands, as a machine does whose disk hangs; the answer lets it go on. */
export function standStill(postgres: EmbeddedPostgres): () => void {
  const stopped = processesOf(postgres);
  for (const pid of stopped) process.kill(pid, 'SIGSTOP');
  return () => {
    for (const pid of stopped) process.kill(pid, 'SIGCONT');
  };
}
