import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { administer, cloneDatabase } from '../support/database';

const ROOT = join(__dirname, '../..');
const SECRET = 'x'.repeat(32);

interface Run {
  child: ChildProcess;
  said: () => string;
  complained: () => string;
  code: Promise<number | null>;
}

describe('main', () => {
  const running = new Set<ChildProcess>();
  const databases: { drop: () => Promise<void> }[] = [];
  beforeAll(() => {
    const build = "import('./scripts/house/build.mjs').then((house) => house.ensureBuilt())";
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', build], { cwd: ROOT, encoding: 'utf8' });
    if (status !== 0) throw new Error(stdout + stderr);
  }, 120_000);
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL');
  });
  afterAll(() => Promise.all(databases.map((database) => database.drop())));

  const database = async () => {
    const made = await cloneDatabase();
    databases.push(made);
    return made.url;
  };
  const run = (env: Record<string, string>): Run => {
    const args = ['--require', join(__dirname, 'forgotten.cjs'), join(ROOT, 'dist/src/main.js')];
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { PATH: process.env.PATH, UPLINE_SECRET: SECRET, PORT: '0', ...env },
    });
    running.add(child);
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const code = once(child, 'exit').then(([status]) => {
      running.delete(child);
      return status as number | null;
    });
    return { child, said: () => out, complained: () => err, code };
  };
  const listening = async (started: Run): Promise<string> => {
    for (let tries = 0; tries < 300; tries++) {
      const found = /listens on (http:[^"\s]+)/.exec(started.said());
      if (found) return found[1]!;
      if (started.child.exitCode !== null) break;
      await delay(50);
    }
    throw new Error(`does not listen: ${started.said()}${started.complained()}`);
  };
  const oneLine = (text: string) => text.split('\n').filter((line) => line !== '');

  it('refuses a wrong setting, a missing secret and a database that is not there, in one line each', async () => {
    const cases: [Record<string, string>, RegExp][] = [
      [{ DATABASE_URL: 'mysql://x' }, /^upline: DATABASE_URL must begin with postgres:\/\/$/],
      [{ DATABASE_URL: 'postgres://x', PORT: 'many' }, /^upline: PORT must be/],
      [{ DATABASE_URL: 'postgres://x', UPLINE_SECRET: '' }, /^upline: UPLINE_SECRET is required/],
      [{ DATABASE_URL: 'postgres://127.0.0.1:1/none' }, /^upline: .*ECONNREFUSED/],
    ];
    for (const [env, line] of cases) {
      const started = run(env);
      expect(await started.code).toBe(1);
      expect(oneLine(started.complained())).toEqual([expect.stringMatching(line)]);
    }
  });

  it('refuses a database whose clock is shifted', async () => {
    const url = await database();
    await administer(url, "update clock_shift set shift = '-1 hour'");
    const started = run({ DATABASE_URL: url });
    expect(await started.code).toBe(1);
    expect(oneLine(started.complained())).toEqual([
      expect.stringMatching(/^upline: the clock of this database is shifted/),
    ]);
  });

  it('refuses a port that is taken, in one line, and leaves no heartbeat', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const url = await database();
    const started = run({ DATABASE_URL: url, PORT: String(port) });
    expect(await started.code).toBe(1);
    expect(oneLine(started.complained())).toEqual([
      `upline: port ${port} on 127.0.0.1 is taken; set PORT to another one`,
    ]);
    await administer(url, 'do $$ begin assert not exists (select from process_heartbeat); end $$');
    taken.close();
  });

  it('refuses a second process without REDIS_URL, and starts after one that was killed', async () => {
    const env = { DATABASE_URL: await database() };
    const first = run(env);
    await listening(first);
    const second = run(env);
    expect(await second.code).toBe(1);
    expect(oneLine(second.complained())).toEqual([
      expect.stringMatching(/^upline: another process serves this database/),
    ]);
    first.child.kill('SIGKILL');
    await first.code;
    const third = run(env);
    await listening(third);
    third.child.kill('SIGTERM');
    expect(await third.code).toBe(0);
  });

  it('finishes what is under way on SIGTERM, closes idle connections, and ends with 0', async () => {
    const url = await database();
    const started = run({ DATABASE_URL: url });
    const origin = await listening(started);
    const idle = new Agent({ keepAlive: true });
    await new Promise((resolve) =>
      get(`${origin}/health/live`, { agent: idle }, (answer) => answer.resume().on('end', resolve)),
    );
    const slow = request(`${origin}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    const answer = once(slow, 'response');
    slow.write('{"login":"nobody",');
    await delay(200);
    const from = performance.now();
    started.child.kill('SIGTERM');
    await delay(300);
    slow.end('"password":"wrong-pass-word"}');
    const [{ statusCode }] = (await answer) as [{ statusCode: number }];
    expect(statusCode).toBe(401);
    expect(await started.code).toBe(0);
    expect(performance.now() - from).toBeLessThan(5_000);
    expect(started.complained()).toBe('');
    await administer(url, 'do $$ begin assert not exists (select from process_heartbeat); end $$');
  });

  it('logs a rejection that nobody handled, and ends with an error', async () => {
    const started = run({ DATABASE_URL: await database() });
    await listening(started);
    started.child.kill('SIGUSR2');
    expect(await started.code).toBe(1);
    expect(started.said()).toMatch(/"level":"fatal".*forgotten/);
  });

  it('logs lines of JSON without headers, bodies, queries or ids', async () => {
    const started = run({ DATABASE_URL: await database(), UPLINE_LOG_LEVEL: 'debug' });
    const origin = await listening(started);
    await fetch(`${origin}/api/v1/people/018f0000-aaaa-7000-8000-000000000000?q=findme`, {
      headers: { authorization: 'Bearer hunter2' },
    });
    const body = JSON.stringify({ login: 'whoever', password: 'open-sesame-1' });
    await fetch(`${origin}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    started.child.kill('SIGTERM');
    await started.code;
    const lines = oneLine(started.said()).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.some((line) => line.route === '/api/v1/people/:id' && line.status === 401)).toBe(true);
    expect(started.said()).not.toMatch(/hunter2|findme|018f0000|open-sesame|whoever/);
  });
});
