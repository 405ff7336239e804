import { clock } from '../../src/kernel/clock';
import { PASSWORD, startHouse, type House } from '../support/app';
import type { Answer } from '../support/client';
import { buildLine, type Line } from '../support/factories';

const NEW = 'a new password, long enough';
let house: House;
let line: Line;
beforeAll(async () => {
  house = await startHouse({ UPLINE_PUBLIC_URL: 'https://upline.example' });
  line = await buildLine(house);
});

const login = (name: string, password: string): Promise<Answer> =>
  house.stranger().post('/auth/login', { login: name, password });
const setPassword = (token: unknown, password: unknown): Promise<Answer> =>
  house.stranger().post('/auth/set-password', { token, password });

/** Somebody who was imported: no password, never here. */
async function newcomer(name: string): Promise<string> {
  const admin = await house.as('admin1');
  const answer = await admin.post('/people', { login: name, name: `Test ${name}`, roles: ['agent'] });
  expect(answer.status).toBe(201);
  return answer.body.id as string;
}
async function linkFor(id: string): Promise<Answer> {
  return (await house.as('admin1')).post(`/people/${id}/sign-in-link`);
}
const tokenOf = (answer: Answer): string => /#token=([\w-]{43})$/.exec(answer.body.url as string)![1]!;

describe('a sign-in link', () => {
  it('lets somebody new in, once', async () => {
    const id = await newcomer('new1');
    const link = await linkFor(id);
    expect(link.status).toBe(201);
    expect(link.body.url).toMatch(/^https:\/\/upline\.example\/set-password#token=/);
    expect(link.body.mailed).toBe(false);
    expect(Date.parse(link.body.expiresAt) - clock.nowMs()).toBeGreaterThan(29 * 60_000);
    expect((await setPassword(tokenOf(link), 'too short')).body.errors[0]).toMatchObject({
      path: 'password',
      code: 'too_short',
    });
    expect((await setPassword(tokenOf(link), NEW)).status).toBe(204);
    expect((await login('new1', NEW)).status).toBe(200);
    const again = await setPassword(tokenOf(link), 'another password, long enough');
    expect([again.status, again.body.errors[0].path]).toEqual([400, 'token']);
    expect((await login('new1', NEW)).status).toBe(200);
  });

  it('works for the first of two who use it at once', async () => {
    const token = tokenOf(await linkFor(await newcomer('new2')));
    const answers = await Promise.all([setPassword(token, NEW), setPassword(token, `${NEW} 2`)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 400]);
  });

  it('ends with another one’s use, and after 30 minutes', async () => {
    const id = await newcomer('new3');
    const [first, second, third] = [await linkFor(id), await linkFor(id), await linkFor(id)];
    expect((await setPassword(tokenOf(second), NEW)).status).toBe(204);
    expect((await setPassword(tokenOf(first), NEW)).status).toBe(400);
    expect((await setPassword(tokenOf(third), NEW)).status).toBe(400);
    const late = await linkFor(await newcomer('new4'));
    await house.clock.advance('30 minutes 1 second');
    expect((await setPassword(tokenOf(late), NEW)).status).toBe(400);
  });

  it('is never shown for somebody who has signed in before', async () => {
    expect((await login('agent1', PASSWORD)).status).toBe(200);
    const answer = await linkFor(line.agent1);
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ url: null, expiresAt: null, mailed: false });
  });

  it('is answered again under its key, without its secret', async () => {
    const id = await newcomer('new5');
    const admin = await house.as('admin1');
    const first = await admin.post(`/people/${id}/sign-in-link`, undefined, 'link-key');
    const again = await admin.post(`/people/${id}/sign-in-link`, undefined, 'link-key');
    expect(first.body.url).toBeTruthy();
    expect([again.status, again.body.url]).toEqual([201, null]);
  });

  it('is for administrators, and for people who are here', async () => {
    for (const name of ['agent1', 'lead1', 'manager1', 'records1']) {
      expect((await (await house.as(name)).post(`/people/${line.qa1}/sign-in-link`)).status).toBe(403);
    }
    expect((await house.stranger().post(`/people/${line.qa1}/sign-in-link`)).status).toBe(401);
    expect((await linkFor(crypto.randomUUID())).status).toBe(404);
    const admin = await house.as('admin1');
    const left = await newcomer('new6');
    await admin.patch(`/people/${left}`, { active: false });
    expect((await linkFor(left)).body.code).toBe('wrong_state');
  });

  it.each([
    ['a made-up token', 'A'.repeat(43), NEW],
    ['no token', undefined, NEW],
    ['a number', 7, NEW],
    ['a long text', 'A'.repeat(5000), NEW],
    ['no password', 'A'.repeat(43), undefined],
  ])('refuses %s', async (_, token, password) => {
    expect((await setPassword(token, password)).status).toBe(400);
  });

  it('may not set the login as a password', async () => {
    const token = tokenOf(await linkFor(await newcomer('a.very.long.login')));
    const answer = await setPassword(token, 'A.Very.Long.Login');
    expect(answer.body.errors[0]).toMatchObject({ path: 'password', code: 'same_as_login' });
    expect((await setPassword(token, NEW)).status).toBe(204);
  });
});

describe('changing the own password', () => {
  const change = (accessToken: string, currentPassword: string, password: string) =>
    house.stranger(accessToken).post('/me/password', { currentPassword, password });
  const tokenFor = async (name: string, password = PASSWORD): Promise<string> =>
    (await login(name, password)).body.accessToken as string;

  it('ends the other sessions and keeps this one', async () => {
    const [mine, other] = [await tokenFor('lead1'), await tokenFor('lead1')];
    expect((await change(mine, PASSWORD, NEW)).status).toBe(204);
    expect((await house.stranger(mine).get('/me')).status).toBe(200);
    expect((await house.stranger(other).get('/me')).status).toBe(401);
    expect((await login('lead1', PASSWORD)).status).toBe(401);
    expect((await login('lead1', NEW)).status).toBe(200);
  });

  it('needs the old one, and counts failures', async () => {
    const mine = await tokenFor('lead2');
    const found: number[] = [];
    for (let time = 0; time < 6; time++) found.push((await change(mine, 'wrong', NEW)).status);
    expect(found).toEqual([400, 400, 400, 400, 400, 429]);
    expect((await house.stranger(mine).get('/me')).status).toBe(200);
  });

  it('refuses a short one, and somebody who is not signed in', async () => {
    const mine = await tokenFor('supervisor1');
    expect((await change(mine, PASSWORD, 'fourteen chars')).body.errors[0]).toMatchObject({
      path: 'password',
      code: 'too_short',
    });
    expect((await house.stranger().post('/me/password', { currentPassword: PASSWORD, password: NEW })).status).toBe(
      401,
    );
    expect((await login('supervisor1', PASSWORD)).status).toBe(200);
  });

  it('reads é in both ways of writing it', async () => {
    const mine = await tokenFor('manager1');
    const composed = 'caf\u00e9 au lait, bien chaud';
    expect((await change(mine, PASSWORD, composed.normalize('NFD'))).status).toBe(204);
    expect((await login('manager1', composed)).status).toBe(200);
  });
});

it('keeps no password and no token in the database', async () => {
  const { rows } = await house.db.query<{ password_hash: string }>('select password_hash from auth_credential');
  expect(rows.length).toBeGreaterThan(9);
  for (const { password_hash: hash } of rows) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  const acts = await house.db.query<{ data: unknown }>(`select data from audit_entry where act like 'auth.%'`);
  expect(JSON.stringify(acts.rows)).not.toContain('password, long');
});
