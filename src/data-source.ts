import { join } from 'node:path';
import type { DataSourceOptions } from 'typeorm';

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
    migrationsTransactionMode: 'all',
    poolSize: 2,
    // The version before may still serve: its requests take 2 s at most, and must not queue behind a migration for longer.
    extra: { options: '-c lock_timeout=5s -c timezone=UTC' },
    logging: false,
  };
}
