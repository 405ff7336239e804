import { join } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';

/**
 * Server-side limits of an app connection, in milliseconds; each is below the request's own limit. Compiling a
 * recursive statement just in time took longer than that limit on a database without statistics.
 */
const LIMITS =
  'statement_timeout=1900 lock_timeout=1700 idle_in_transaction_session_timeout=30000 jit=off plan_cache_mode=force_generic_plan'
    .split(' ')
    .map((setting) => `-c ${setting}`)
    .join(' ');

/** Options of a pool that works as `upline_app`: no DDL, no update or delete on append-only tables. */
export function appDataSource(url: string, pool: number, applicationName = 'upline'): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: [join(__dirname, '**/*.entity.{ts,js}')],
    poolSize: pool,
    connectTimeoutMS: 1900,
    applicationName,
    extra: {
      options: `-c role=upline_app -c timezone=UTC ${LIMITS}`,
      keepAlive: true,
      idleTimeoutMillis: 30_000,
      pipeline: true,
    },
    logging: false,
  };
}

/** Options of the owner, who migrates. */
export function ownerDataSource(url: string): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    migrations: [join(__dirname, '../migrations/*.{ts,js}')],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    poolSize: 2,
    logging: false,
  };
}

/** Applies what is missing; several processes at once wait for each other. Returns the names applied. */
export async function migrate(url: string): Promise<string[]> {
  const source = await new DataSource(ownerDataSource(url)).initialize();
  const runner = source.createQueryRunner();
  try {
    await runner.query('select pg_advisory_lock(727001)');
    const done = await source.runMigrations();
    await runner.query('select pg_advisory_unlock(727001)');
    return done.map((migration) => migration.name);
  } finally {
    await runner.release();
    await source.destroy();
  }
}
