import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { administer, cloneDatabase, databaseUrl, serverUrl } from '../support/database';

const ROOT = join(__dirname, '../..');
const BUILD = "import('./scripts/house/build.mjs').then((house) => house.ensureBuilt())";
/** A version after ours: one more migration of the usual kind. */
const LATER = `exports.Later9999999999999 = class { name = 'Later9999999999999';
  async up(runner) { await runner.query("alter table ticket add column later text not null default ''"); }
  async down(runner) { await runner.query('alter table ticket drop column later'); } };`;

interface Ended {
  code: number | null;
  said: string;
  complained: string;
}

describe('an upgrade', () => {
  const names: string[] = [];
  const running = new Set<ChildProcess>();
  const newer = mkdtempSync(join(tmpdir(), 'upline-newer-'));
  beforeAll(() => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', BUILD], { cwd: ROOT, encoding: 'utf8' });
    if (status !== 0) throw new Error(stdout + stderr);
    for (const folder of ['dist', 'web']) cpSync(join(ROOT, folder), join(newer, folder), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(newer, 'node_modules'));
    mkdirSync(join(newer, 'dist/migrations'), { recursive: true });
    writeFileSync(join(newer, 'dist/migrations/9999999999999-later.js'), LATER);
  }, 120_000);
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL');
  });
  afterAll(async () => {
    rmSync(newer, { recursive: true, force: true });
    for (const name of names) await administer(serverUrl(), `drop database if exists ${name} with (force)`);
  });

  const emptyDatabase = async (): Promise<string> => {
    const name = `u_${process.pid}_${process.hrtime.bigint()}`;
    await administer(serverUrl(), `create database ${name}`);
    names.push(name);
    return databaseUrl(serverUrl(), name);
  };
  const migrated = async (): Promise<string> => {
    const { url } = await cloneDatabase();
    names.push(new URL(url).pathname.slice(1));
    return url;
  };
  const start = (script: string, url: string, root = ROOT): ChildProcess => {
    const env = { PATH: process.env.PATH, UPLINE_SECRET: 'x'.repeat(32), PORT: '0', DATABASE_URL: url };
    const child = spawn(process.execPath, [join(root, 'dist/src', script)], { cwd: root, env });
    running.add(child);
    return child;
  };
  const toEnd = async (child: ChildProcess): Promise<Ended> => {
    const ended: Ended = { code: null, said: '', complained: '' };
    child.stdout!.on('data', (chunk: Buffer) => (ended.said += chunk.toString()));
    child.stderr!.on('data', (chunk: Buffer) => (ended.complained += chunk.toString()));
    [ended.code] = (await once(child, 'close')) as [number | null];
    running.delete(child);
    return ended;
  };
  const run = (script: string, url: string, root = ROOT): Promise<Ended> => toEnd(start(script, url, root));
  const serving = async (child: ChildProcess): Promise<string> => {
    let said = '';
    child.stdout!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    for (let tries = 0; tries < 400 && child.exitCode === null; tries++) {
      const found = /listens on (http:[^"\s]+)/.exec(said);
      if (found) return found[1]!;
      await delay(50);
    }
    throw new Error(`does not listen: ${said}`);
  };
  const ask = async (url: string, sql: string): Promise<Record<string, unknown>> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows[0] ?? {};
    } finally {
      await client.end();
    }
  };
  const refused = (ended: Ended, line: RegExp): void => {
    expect(ended).toEqual({ code: 1, said: '', complained: expect.stringMatching(line) });
    expect(ended.complained.trim().split('\n')).toHaveLength(1);
  };

  it('is made once, however many begin it together', async () => {
    const url = await emptyDatabase();
    const all = await Promise.all([1, 2, 3].map(() => run('migrate.js', url)));
    expect(all.map(({ code, complained }) => [code, complained])).toEqual([[0, ''], [0, ''], [0, '']]); // prettier-ignore
    expect(all.filter(({ said }) => said !== '')).toHaveLength(1);
    expect(all.map(({ said }) => said).join('')).toMatch(/^Applied Kernel\d+\.\n/);
  });

  it('is somebody’s decision: a start refuses what lacks a migration, says what to do, and changes nothing', async () => {
    const url = await migrated();
    refused(
      await run('main.js', url, newer),
      /^upline: this database lacks a migration of this version, first Later9999999999999: back it up, run `npm run migrate`, .*service `migrate`, and start again\n$/,
    );
    expect(await ask(url, `select count(*)::int as n from migration where name like 'Later%'`)).toEqual({ n: 0 });
    expect(await ask(url, 'select count(*)::int as n from process_heartbeat')).toEqual({ n: 0 });
  });

  it('goes on beside the version before, which then is not started again', async () => {
    const url = await migrated();
    const old = start('main.js', url);
    const origin = await serving(old);
    expect(await run('migrate.js', url, newer)).toEqual({
      code: 0,
      said: 'Applied Later9999999999999.\n',
      complained: '',
    });
    expect((await fetch(`${origin}/health/ready`)).status).toBe(200);
    old.kill('SIGTERM');
    await once(old, 'close');
    refused(
      await run('main.js', url),
      /^upline: this database was migrated by a newer version \(Later9999999999999\): /,
    );
    refused(await run('migrate.js', url), /^upline: this database was migrated by a newer version/);
    const next = start('main.js', url, newer);
    expect((await fetch(`${await serving(next)}/health/ready`)).status).toBe(200);
  });

  it('that fails leaves nothing behind and says which migration it was', async () => {
    const url = await emptyDatabase();
    await administer(url, 'create table ticket (mine integer)');
    refused(
      await run('main.js', url),
      /^upline: Tickets\d+ failed and nothing was changed: relation "ticket" already exists; the version from before/,
    );
    expect(await ask(url, `select to_regclass('person') as person`)).toEqual({ person: null });
    await administer(url, 'drop table ticket');
    expect((await run('migrate.js', url)).code).toBe(0);
  });

  it('that is killed half-way leaves nothing behind, and the next one makes it', async () => {
    const url = await emptyDatabase();
    const holder = new Client({ connectionString: url });
    await holder.connect();
    await holder.query('begin; create table ticket (mine integer)');
    const first = start('migrate.js', url);
    const gone = once(first, 'close');
    for (;;) {
      const waiting = `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      if ((await ask(url, waiting)).n === 1) break;
      await delay(20);
    }
    first.kill('SIGKILL');
    await gone;
    await holder.query('rollback');
    await holder.end();
    expect(await ask(url, `select to_regclass('person') as person`)).toEqual({ person: null });
    expect((await run('migrate.js', url)).said).toMatch(/Applied Tickets/);
  });
});
