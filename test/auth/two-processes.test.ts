import { performance } from 'node:perf_hooks';
import type * as Sessions from '../../src/auth/session.service';
import { SessionService } from '../../src/auth/session.service';
import type * as Support from '../support/app';
import { PASSWORD, startHouse, type House } from '../support/app';
import { buildLine, type Line } from '../support/factories';

let here: House;
let there: House;
let line: Line;
let sessionsThere: SessionService;
beforeAll(async () => {
  here = await startHouse();
  line = await buildLine(here);
  // Modules of its own, as another process has them: what passport, caches and the like keep in memory is not shared.
  await jest.isolateModulesAsync(async () => {
    const support = jest.requireActual<typeof Support>('../support/app');
    const sessions = jest.requireActual<typeof Sessions>('../../src/auth/session.service');
    there = await support.startHouse({ DATABASE_URL: here.databaseUrl });
    sessionsThere = there.app.get(sessions.SessionService, { strict: false });
  });
});
afterAll(() => there.close());

async function token(login: string): Promise<string> {
  const answer = await here.stranger().post('/auth/login', { login, password: PASSWORD });
  return answer.body.accessToken as string;
}
const statusAt = async (house: House, accessToken: string, path = '/me'): Promise<number> =>
  (await house.stranger(accessToken).get(path)).status;

/** Milliseconds until the other process gives that status. */
async function until(status: number, ask: () => Promise<number>): Promise<number> {
  const from = performance.now();
  while ((await ask()) !== status) {
    if (performance.now() - from > 3000) throw new Error(`no ${status} within 3 s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - from;
}

it('count failures together', async () => {
  const wrong = (house: House) => house.stranger().post('/auth/login', { login: 'qa1', password: 'wrong' });
  const found: number[] = [];
  for (const house of [here, there, here, there, here]) found.push((await wrong(house)).status);
  expect(found).toEqual([401, 401, 401, 401, 401]);
  expect((await wrong(there)).status).toBe(429);
  expect((await wrong(here)).status).toBe(429);
});

it('see the end of a session within a second, the own process at once', async () => {
  const accessToken = await token('agent1');
  expect(await statusAt(there, accessToken)).toBe(200);
  expect(await statusAt(here, accessToken)).toBe(200);
  await here.stranger(accessToken).post('/auth/logout');
  expect(await statusAt(here, accessToken)).toBe(401);
  expect(await until(401, () => statusAt(there, accessToken))).toBeLessThan(1000);
});

it('tell listeners of both within a second, each session once', async () => {
  const listen = (sessions: SessionService) => {
    const heard: { id: string; at: number }[] = [];
    const off = sessions.onEnded((id) => heard.push({ id, at: performance.now() }));
    return { heard, off };
  };
  const listeners = [listen(here.app.get(SessionService, { strict: false })), listen(sessionsThere)];
  const session = JSON.parse(Buffer.from((await token('agent2')).split('.')[1]!, 'base64url').toString()) as {
    sid: string;
  };
  const other = await token('agent2');
  const from = performance.now();
  await here.stranger(other).post('/auth/logout-everywhere');
  await new Promise((resolve) => setTimeout(resolve, 1300));
  for (const { heard, off } of listeners) {
    off();
    const ours = heard.filter(({ id }) => id === session.sid);
    expect(ours).toHaveLength(1);
    expect(ours[0]!.at - from).toBeLessThan(1000);
    expect(new Set(heard.map(({ id }) => id)).size).toBe(heard.length);
  }
});

it('see a change of roles within a second, the own process at once', async () => {
  const lead = await token('lead2');
  const admin = await here.as('admin1');
  expect(await statusAt(here, lead, '/audit')).toBe(403);
  expect(await statusAt(there, lead, '/audit')).toBe(403);
  expect((await admin.patch(`/people/${line.lead2}`, { roles: ['team_lead', 'records_admin'] })).status).toBe(200);
  expect(await statusAt(here, lead, '/audit')).toBe(200);
  expect(await until(200, () => statusAt(there, lead, '/audit'))).toBeLessThan(1000);
  expect((await admin.patch(`/people/${line.lead2}`, { roles: ['team_lead'] })).status).toBe(200);
  expect(await statusAt(here, lead, '/audit')).toBe(403);
  expect(await until(403, () => statusAt(there, lead, '/audit'))).toBeLessThan(1000);
});

it('let nobody in who has left', async () => {
  const accessToken = await token('agent2');
  expect(await statusAt(there, accessToken)).toBe(200);
  const admin = await here.as('admin1');
  expect((await admin.patch(`/people/${line.agent2}`, { active: false })).status).toBe(200);
  expect(await statusAt(here, accessToken)).toBe(401);
  expect(await until(401, () => statusAt(there, accessToken))).toBeLessThan(1000);
  expect((await there.stranger().post('/auth/login', { login: 'agent2', password: PASSWORD })).status).toBe(401);
  expect((await admin.patch(`/people/${line.agent2}`, { active: true })).status).toBe(200);
  expect(await statusAt(here, accessToken)).toBe(401);
  expect((await there.stranger().post('/auth/login', { login: 'agent2', password: PASSWORD })).status).toBe(200);
});
