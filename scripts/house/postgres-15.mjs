import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot, require, run } from './run.mjs';

const BIN = '/usr/lib/postgresql/15/bin';

function isDebian12() {
  try {
    return /^VERSION_CODENAME=bookworm$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

async function install() {
  console.log('Installing postgresql-15 with apt-get …');
  // Debian would otherwise lay out and start a server of its own on the usual port.
  mkdirSync('/etc/postgresql-common', { recursive: true });
  const settings = '/etc/postgresql-common/createcluster.conf';
  if (!existsSync(settings)) writeFileSync(settings, 'create_main_cluster = false\n');
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  };
  const apt = (...args) => run('apt-get', ['-qq', '-o', 'Dpkg::Options::=--force-confold', ...args], options);
  const add = () => apt('install', '-y', '--no-install-recommends', 'postgresql-15');
  if ((await add()) !== 0 && (await apt('update')) === 0) await add();
}

/** Why the oldest PostgreSQL that we serve cannot be had here; null when it is there, installed first where that is possible. */
export async function missingPostgres15() {
  const server = join(BIN, 'postgres');
  if (existsSync(server)) return null;
  if (!isDebian12()) return 'it wants Debian 12';
  if (process.getuid() !== 0) return 'apt-get install postgresql-15 wants root';
  await install();
  return existsSync(server) ? null : 'apt-get could not install postgresql-15';
}

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
