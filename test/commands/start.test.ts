import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@upline/embedded-postgres/embedded-postgres';
import { Desk } from './support/desk';
import { eventually, isAlive, type Started } from './support/processes';

const LOGINS = ['agent1', 'agent2', 'lead1', 'lead2', 'supervisor1', 'manager1', 'qa1', 'records1', 'admin1'];
const FIRST_MS = 200_000;
const AGAIN_MS = 5_000;
const APP = /dist\/src\/main\.js/;
const SCRIPT = /^\S*node scripts\/start\.mjs/;
const SERVER = /cluster_name=/;

/** What the lead has to do: behind it are a password, a session and texts sealed with the secret of the data folder. */
async function queueOfLead(desk: Desk): Promise<{ customer: { phoneMasked: string } }[]> {
  const signIn = { login: 'lead1', password: 'upline-demo-pass' };
  const session = await desk.call<{ accessToken: string }>('POST', '/auth/login', signIn);
  return (await desk.call<{ items: [] }>('GET', '/tickets?view=queue', null, session.accessToken)).items;
}

const oneLine = (text: string): string[] => text.trim().split('\n');

/** Five seconds on a machine with nothing else to do; where more wants to run than there are processors, its share of one. */
const soonMs = (): number => AGAIN_MS * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());

/** Starts, and again when that took too long, three times at most; between two starts `end` ends the first. */
async function startSoon(desk: Desk, end: (start: Started) => Promise<void>): Promise<Started> {
  const took: string[] = [];
  for (;;) {
    const limit = soonMs();
    const start = desk.npm('start');
    const ms = await desk.ready(start, 60_000);
    if (ms < limit) return start;
    took.push(`${Math.round(ms)} of ${Math.round(limit)}`);
    if (took.length === 3) throw new Error(`Three starts took too long: ${took.join(', ')} ms.`);
    await end(start);
  }
}

async function stop(start: Started): Promise<void> {
  start.child.kill('SIGTERM');
  expect(await start.ended).toBe(0);
}

/** Kills the start script outright; its app follows, the database stays. */
async function kill(desk: Desk): Promise<void> {
  const [app, server] = [desk.process(APP), desk.server()];
  process.kill(desk.process(SCRIPT), 'SIGKILL');
  await eventually('the app gone', () => !isAlive(app));
  expect(isAlive(server)).toBe(true);
}

async function stopped(desk: Desk): Promise<void> {
  await eventually('no process left', () => desk.processes().length === 0);
}

describe('npm start on a fresh clone', () => {
  let desk: Desk;
  beforeAll(async () => (desk = await Desk.clone()));
  afterEach(() => desk.quiet());
  afterAll(() => desk.remove());

  it(
    'installs, builds, lays out a database, says where it is and who may sign in, and stops without a trace',
    async () => {
      const start = desk.npm('start');
      await desk.ready(start, FIRST_MS);
      await start.printed(new RegExp(`Upline is ready: ${desk.origin}\\n`));
      for (const login of LOGINS) expect(start.output).toMatch(new RegExp(`Demo logins.* ${login}\\b`));
      expect(start.output).toContain('upline-demo-pass');
      expect(statSync(join(desk.dataDir, 'secret')).mode & 0o777).toBe(0o600);
      expect(start.output).not.toMatch(/EBADENGINE/);
      expect((await queueOfLead(desk)).length).toBeGreaterThan(0);
      start.child.kill('SIGINT');
      expect(await start.ended).toBe(0);
      await stopped(desk);
      expect(start.output).not.toContain('Upline ended by itself');
    },
    FIRST_MS,
  );

  it('is ready in seconds the second time, and refuses a third beside it in one line', async () => {
    const start = await startSoon(desk, stop);
    await start.printed(/Upline is ready/);
    expect(start.output).not.toMatch(/Installing|Building|Laying out|Applied/);
    expect((await queueOfLead(desk)).length).toBeGreaterThan(0);
    const samePort = desk.npm('start');
    expect(await samePort.ended).toBe(1);
    expect(oneLine(samePort.output)).toEqual([`Port ${desk.port} on 127.0.0.1 is taken; choose another with PORT.`]);
    const sameData = desk.npm('start', { PORT: '0' });
    expect(await sameData.ended).toBe(1);
    expect(sameData.output).toMatch(/^The database in .* is in use by another process \(pid \d+\)\.\n$/);
    const renewal = desk.npm('demo:fresh');
    expect(await renewal.ended).toBe(1);
    expect(oneLine(renewal.output)).toEqual(['Upline is running on this demo; stop it first, then renew it.']);
    expect((await fetch(`${desk.origin}/health/ready`)).status).toBe(200);
    await stop(start);
    await stopped(desk);
  });

  it('goes on after its PostgreSQL was killed, and loses nothing', async () => {
    const start = desk.npm('start');
    await desk.ready(start, 30_000);
    await desk.ask(`create table kept (text text); insert into kept values ('before')`);
    const [app, server] = [desk.process(APP), desk.server()];
    process.kill(server, 'SIGKILL');
    await eventually('another server', () => desk.server() !== server);
    await desk.ready(start, 10_000);
    expect(desk.process(APP)).toBe(app);
    expect(await desk.ask('select text from kept')).toEqual([{ text: 'before' }]);
  });

  it('takes the live database over after it was killed itself', async () => {
    const first = desk.npm('start');
    await desk.ready(first, 30_000);
    const server = desk.server();
    await kill(desk);
    const second = await startSoon(desk, () => kill(desk));
    expect(second.output).toContain(`Found the database running (pid ${server}) and took it over.`);
    expect(await desk.ask('select text from kept')).toEqual([{ text: 'before' }]);
    await stop(second);
    await stopped(desk);
  });

  it('stops its database and fails when the app was killed', async () => {
    const start = desk.npm('start');
    await desk.ready(start, 30_000);
    await start.printed(/Upline is ready/);
    process.kill(desk.process(APP), 'SIGKILL');
    expect(await start.ended).toBe(137);
    expect(start.output).toContain('Upline ended by itself (137).');
    await stopped(desk);
  });

  it('leaves nothing running when npm was killed', async () => {
    const start = desk.npm('start');
    await desk.ready(start, 30_000);
    start.child.kill('SIGKILL');
    await stopped(desk);
  });

  it('says a wrong setting in one line and leaves no database running', async () => {
    const start = desk.npm('start', { UPLINE_POOL: 'many' });
    expect(await start.ended).toBe(1);
    expect(start.output).toMatch(/^upline: UPLINE_POOL must be [^\n]*\n$/);
    await stopped(desk);
  });

  it('does not offer the demo to other machines', async () => {
    const start = desk.npm('start', { HOST: '0.0.0.0', UPLINE_DEMO: '1' });
    expect(await start.ended).toBe(1);
    expect(oneLine(start.output)).toEqual([
      'The demo has known passwords and serves this machine only: leave HOST=0.0.0.0 or UPLINE_DEMO=1 out.',
    ]);
  });

  it(
    'renews the demo on demand',
    async () => {
      const renewal = desk.npm('demo:fresh');
      expect(await renewal.ended).toBe(0);
      await stopped(desk);
      const start = desk.npm('start');
      await desk.ready(start, 30_000);
      expect(await desk.ask(`select to_regclass('kept') as kept`)).toEqual([{ kept: null }]);
    },
    FIRST_MS,
  );
});

describe('npm start in a prepared clone', () => {
  const root = process.getuid?.() === 0;
  let desk: Desk;
  // Where the tests run as root this one does not, so that both kinds of users are shown.
  beforeAll(
    async () => (desk = await Desk.clone({ prepared: true, ...(root ? { user: { uid: 65534, gid: 65534 } } : {}) })),
  );
  afterEach(() => desk.quiet());
  afterAll(() => desk.remove());

  it('refuses a taken port before it starts anything', async () => {
    const other = createServer().listen(desk.port, '127.0.0.1');
    const start = desk.npm('start');
    expect(await start.ended).toBe(1);
    expect(oneLine(start.output)).toEqual([`Port ${desk.port} on 127.0.0.1 is taken; choose another with PORT.`]);
    other.close();
    expect(desk.processes()).toEqual([]);
    expect(existsSync(desk.dataDir)).toBe(false);
  });

  it(
    'works for an ordinary user, who owns all of it, even after a first start that was killed while it loaded',
    async () => {
      const killed = desk.npm('start');
      await killed.printed(/Applied Tickets/, FIRST_MS);
      process.kill(desk.process(SCRIPT), 'SIGKILL');
      await killed.ended;
      const start = desk.npm('start');
      await desk.ready(start, FIRST_MS);
      expect(statSync(`/proc/${desk.server()}`).uid).toBe(root ? 65534 : process.getuid?.());
      await stop(start);
      await stopped(desk);
    },
    FIRST_MS,
  );

  it('uses the PostgreSQL that it is given and nothing of its own', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'upline commands-'));
    const given = await startEmbeddedPostgres({ dataDir: folder, settings: { fsync: 'off' }, log: () => {} });
    try {
      const dataDir = join(desk.folder, 'unused');
      const own = { DATABASE_URL: given.url, UPLINE_DATA_DIR: dataDir };
      const refused = desk.npm('start', own);
      expect(await refused.ended).toBe(1);
      expect(refused.output).toMatch(/^upline: UPLINE_SECRET [^\n]*\n$/);
      const start = desk.npm('start', { ...own, UPLINE_SECRET: 'x'.repeat(32) });
      await desk.ready(start, 30_000);
      await start.printed(/Upline is ready/);
      expect(start.output).not.toContain('Demo logins');
      expect(desk.processes(SERVER)).toEqual([]);
      expect(existsSync(dataDir)).toBe(false);
      await stop(start);
    } finally {
      await desk.quiet();
      await given.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
