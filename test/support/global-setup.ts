import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../libs/embedded-postgres/embedded-postgres';
import { migrate } from '../../src/migrate';
import { MOVABLE_CLOCK } from '../../src/kernel/clock-shift';
import { administer, databaseUrl, TEMPLATE } from './database';

export interface RunDatabase {
  postgres: EmbeddedPostgres;
  folder: string;
}

/** A PostgreSQL that somebody else started for this run, such as the oldest version we serve; ours is not needed then. */
const given = process.env.UPLINE_TEST_DATABASE_URL;

/** Nothing is kept from run to run, so nothing has to reach a disk. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  autovacuum: 'off',
  max_wal_size: '4GB',
};

async function startOurs(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'upline-test-'));
  const postgres = await startEmbeddedPostgres({ dataDir: folder, settings: SETTINGS, log: () => undefined });
  (globalThis as { uplineRun?: RunDatabase }).uplineRun = { postgres, folder };
  return postgres.url;
}

/** One PostgreSQL for the run, with one migrated template that every test file clones. */
export default async function setUp(): Promise<void> {
  const server = given ?? (await startOurs());
  process.env.UPLINE_TEST_DATABASE = server;
  await administer(server, `create database ${TEMPLATE}`);
  const template = databaseUrl(server, TEMPLATE);
  await migrate(template);
  await administer(template, MOVABLE_CLOCK);
}
