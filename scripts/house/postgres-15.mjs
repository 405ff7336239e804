import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingPackages } from './debian-packages.mjs';
import { inRoot, require } from './run.mjs';

const BIN = '/usr/lib/postgresql/15/bin';

/** Why the oldest PostgreSQL that we serve cannot be had here; null when it is there, installed first where that is possible. */
export const missingPostgres15 = () => missingPackages(['postgresql-15']);

/** Runs `work` with the address of an empty PostgreSQL 15 that is thrown away afterwards. */
export async function withPostgres15(work) {
  const { startEmbeddedPostgres } = require(inRoot('dist/libs/embedded-postgres/embedded-postgres.js'));
  const dataDir = mkdtempSync(join(tmpdir(), 'upline-postgres-15-'));
  const settings = { fsync: 'off', max_connections: '200' };
  const binaries = { bin: BIN, version: '15' };
  try {
    const server = await startEmbeddedPostgres({ dataDir, settings, binaries, log: () => {} });
    try {
      return await work(server.url);
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
