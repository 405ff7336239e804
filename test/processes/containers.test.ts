import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execFileSync } from 'node:child_process';
import { Client } from 'pg';
import { io } from 'socket.io-client';
import { clock } from '../../src/kernel/clock';
import { eventually } from '../commands/support/processes';
import { readCompose, readDockerfile, ROOT } from './support/compose';
import { SECRETS, Town } from './support/town';

const PASSWORD = 'bench-house-password';

describe('Dockerfile and compose.yaml', () => {
  const image = readDockerfile();
  const services = readCompose(SECRETS);
  const ours = ['migrate', 'worker', 'api'];

  it('copy what is there, and run as somebody without rights', () => {
    expect(image.copied.length).toBeGreaterThan(5);
    expect(image.copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    expect(image.user).toBe('node');
    expect(Object.keys(image.env).filter((name) => /SECRET|PASSWORD|URL/.test(name))).toEqual([]);
  });

  it.each(Object.keys(SECRETS))('do not start without %s, and say so', (name) => {
    expect(() => readCompose({ ...SECRETS, [name]: '' })).toThrow(new RegExp(`^${name}: set ${name}`));
  });

  it('give every container of ours a read-only file system, no capability and time to end', () => {
    for (const name of [...ours, 'redis', 'nginx']) {
      expect(services[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    }
    for (const name of ours) expect(parseInt(services[name]!.stop_grace_period!)).toBeGreaterThan(14);
  });

  it('open one port, the proxy’s, and for this machine only', () => {
    const open = Object.entries(services).filter(([, service]) => service.ports);
    expect(open.map(([name, { ports }]) => [name, ports])).toEqual([['nginx', ['127.0.0.1:3000:8080']]]);
  });
});

describe('what compose.yaml starts', () => {
  const town = new Town();
  beforeAll(() => town.up(), 240_000);
  afterAll(() => town.down(), 60_000);

  const call = async <T>(method: string, path: string, token: string, body?: object): Promise<T> => {
    const headers: Record<string, string> = { 'idempotency-key': randomUUID() };
    if (body) headers['content-type'] = 'application/json';
    if (token) headers.authorization = `Bearer ${token}`;
    const answer = await fetch(`${town.origin}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const signIn = async (login: string): Promise<string> =>
    (await call<{ accessToken: string }>('POST', '/auth/login', '', { login, password: PASSWORD })).accessToken;
  /** A failed sign-in from an address of this machine, which may claim another. */
  const failFrom = (localAddress: string, login: string, claimed?: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({ login, password: 'not the password at all' });
      const headers = { 'content-type': 'application/json', ...(claimed ? { 'x-forwarded-for': claimed } : {}) };
      const sent = request(`${town.origin}/api/v1/auth/login`, { method: 'POST', headers, localAddress }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode!));
      });
      sent.once('error', reject).end(body);
    });
  /** People as the tests of load make them, and an acknowledge time of two seconds. */
  const people = async (): Promise<void> => {
    const url = Object.assign(new URL(town.postgres.url), {
      pathname: '/upline',
      password: SECRETS.POSTGRES_PASSWORD,
    }).href;
    const house = pathToFileURL(join(ROOT, 'test/load/house.mjs')).href;
    execFileSync(process.execPath, [
      '-e',
      `import(${JSON.stringify(house)}).then((m) => m.seedHouse(process.argv[1]))`,
      url,
    ]);
    const owner = new Client({ connectionString: url });
    await owner.connect();
    await owner.query(
      `insert into policy (id, name, version, body, created_at) select gen_random_uuid(), name, 2,
        jsonb_set(body, '{acknowledge,within}', '"PT3S"'), upline_now() from policy where name = 'house'`,
    );
    await owner.end();
  };

  it('comes up in the order that it says, each healthy by its own check', () => {
    expect(town.order).toEqual(['postgres', 'redis', 'migrate', 'worker', 'api', 'nginx']);
  });

  it('makes its first administrator by a command of the image', () => {
    const { status, stdout } = town.run('api', ['node', 'dist/src/auth/first-admin.js', 'admin', 'Ada Nobody']);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/set-password#token=/)]);
  });

  it('takes a form through the proxy to the lead, and the worker takes it up', async () => {
    await people();
    const [agent, lead, supervisor] = [await signIn('agent0'), await signIn('lead0'), await signIn('supervisor0')];
    const socket = io(town.origin, { transports: ['websocket'], auth: { token: lead } });
    await eventually('a socket', () => socket.connected);
    const filed = await call<{ id: string; holder: { name: string } }>('POST', '/tickets', agent, {
      kind: 'complaint',
      callStartedAt: new Date(clock.nowMs() - 60_000).toISOString(),
      content: 'The caller was promised a refund and has not got it.',
      customer: { name: '王小明', phone: '13800001234' },
      promisedReplyAt: new Date(clock.nowMs() + 3_600_000).toISOString(),
      outsideHoursReason: 'customer_request',
    });
    expect(filed.holder.name).toBe('lead0');
    const queue = (await call<{ items: { id: string }[] }>('GET', '/tickets?view=queue', lead)).items;
    expect(queue.map(({ id }) => id)).toContain(filed.id);
    const up = await eventually('escalated', async () => {
      const now = await call<{ level: number; holder: { name: string } }>('GET', `/tickets/${filed.id}`, supervisor);
      return now.level === 1 && now;
    });
    expect(up.holder.name).toBe('supervisor0');
    socket.close();
  });

  it('serves the console through the proxy, which tells no version, hides the metrics and refuses what is too large', async () => {
    const page = await fetch(town.origin);
    expect([page.status, page.headers.get('server')]).toEqual([200, 'nginx']);
    const metrics = await fetch(`${town.origin}/metrics`);
    expect([metrics.status, ((await metrics.json()) as { code: string }).code]).toEqual([404, 'not_found']);
    const large = await fetch(`${town.origin}/api/v1/tickets`, {
      method: 'POST',
      body: Buffer.alloc(25 * 1024 * 1024),
    });
    expect([large.status, ((await large.json()) as { code: string }).code]).toEqual([413, 'too_large']);
    for (const name of ['api', 'worker'])
      expect((await fetch(`http://${town.address(name)}:3000/metrics`)).status).toBe(200);
  });

  it('counts failed sign-ins by the caller’s address, whatever the caller claims', async () => {
    const found: number[] = [];
    for (let time = 0; time < 51; time++) found.push(await failFrom('127.0.0.7', `nobody${time}`, `203.0.113.${time}`));
    expect(found.filter((status) => status === 429).length).toBeGreaterThan(0);
    expect(await failFrom('127.0.0.8', 'nobody-else')).toBe(401);
  });

  it('writes nothing but what is temporary', () => {
    expect(town.written()).toEqual([]);
  });

  it('answers on after one api is killed', async () => {
    const [api] = [...town.started].find(([name]) => name === 'api0')!;
    town.started.get(api)!.child.kill('SIGKILL');
    await town.started.get(api)!.ended;
    town.started.delete(api);
    for (let time = 0; time < 10; time++) expect((await fetch(`${town.origin}/api/v1/about`)).status).toBe(200);
  });

  it('ends in order when it is told to, within the time that it is given', async () => {
    for (const name of ['api1', 'worker0']) {
      const from = performance.now();
      town.started.get(name)!.child.kill('SIGTERM');
      expect(await town.started.get(name)!.ended).toBe(0);
      expect(performance.now() - from).toBeLessThan(20_000);
      town.started.delete(name);
    }
    const away = await fetch(`${town.origin}/api/v1/about`);
    expect([away.status, away.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await away.json()).toMatchObject({ code: 'unavailable' });
  });
});
