import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { Socket } from 'node:net';
import type { PoolClient } from 'pg';
import { databaseRefusal, mayRetry } from './database-failure';
import { ended, opened } from './hot-statement';

/** Milliseconds that a request may spend on the database, waiting for a connection included; the promise is a 503 within 3 s, on a busy machine too. */
export const REQUEST_LIMIT_MS = 2000;
const ATTEMPTS = 3;

/** What a transaction's work yields: its result, and statements that are sent together with the commit. */
export interface Ending<T> {
  result: T;
  /** Sent with the commit in one packet: a failure of any of them undoes everything. */
  last?: () => Promise<unknown>;
}

/** Runs `work` in one transaction; a deadlock runs it again, a database that does not answer is a 503 in time. */
export function inTransaction<T>(
  db: DataSource,
  work: (tx: EntityManager) => Promise<T>,
  limitMs = REQUEST_LIMIT_MS,
): Promise<T> {
  return inTransactionEndingWith(db, async (tx) => ({ result: await work(tx) }), limitMs);
}

/** `inTransaction` for the hot path, whose last statements travel with the commit. */
export async function inTransactionEndingWith<T>(
  db: DataSource,
  work: (tx: EntityManager) => Promise<Ending<T>>,
  limitMs = REQUEST_LIMIT_MS,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await withRunner(db, limitMs, (runner) => committed(runner, work, limitMs));
    } catch (error) {
      if (mayRetry(error) && attempt < ATTEMPTS) continue;
      throw databaseRefusal(error) ?? error;
    }
  }
}

/** Reads outside a transaction, under the same limit. */
export async function reading<T>(
  db: DataSource,
  work: (manager: EntityManager) => Promise<T>,
  limitMs = REQUEST_LIMIT_MS,
): Promise<T> {
  try {
    return await withRunner(db, limitMs, (runner) => work(runner.manager));
  } catch (error) {
    throw databaseRefusal(error) ?? error;
  }
}

/**
 * The connections are pipelined: `START TRANSACTION` travels with the first statement, the last ones with `COMMIT`.
 * PostgreSQL answers `ROLLBACK` to the commit of a transaction in which a statement failed.
 */
async function committed<T>(
  runner: QueryRunner,
  work: (tx: EntityManager) => Promise<Ending<T>>,
  limitMs: number,
): Promise<T> {
  const client = (await runner.connect()) as PoolClient;
  let ending: Ending<T>;
  try {
    const [begun, working] = inOnePacket(client, () => [begin(client, limitMs), work(runner.manager)]);
    [, ending] = await Promise.all([begun, working]);
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
  const [last, committing] = inOnePacket(client, () => {
    const sent = ending.last?.();
    ended(runner);
    return [sent, client.query('COMMIT')];
  });
  const [commit] = await Promise.all([committing, last]);
  if (commit.command !== 'COMMIT') throw new Error('the transaction was rolled back by the database');
  return ending.result;
}

/** A transaction that may take longer lets each of its statements take longer than the connection's own limit. */
function begin(client: PoolClient, limitMs: number): Promise<unknown> {
  const longer = limitMs > REQUEST_LIMIT_MS ? `; SET LOCAL statement_timeout = ${limitMs}` : '';
  return client.query(`START TRANSACTION${longer}`);
}

/** What is sent while this runs leaves in one write: a write of the kernel costs more than the statement it carries. */
function inOnePacket<T>(client: PoolClient, send: () => T): T {
  const { stream } = connectionOf(client);
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}

/** The socket of a connection; the driver's types do not name it. */
const connectionOf = (client: PoolClient): { stream: Socket } =>
  (client as unknown as { connection: { stream: Socket } }).connection;

/**
 * The watchdog destroys the connection itself: one that is merely given up on goes back to the pool with a query under
 * way and fails whoever gets it next.
 */
async function withRunner<T>(db: DataSource, limitMs: number, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
  const runner = db.createQueryRunner();
  let client: PoolClient | null = null;
  let watchdog: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    watchdog = setTimeout(() => {
      if (client) connectionOf(client).stream.destroy(new Error('database time-out'));
      reject(new Error('database time-out'));
    }, limitMs);
  });
  const run = (async () => {
    client = (await runner.connect()) as PoolClient;
    opened(runner, client);
    try {
      return await work(runner);
    } finally {
      ended(runner);
      await runner.release();
    }
  })();
  run.catch(() => undefined);
  try {
    return await Promise.race([run, late]);
  } finally {
    clearTimeout(watchdog);
  }
}
