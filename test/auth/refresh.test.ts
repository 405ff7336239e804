import { PASSWORD, startHouse, type House } from '../support/app';
import type { Answer } from '../support/client';
import { buildLine } from '../support/factories';

let house: House;
beforeAll(async () => {
  house = await startHouse();
  await buildLine(house);
});

const post = (path: string, cookie: string | null, headers: Record<string, string> = {}): Promise<Answer> =>
  house.stranger().send(path, { method: 'POST', headers: { ...(cookie && { cookie }), ...headers } });
const refresh = (cookie: string | null, headers?: Record<string, string>) => post('/auth/refresh', cookie, headers);
const cookieOf = (answer: Answer): string => answer.headers.getSetCookie()[0]!.split(';')[0]!;
const lives = async (accessToken: string) => (await house.stranger(accessToken).get('/me')).status === 200;

async function signIn(login = 'agent1'): Promise<{ cookie: string; accessToken: string }> {
  const answer = await house.stranger().post('/auth/login', { login, password: PASSWORD });
  expect(answer.status).toBe(200);
  return { cookie: cookieOf(answer), accessToken: answer.body.accessToken as string };
}

describe('refreshing', () => {
  it('gives a new token for each, and keeps the session', async () => {
    const { cookie, accessToken } = await signIn();
    const first = await refresh(cookie);
    expect(first.status).toBe(200);
    expect(first.body.person.login).toBe('agent1');
    expect(cookieOf(first)).not.toBe(cookie);
    const second = await refresh(cookieOf(first));
    expect(second.status).toBe(200);
    expect(await lives(accessToken)).toBe(true);
    expect(await lives(second.body.accessToken)).toBe(true);
  });

  it('ends the session at the reuse of a token, for thief and owner alike', async () => {
    const { cookie, accessToken } = await signIn();
    const other = await signIn();
    const first = await refresh(cookie);
    const again = await refresh(cookie);
    expect([again.status, again.body.code]).toEqual([401, 'unauthenticated']);
    expect(again.headers.getSetCookie()).toEqual([]);
    expect((await refresh(cookieOf(first))).status).toBe(401);
    expect(await lives(accessToken)).toBe(false);
    expect(await lives(first.body.accessToken)).toBe(false);
    expect(await lives(other.accessToken)).toBe(true);
  });

  it('lets one of two tabs win a race without ending the session', async () => {
    for (let round = 0; round < 5; round++) {
      const { cookie } = await signIn();
      // Both hold the row's lock in turn; the database says which came in before the other's use.
      const hold = await house.db.connect();
      await hold.query('begin');
      await hold.query('select 1 from auth_refresh for update');
      const both = [refresh(cookie), refresh(cookie)];
      await new Promise((resolve) => setTimeout(resolve, 150));
      await hold.query('rollback');
      hold.release();
      const answers = await Promise.all(both);
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 401]);
      const winner = answers.find((answer) => answer.status === 200)!;
      expect((await refresh(cookieOf(winner))).status).toBe(200);
    }
  });

  it.each([
    ['none', null],
    ['an empty one', 'upline_refresh='],
    ['a made-up one', `upline_refresh=${'A'.repeat(43)}`],
    ['a huge one', `upline_refresh=${'A'.repeat(6000)}`],
    ['another cookie', 'session=1'],
  ])('refuses %s', async (_, cookie) => {
    expect((await refresh(cookie)).status).toBe(401);
  });

  it('is not for an access token in the cookie, nor for a refresh token as bearer', async () => {
    const { cookie, accessToken } = await signIn();
    expect((await refresh(`upline_refresh=${accessToken}`)).status).toBe(401);
    expect(await lives(cookie.split('=')[1]!)).toBe(false);
  });

  it('ends after a day without, and after 30 days in any case', async () => {
    const idle = await signIn('agent2');
    let { cookie } = await signIn('agent1');
    for (let day = 0; day < 30; day++) {
      await house.clock.advance('23 hours 59 minutes');
      const answer = await refresh(cookie);
      expect([day, answer.status]).toEqual([day, 200]);
      cookie = cookieOf(answer);
    }
    await house.clock.advance('1 hour');
    expect((await refresh(cookie)).status).toBe(401);
    expect((await refresh(idle.cookie)).status).toBe(401);
  });
});

describe('from another origin', () => {
  it.each(['https://evil.example', 'null', 'not an origin', 'http://127.0.0.1:1'])('refuses %s', async (origin) => {
    const { cookie, accessToken } = await signIn();
    for (const path of ['/auth/refresh', '/auth/logout']) {
      const answer = await post(path, cookie, { origin });
      expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'forbidden']);
    }
    expect(await lives(accessToken)).toBe(true);
  });

  it('takes the own one', async () => {
    const { cookie } = await signIn();
    expect((await refresh(cookie, { origin: house.url })).status).toBe(200);
  });
});

describe('signing out', () => {
  it('ends the session of the cookie and clears it', async () => {
    const { cookie, accessToken } = await signIn();
    const other = await signIn();
    const answer = await post('/auth/logout', cookie);
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^upline_refresh=;.*(Expires=Thu, 01 Jan 1970|Max-Age=0)/);
    expect(await lives(accessToken)).toBe(false);
    expect((await refresh(cookie)).status).toBe(401);
    expect(await lives(other.accessToken)).toBe(true);
  });

  it('ends the session of a bearer token', async () => {
    const { accessToken } = await signIn();
    expect((await house.stranger(accessToken).post('/auth/logout')).status).toBe(204);
    expect(await lives(accessToken)).toBe(false);
    expect((await house.stranger(accessToken).post('/auth/logout')).status).toBe(204);
  });

  it('ends all sessions of one person, nobody else’s, everywhere', async () => {
    const mine = [await signIn(), await signIn(), await signIn()];
    const theirs = await signIn('agent2');
    expect((await house.stranger().post('/auth/logout-everywhere')).status).toBe(401);
    expect((await house.stranger(mine[0]!.accessToken).post('/auth/logout-everywhere')).status).toBe(204);
    expect(await Promise.all(mine.map(({ accessToken }) => lives(accessToken)))).toEqual([false, false, false]);
    expect((await refresh(mine[1]!.cookie)).status).toBe(401);
    expect(await lives(theirs.accessToken)).toBe(true);
  });
});

describe('behind https', () => {
  it('marks the cookie as secure', async () => {
    const other = await startHouse({ DATABASE_URL: house.databaseUrl, UPLINE_PUBLIC_URL: 'https://upline.example' });
    const answer = await other.stranger().post('/auth/login', { login: 'agent1', password: PASSWORD });
    expect(answer.headers.getSetCookie()[0]).toMatch(/; Secure(;|$)/);
    const fromConsole = await other.stranger().send('/auth/refresh', {
      method: 'POST',
      headers: { cookie: cookieOf(answer), origin: 'https://upline.example' },
    });
    expect(fromConsole.status).toBe(200);
    await other.close();
  });
});
