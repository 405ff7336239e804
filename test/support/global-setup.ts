import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../libs/embedded-postgres/embedded-postgres';
import { migrate } from '../../src/data-source';
import { administer, databaseUrl, MOVABLE_CLOCK, TEMPLATE } from './database';

export interface RunDatabase {
  postgres: EmbeddedPostgres;
  folder: string;
}

/** Nothing is kept from run to run, so nothing has to reach a disk. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  autovacuum: 'off',
  max_wal_size: '4GB',
};

/** One PostgreSQL for the run, with one migrated template that every test file clones. */
export default async function setUp(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'upline-test-'));
  const postgres = await startEmbeddedPostgres({ dataDir: folder, settings: SETTINGS, log: () => undefined });
  (globalThis as { uplineRun?: RunDatabase }).uplineRun = { postgres, folder };
  process.env.UPLINE_TEST_DATABASE = postgres.url;
  await administer(postgres.url, `create database ${TEMPLATE}`);
  const template = databaseUrl(postgres.url, TEMPLATE);
  await migrate(template);
  await administer(template, MOVABLE_CLOCK);
}
