import { startHouse, PASSWORD, type House } from '../support/app';
import { buildLine, type Line } from '../support/factories';
import { knock, timed, tokenOf } from './support';

const LIMIT_MS = 1_000;

describe('the end of a session', () => {
  let house: House;
  let other: House;
  let line: Line;
  beforeAll(async () => {
    house = await startHouse();
    line = await buildLine(house);
    // Tests have two apps in one process; what they share is the database alone.
    other = await startHouse({ DATABASE_URL: house.databaseUrl });
  });

  const ends: [string, string, (at: House) => Promise<unknown>][] = [
    ['a logout', 'agent1', async (at) => at.stranger(await tokenOf(house, 'agent1')).post('/auth/logout')],
    [
      'a logout everywhere',
      'lead1',
      async (at) => at.stranger(await tokenOf(house, 'lead1')).post('/auth/logout-everywhere'),
    ],
    [
      'a new password',
      'agent2',
      async (at) => {
        const elsewhere = await at.stranger().post('/auth/login', { login: 'agent2', password: PASSWORD });
        const body = { currentPassword: PASSWORD, password: 'another long password' };
        const changed = await at.stranger(elsewhere.body.accessToken as string).post('/me/password', body);
        if (changed.status >= 300) throw new Error(changed.text);
      },
    ],
    [
      'deactivation',
      'qa1',
      async (at) => (await at.as('admin1')).patch(`/people/${line.qa1}`, { active: false, version: 1 }),
    ],
  ];

  it.each(ends)('by %s closes the sockets of %s within a second', async (_, login, end) => {
    const token = await tokenOf(house, login);
    const socket = await house.socket(login);
    const told = new Promise<void>((resolve) => socket.raw.on('session_ended', resolve));
    const reason = new Promise((resolve) => socket.raw.on('disconnect', resolve));
    await end(house);
    expect(await timed(Promise.all([told, reason]))).toBeLessThan(LIMIT_MS);
    expect(await reason).toBe('io server disconnect');
    expect(await knock(house.url, { auth: { token } })).toBe('unauthenticated');
  });

  it('closes them also when another process ended it', async () => {
    const socket = await house.socket('supervisor1');
    const bystander = await house.socket('manager1');
    const told = new Promise<void>((resolve) => socket.raw.on('session_ended', resolve));
    await other.stranger(await tokenOf(house, 'supervisor1')).post('/auth/logout-everywhere');
    expect(await timed(Promise.all([told, socket.ended]))).toBeLessThan(LIMIT_MS);
    expect(bystander.raw.connected).toBe(true);
  });

  it('lets nobody through who comes while it ends', async () => {
    const token = await tokenOf(house, 'records1');
    const knocking = Array.from({ length: 20 }, () => house.socket('records1').catch(() => null));
    await other.stranger(token).post('/auth/logout-everywhere');
    const sockets = (await Promise.all(knocking)).filter((socket) => socket !== null);
    expect(await timed(Promise.all(sockets.map((socket) => socket.ended)))).toBeLessThan(LIMIT_MS);
  });

  it('of the app is not held up by sockets, not even by one that does not answer', async () => {
    const doomed = await startHouse({ DATABASE_URL: house.databaseUrl });
    const [socket, deaf] = [await doomed.socket('manager1'), await doomed.socket('manager1')];
    (deaf.raw.io.engine as unknown as { transport: { ws: { pause: () => void } } }).transport.ws.pause();
    const left = new Promise((resolve) => socket.raw.on('disconnect', resolve));
    expect(await timed(doomed.app.close())).toBeLessThan(3_000);
    await left;
  });
});
