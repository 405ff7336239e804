import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { PoolClient } from 'pg';
import { databaseRefusal, mayRetry } from './database-failure';

/** Milliseconds that a request may spend on the database, waiting for a connection included; the promise is a 503 within 3 s. */
export const REQUEST_LIMIT_MS = 2600;
const ATTEMPTS = 3;

/** Runs `work` in one transaction; a deadlock runs it again, a database that does not answer is a 503 in time. */
export async function inTransaction<T>(
  db: DataSource,
  work: (tx: EntityManager) => Promise<T>,
  limitMs = REQUEST_LIMIT_MS,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await withRunner(db, limitMs, (runner) => committed(runner, work));
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

async function committed<T>(runner: QueryRunner, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  await runner.startTransaction();
  let result: T;
  try {
    result = await work(runner.manager);
  } catch (error) {
    await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  }
  await runner.commitTransaction();
  return result;
}

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
      (
        client as unknown as { connection: { stream: { destroy(error: Error): void } } } | null
      )?.connection.stream.destroy(new Error('database time-out'));
      reject(new Error('database time-out'));
    }, limitMs);
  });
  const run = (async () => {
    client = (await runner.connect()) as PoolClient;
    try {
      return await work(runner);
    } finally {
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
