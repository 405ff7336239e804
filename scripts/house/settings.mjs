import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root, Stop } from './run.mjs';

const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|::1)$/;

/** What the scripts need to know before the app validates everything. */
export function readSettings(env = process.env) {
  const databaseUrl = env.DATABASE_URL || null;
  const host = env.HOST || '127.0.0.1';
  const loopback = LOOPBACK.test(host);
  const demo = env.UPLINE_DEMO || (databaseUrl || !loopback ? '0' : '1');
  if (demo === '1' && !loopback) {
    throw new Stop(
      `The demo has known passwords and serves this machine only: leave HOST=${host} or UPLINE_DEMO=1 out.`,
    );
  }
  const dataDir = resolve(root, env.UPLINE_DATA_DIR || 'data');
  return { databaseUrl, host, port: Number(env.PORT || 3000), dataDir, demo: demo === '1' };
}

/** The secret of this data folder, made on first use; whole or not there at all. */
function storedSecret(dataDir) {
  const file = join(dataDir, 'secret');
  mkdirSync(dataDir, { recursive: true });
  if (!existsSync(file)) {
    const draft = `${file}.${process.pid}`;
    rmSync(draft, { force: true });
    writeFileSync(draft, randomBytes(32).toString('hex'), { mode: 0o600 });
    renameSync(draft, file);
  }
  return readFileSync(file, 'utf8').trim();
}

/** The environment of the app on this database. On a PostgreSQL of your own, outside the demo, the secret is yours to give. */
export function appEnvironment(settings, databaseUrl, env = process.env) {
  const ours = settings.demo || !settings.databaseUrl;
  const secret = env.UPLINE_SECRET || (ours ? storedSecret(settings.dataDir) : undefined);
  return {
    ...env,
    DATABASE_URL: databaseUrl,
    UPLINE_DEMO: settings.demo ? '1' : '0',
    UPLINE_DATA_DIR: settings.dataDir,
    ...(secret ? { UPLINE_SECRET: secret } : {}),
  };
}
