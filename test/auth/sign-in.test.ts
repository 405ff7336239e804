import { performance } from 'node:perf_hooks';
import { clock } from '../../src/kernel/clock';
import { PASSWORD, startHouse, type House } from '../support/app';
import type { Answer, ApiClient } from '../support/client';
import { buildLine, type Line } from '../support/factories';

let house: House;
let line: Line;
beforeAll(async () => {
  house = await startHouse();
  line = await buildLine(house);
});

/** Tries as if from an address of its own; the proxy before us is on the same machine. */
const login = (body: unknown, address = '203.0.113.1', client: ApiClient = house.stranger()): Promise<Answer> =>
  client.send('/auth/login', { method: 'POST', body, headers: { 'x-forwarded-for': address } });
const wrong = (name: string, address?: string) => login({ login: name, password: 'not the password at all' }, address);
const right = (name: string, address?: string) => login({ login: name, password: PASSWORD }, address);
const statuses = async (tries: Promise<Answer>[]) => (await Promise.all(tries)).map((answer) => answer.status);
const oneByOne = async (times: number, attempt: () => Promise<Answer>): Promise<number[]> => {
  const found: number[] = [];
  for (let time = 0; time < times; time++) found.push((await attempt()).status);
  return found;
};

describe('signing in', () => {
  it('answers with a token, its end and the person', async () => {
    const answer = await right('lead1');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body.person).toEqual({
      id: line.lead1,
      login: 'lead1',
      name: 'Test lead1',
      roles: ['team_lead'],
      permissions: ['signed_in', 'people.read'],
      locale: 'zh-CN',
    });
    const minutes = (Date.parse(answer.body.expiresAt) - clock.nowMs()) / 60_000;
    expect(minutes).toBeGreaterThan(14.8);
    expect(minutes).toBeLessThanOrEqual(15);
    const me = await house.stranger(answer.body.accessToken).get('/me');
    expect(me.body).toMatchObject({ id: line.lead1, superior: { id: line.supervisor1 }, projects: [{ key: 'TEST' }] });
  });

  it('puts the refresh token into a cookie that scripts and other sites do not get', async () => {
    const answer = await right('lead1');
    expect(answer.text).not.toMatch(/refresh/i);
    const [cookie, ...others] = answer.headers.getSetCookie();
    expect(others).toEqual([]);
    expect(cookie).toMatch(/^upline_refresh=[\w-]{43};/);
    expect(cookie).toMatch(/; Path=\/api\/v1\/auth(;|$)/);
    expect(cookie).toMatch(/; HttpOnly(;|$)/);
    expect(cookie).toMatch(/; SameSite=Strict(;|$)/);
    expect(cookie).not.toMatch(/Secure/);
    const [row] = (
      await house.db.query(`select count(*)::int as n from auth_refresh where token_hash = $1`, [
        Buffer.from(cookie!.slice('upline_refresh='.length).split(';')[0]!),
      ])
    ).rows as { n: number }[];
    expect(row!.n).toBe(0);
  });

  it('takes a login however it is typed', async () => {
    expect(await statuses([right(' LEAD1 '), right('ｌｅａｄ１')])).toEqual([200, 200]);
  });

  it('says the same, after the same time, whatever was wrong', async () => {
    await house.db.query(
      `insert into person (id, login, name, roles, created_at) values (gen_random_uuid(), 'imported', 'No password', '{agent}', upline_now())`,
    );
    const measured: Record<string, number> = {};
    const bodies = new Set<string>();
    for (const name of ['lead2', 'nobody-of-that-name', 'imported']) {
      const times: number[] = [];
      for (let round = 0; round < 4; round++) {
        const from = performance.now();
        const answer = await wrong(name, `203.0.113.${10 + round}`);
        times.push(performance.now() - from);
        const { requestId, ...rest } = answer.body as { requestId: string };
        expect(answer.status).toBe(401);
        expect(requestId).toBeTruthy();
        bodies.add(JSON.stringify(rest));
      }
      measured[name] = Math.min(...times);
    }
    expect(bodies.size).toBe(1);
    // A hash costs some 15 ms; without one the unknown would be several times faster.
    expect(measured['nobody-of-that-name']!).toBeGreaterThan(measured.lead2! * 0.5);
    expect(measured.imported!).toBeGreaterThan(measured.lead2! * 0.5);
  });

  const bad: [string, unknown][] = [
    ['no body', undefined],
    ['an empty object', {}],
    ['an array', []],
    ['a login that is no text', { login: 7, password: PASSWORD }],
    ['a password in a list', { login: 'lead1', password: [PASSWORD] }],
    ['an object as a login', { login: { $ne: null }, password: PASSWORD }],
    ['an empty password', { login: 'lead1', password: '' }],
    ['a NUL', { login: 'lead1\0', password: PASSWORD }],
    ['half a character', '{"login":"lead1\\ud800","password":"x"}'],
    ['a field too many', { login: 'lead1', password: PASSWORD, roles: ['admin'] }],
    ['a login of 65 characters', { login: 'a'.repeat(65), password: PASSWORD }],
    ['a password of 2 kB', { login: 'lead1', password: 'a'.repeat(2048) }],
    ['no JSON', '{"login":'],
  ];
  it.each(bad)('refuses %s with 400', async (_, body) => {
    const answer = await login(body, '203.0.113.3');
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid']);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('takes no credentials from the address', async () => {
    const answer = await house.stranger().post(`/auth/login?login=lead1&password=${PASSWORD}`, {});
    expect(answer.status).toBe(400);
  });
});

describe('failing to sign in', () => {
  it('makes a login wait after five failures, for longer each time, and only where it failed', async () => {
    const from = '203.0.113.20';
    expect(await oneByOne(6, () => wrong('agent2', from))).toEqual([401, 401, 401, 401, 401, 429]);
    const blocked = await right('agent2', from);
    expect(blocked.status).toBe(429);
    const wait = Number(blocked.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(30);

    await house.clock.advance('31 seconds');
    expect((await wrong('agent2', from)).status).toBe(401);
    const longer = Number((await right('agent2', from)).headers.get('retry-after'));
    expect(longer).toBeGreaterThan(50);

    for (let round = 0; round < 8; round++) {
      await house.clock.advance('15 minutes 1 second');
      await wrong('agent2', from);
    }
    expect(Number((await right('agent2', from)).headers.get('retry-after'))).toBeLessThanOrEqual(900);
    await house.clock.advance('15 minutes 1 second');
    expect((await right('agent2', from)).status).toBe(200);
  });

  it('does not shut the owner out at their desk', async () => {
    expect((await right('agent1', '203.0.113.30')).status).toBe(200);
    await oneByOne(6, () => wrong('agent1', '198.51.100.9'));
    expect((await wrong('agent1', '198.51.100.9')).status).toBe(429);
    expect((await right('agent1', '198.51.100.10')).status).toBe(429);
    expect((await right('agent1', '203.0.113.30')).status).toBe(200);
    expect(await oneByOne(6, () => wrong('agent1', '203.0.113.30'))).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('counts twenty tries at once like twenty in a row', async () => {
    const found = await statuses(Array.from({ length: 20 }, () => wrong('qa1', '203.0.113.40')));
    expect(found.filter((status) => status === 401)).toHaveLength(5);
    expect(found.filter((status) => status === 429)).toHaveLength(15);
  });

  it('counts an unknown login like a known one', async () => {
    expect(await oneByOne(6, () => wrong('nobody', '203.0.113.41'))).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('forgets failures after five minutes, and at a success', async () => {
    const from = '203.0.113.42';
    await oneByOne(4, () => wrong('records1', from));
    await house.clock.advance('5 minutes 1 second');
    expect(await oneByOne(4, () => wrong('records1', from))).toEqual([401, 401, 401, 401]);
    expect((await right('records1', from)).status).toBe(200);
    expect(await oneByOne(4, () => wrong('records1', from))).toEqual([401, 401, 401, 401]);
  });

  it('makes an address wait after fifty failures, whoever is tried; a whole shift of successes counts nothing', async () => {
    const from = '203.0.113.50';
    expect(new Set(await statuses(Array.from({ length: 60 }, () => right('lead1', from))))).toEqual(new Set([200]));
    for (let person = 0; person < 49; person++) await wrong(`guess${person}`, from);
    expect((await right('lead1', from)).status).toBe(200);
    await wrong('guess49', from);
    const blocked = await right('lead1', from);
    expect(blocked.status).toBe(429);
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await right('lead1', '203.0.113.51')).status).toBe(200);
  });
});
