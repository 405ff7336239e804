/**
 * `npm run bench`: the product beside its floors, on one PostgreSQL, in one run. Every rate stands beside the floor that was
 * measured in the same round; the figure to trust is the ratio, not the rate. `BENCH_SECONDS` and `BENCH_ROUNDS` shorten it.
 */
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { PASSWORD, seedHouse } from './house.mjs';
import { cpuOf, cpuOfChildren, residentMb, run, startWithLine, stop } from './processes.mjs';
import { seedTickets } from './tickets.mjs';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const { startEmbeddedPostgres } = require('../../dist/libs/embedded-postgres/embedded-postgres.js');
const { migrate } = require('../../dist/src/migrate.js');

const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const CLIENTS = 8;
const WARM_MS = 3000;
const ONLY = process.env.BENCH_ONLY ?? '';
const SECRET = 'bench-secret-bench-secret-bench-secret!!';
const PORT = Number(process.env.BENCH_PORT ?? 3399);

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const rows = [];
const report = (name, value, target, holds) => {
  rows.push({ name, value, target, holds });
  process.stdout.write(
    `${holds === null ? '    ' : holds ? 'ok  ' : 'MISS'}  ${name}: ${value}${target ? `  (target ${target})` : ''}\n`,
  );
};

async function measure(server, postmaster, plan) {
  const before = { server: cpuOf(server.pid), postgres: cpuOfChildren(postmaster) };
  const result = JSON.parse(
    await run([join(here, 'driver.mjs'), JSON.stringify({ clients: CLIENTS, ms: SECONDS * 1000, ...plan })]),
  );
  const count = result.count || 1;
  return {
    ...result,
    serverCpuMs: (cpuOf(server.pid) - before.server) / count,
    postgresCpuMs: (cpuOfChildren(postmaster) - before.postgres) / count,
    driverCpuMs: result.driverCpuMs / count,
  };
}

const show = (m) =>
  `${m.perSecond.toFixed(0)}/s, p50 ${m.p50.toFixed(1)} ms, p99 ${m.p99.toFixed(1)} ms, CPU per request: server ${m.serverCpuMs.toFixed(2)} ms, PostgreSQL ${m.postgresCpuMs.toFixed(2)} ms, generator ${m.driverCpuMs.toFixed(2)} ms${Object.keys(m.statuses).some((status) => status[0] !== '2') ? ` STATUSES ${JSON.stringify(m.statuses)}` : ''}`;

async function signIn(login) {
  const response = await fetch(`http://127.0.0.1:${PORT}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password: PASSWORD }),
  });
  if (!response.ok) throw new Error(`sign-in of ${login}: ${response.status} ${await response.text()}`);
  return (await response.json()).accessToken;
}

async function startProduct(url) {
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, [join(here, '../../dist/src/main.js')], {
    env: { ...process.env, DATABASE_URL: url, UPLINE_SECRET: SECRET, PORT: String(PORT), UPLINE_LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  for (let tries = 0; tries < 200; tries++) {
    const ready = await fetch(`http://127.0.0.1:${PORT}/health/ready`).catch(() => null);
    if (ready?.ok) return child;
    if (child.exitCode !== null) throw new Error('the product ended at start');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the product was not ready within 20 s');
}

/** Rounds of alternating runs, so that a noisy neighbour hits the product and its floors alike. */
async function rounds(contestants) {
  const results = new Map(contestants.map(({ name }) => [name, []]));
  for (const { server, plan, postmaster } of contestants) await measure(server, postmaster, { ...plan, ms: WARM_MS });
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, server, plan, postmaster } of contestants)
      results.get(name).push(await measure(server, postmaster, plan));
  }
  for (const { name } of contestants) {
    const best = [...results.get(name)].sort((a, b) => a.perSecond - b.perSecond)[Math.floor(ROUNDS / 2)];
    process.stdout.write(`      ${name}: ${show(best)}\n`);
  }
  return (name, of) => median(results.get(name).map((one, round) => one.perSecond / results.get(of)[round].perSecond));
}

const dir = mkdtempSync(join(tmpdir(), 'upline-bench-'));
// The instant of a commit is asked for by frames.mjs.
const settings = { track_commit_timestamp: 'on' };
const server = await startEmbeddedPostgres({ dataDir: join(dir, 'postgres'), settings, log: () => undefined });
const children = [];
try {
  await migrate(server.url);
  const house = await seedHouse(server.url);
  const owner = new pg.Client({ connectionString: server.url });
  await owner.connect();
  for (const table of [
    'floor_ticket (id uuid primary key, body text, at timestamptz)',
    'floor_event (id uuid primary key, ticket_id uuid, body text, at timestamptz)',
    'floor_due (id uuid primary key, ticket_id uuid, at timestamptz)',
  ]) {
    await owner.query(`create table ${table}`);
  }
  await owner.query('grant select, insert on floor_ticket, floor_event, floor_due to upline_app');
  await owner.query('analyze');
  const captured = join(dir, 'filing.json');
  await run([join(here, 'capture.mjs'), server.url, SECRET, captured]);
  const leads = Array.from({ length: house.leads }, (_, at) => house.ids.get(`lead${at}`));
  writeFileSync(
    captured,
    JSON.stringify({ ...JSON.parse(readFileSync(captured, 'utf8')), holders: leads, body: 'x'.repeat(300) }),
  );

  const product = await startProduct(server.url);
  children.push(product);
  const floors = {};
  for (const which of ['A', 'B', 'C']) {
    const { child, line } = startWithLine([join(here, 'floor.mjs'), which, server.url, captured]);
    children.push(child);
    floors[which] = { child, port: Number(await line) };
  }
  const agents = [];
  for (let at = 0; at < 12; at++) agents.push(await signIn(`agent${at}`));
  const ofOneLead = [agents[0], agents[6]];
  const leadTokens = [];
  for (let at = 0; at < house.leads; at++) leadTokens.push(await signIn(`lead${at}`));
  const postmaster = server.pid;
  const contestant = (name, child, plan) => ({ name, server: child, plan, postmaster });
  const floor = (which, kind) =>
    contestant(`floor ${which}`, floors[which].child, { kind, port: floors[which].port, path: '/', tokens: [''] });

  process.stdout.write(`\nFiling, ${CLIENTS} clients, ${ROUNDS} rounds of ${SECONDS} s\n`);
  const filing = await rounds([
    floor('A', 'file'),
    floor('C', 'file'),
    contestant('filing', product, { kind: 'file', port: PORT, path: '/api/v1/tickets', tokens: agents }),
    contestant('filing, one lead', product, { kind: 'file', port: PORT, path: '/api/v1/tickets', tokens: ofOneLead }),
  ]);
  const ofA = filing('filing', 'floor A');
  const ofC = filing('filing', 'floor C');
  report('filing / floor A', ofA.toFixed(2), '≥ 0.25', ofA >= 0.25);
  report('filing / floor C', ofC.toFixed(2), '≥ 0.7', ofC >= 0.7);
  report('filing to one lead / floor A', filing('filing, one lead', 'floor A').toFixed(2), '', null);

  const pages = [];
  for (const total of ONLY === 'filing' ? [] : [10_000, 100_000]) {
    await owner.query('delete from due where true');
    await seedTickets(server.url, house, total);
    process.stdout.write(`\nQueue page at ${total} tickets\n`);
    const page = await rounds([
      floor('B', 'page'),
      contestant('queue page', product, {
        kind: 'page',
        port: PORT,
        path: '/api/v1/tickets?view=queue',
        tokens: leadTokens,
      }),
    ]);
    const ratio = page('queue page', 'floor B');
    report(`queue page / floor B at ${total}`, ratio.toFixed(2), '≥ 0.5', ratio >= 0.5);
    pages.push(ratio);
  }
  report(
    'queue page, 10k / 100k by ratio to floor B',
    (pages[0] / pages[1]).toFixed(2),
    '≤ 1.3',
    pages[0] / pages[1] <= 1.3,
  );

  const { frames } = await import('./frames.mjs');
  await frames({ port: PORT, url: server.url, agents, leadTokens, report });
  const { files } = await import('./files.mjs');
  await files({ port: PORT, token: agents[0], product, postmaster, report });

  await stop(product);
  const fresh = await startProduct(server.url);
  children.push(fresh);
  const wait = Number(process.env.BENCH_IDLE_SECONDS ?? 60);
  await new Promise((resolve) => setTimeout(resolve, wait * 1000));
  const mb = residentMb(fresh.pid);
  report(`resident memory ${wait} s after ready`, `${mb.toFixed(0)} MB`, '≤ 200 MB', mb <= 200);
  await owner.end();
} finally {
  for (const child of children) await stop(child);
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
}
const missed = rows.filter(({ holds }) => holds === false).length;
process.stdout.write(`\n${rows.length - missed} rows hold, ${missed} missed\n`);
process.exit(missed > 0 ? 1 : 0);
