import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, require, runTied, Stop } from './run.mjs';
import { appEnvironment } from './settings.mjs';

const NAME = 'upline';
/** A database is made under this name and renamed when complete: a killed first start leaves nothing half-loaded. */
const UNFINISHED = 'upline_unfinished';

export const demoLoader = inRoot('dist/src/demo/load.js');

const named = (url, database) => Object.assign(new URL(url), { pathname: `/${database}` }).href;

async function withClient(url, work) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Starts, or takes over, the embedded PostgreSQL of the data folder; this process keeps it alive until `stop`. */
export function startEmbedded(settings) {
  const { startEmbeddedPostgres } = require(inRoot('dist/libs/embedded-postgres/embedded-postgres.js'));
  return startEmbeddedPostgres({ dataDir: join(settings.dataDir, 'postgres'), log: (line) => console.log(line) });
}

async function hasPeople(url) {
  return withClient(url, async (client) => {
    const { rows } = await client.query(`select to_regclass('person') is not null as laid_out`);
    if (!rows[0].laid_out) return false;
    return (await client.query('select exists (select from person) as found')).rows[0].found;
  });
}

/** Whether a demo was loaded more than a day ago: asked by one query, since the loader that says so starts the whole app. */
export function demoIsOld(url) {
  return withClient(url, async (client) => {
    const { rows } = await client.query(
      `select max(at) < statement_timestamp() - interval '1 day' as old from audit_entry where act = 'demo.loaded'`,
    );
    return rows[0].old === true;
  });
}

/** Applies the migrations that are missing. */
export async function migrate(env) {
  const code = await runTied([inRoot('dist/src/migrate.js')], { env });
  if (code !== 0) throw new Stop('The database could not be migrated.');
}

/** The demo loader: fills an empty database, says so when an existing demo has aged. */
export async function loadDemo(env) {
  const code = await runTied([demoLoader], { env });
  if (code !== 0) throw new Stop(`The demo could not be loaded (ended with ${code}).`);
}

/** On any server: migrated and filled when the demo is wanted and nobody is there yet. True when the demo was there. */
export async function prepareDatabase(settings, url) {
  if (!settings.demo) return false;
  if (await hasPeople(url)) return true;
  const env = appEnvironment(settings, url);
  await migrate(env);
  await loadDemo(env);
  return false;
}

/**
 * Who has the lock of the folder knows that no app is left on it; the heartbeat of a killed one would only make the next
 * wait and watch whether it beats.
 */
function forgetKilledApps(url) {
  return withClient(url, async (client) => {
    const { rows } = await client.query(`select to_regclass('process_heartbeat') is not null as laid_out`);
    if (rows[0].laid_out) await client.query('delete from process_heartbeat');
  });
}

/** Whether migrations are missing that were built since. This database is ours, so nobody has to be asked. */
function isOld(url) {
  const stamps = readdirSync(inRoot('dist/migrations')).flatMap((file) => /^(\d{13})-.*\.js$/.exec(file)?.[1] ?? []);
  return withClient(url, async (client) => {
    const { rows } = await client.query('select timestamp::text as stamp from migration');
    return stamps.some((stamp) => !rows.some((row) => row.stamp === stamp));
  });
}

/** The app's database on the embedded server, made, migrated and filled where it is missing; answers its URL. */
export async function ensureEmbeddedDatabase(settings, serverUrl) {
  await withClient(serverUrl, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [NAME]);
    if (rowCount > 0) {
      const url = named(serverUrl, NAME);
      if (await isOld(url)) await migrate(appEnvironment(settings, url));
      return await forgetKilledApps(url);
    }
    await client.query(`drop database if exists ${UNFINISHED} with (force)`);
    await client.query(`create database ${UNFINISHED}`);
    const env = appEnvironment(settings, named(serverUrl, UNFINISHED));
    await migrate(env);
    if (settings.demo) await loadDemo(env);
    await client.query(`alter database ${UNFINISHED} rename to ${NAME}`);
  });
  return named(serverUrl, NAME);
}

/** Throws the app's database away. */
export async function dropEmbeddedDatabase(serverUrl) {
  await withClient(serverUrl, (client) => client.query(`drop database if exists ${NAME} with (force)`));
}

/** The database of the running app, for what only reads; null when the embedded server is not running. */
function runningUrl(settings) {
  const folder = join(settings.dataDir, 'postgres');
  const { port } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8'));
  const password = readFileSync(join(folder, 'password'), 'utf8').trim();
  return `postgres://upline:${password}@127.0.0.1:${port}/${NAME}`;
}

/**
 * Runs `work` with the environment of the app on your own database or on the embedded one, which is started for it.
 * With `shared`, an embedded database that the running app holds will do as well.
 */
export async function withDatabase(settings, work, { shared = false } = {}) {
  if (settings.databaseUrl) return work(appEnvironment(settings, settings.databaseUrl));
  let server;
  try {
    server = await startEmbedded(settings);
  } catch (error) {
    if (shared && /in use by another process/.test(error.message)) {
      return work(appEnvironment(settings, runningUrl(settings)));
    }
    throw error;
  }
  try {
    return await work(appEnvironment(settings, await ensureEmbeddedDatabase(settings, server.url)));
  } finally {
    await server.stop();
  }
}
