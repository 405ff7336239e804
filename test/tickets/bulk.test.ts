import { startHouse, type House } from '../support/app';
import { buildLine, type Line } from '../support/factories';
import { done, file, look, rowCounts } from './desk';

const NOBODYS = '018f0000-0000-7000-8000-000000000000';

describe('bulk', () => {
  let house: House;
  let line: Line;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(house);
  });
  const bulk = async (login: string, body: object, key?: string) =>
    (await house.as(login)).post('/tickets/bulk', body, key);

  it('answers for each ticket as its act would, in order, and one failure undoes no other', async () => {
    const [good, stale, taken, unseen] = [await file(house, 'agent1'), await file(house, 'agent1'), await done(house, 'lead1', await file(house, 'agent1'), 'acknowledge'), await file(house, 'lead2')];
    const items = [{ id: stale.id, version: 7 }, { id: unseen.id, version: 1 }, { id: good.id, version: 1 }, { id: NOBODYS, version: 1 }, { id: taken.id, version: 2 }];
    const answer = await bulk('lead1', { action: 'acknowledge', items });
    expect([answer.status, answer.body.results]).toEqual([200, [
      { id: stale.id, status: 409, code: 'stale_version', version: 1 },
      { id: unseen.id, status: 404, code: 'not_found', version: null },
      { id: good.id, status: 200, code: null, version: 2 },
      { id: NOBODYS, status: 404, code: 'not_found', version: null },
      { id: taken.id, status: 409, code: 'wrong_state', version: 2 },
    ]]);
    expect(await look(house, 'lead1', good.id)).toMatchObject({ state: 'in_progress' });
    expect((await bulk('agent1', { action: 'acknowledge', items: [{ id: stale.id, version: 1 }] })).body.results[0]).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await bulk('lead1', { action: 'acknowledge', items: [{ id: stale.id }] })).body.results[0]).toMatchObject({ status: 400, code: 'invalid' });
    const own = await file(house, 'agent2', { aboutPersonId: line.lead1 });
    expect((await bulk('lead1', { action: 'note', text: 'x', items: [{ id: own.id }] })).body.results[0]).toMatchObject({ status: 404, version: null });
  }); // prettier-ignore

  it('passes on and notes many, once for a key', async () => {
    const tickets = await Promise.all(Array.from({ length: 40 }, () => file(house, 'agent1')));
    const items = tickets.map(({ id, version }) => ({ id, version }));
    const passed = { action: 'transfer', items, toPersonId: line.lead2, reason: 'Knows the shop.' };
    const first = await bulk('lead1', passed, 'bulk');
    expect(first.body.results.map((one: { status: number }) => one.status)).toEqual(Array<number>(40).fill(200));
    expect((await bulk('lead1', passed, 'bulk')).text).toBe(first.text);
    expect(await look(house, 'agent1', tickets[7]!.id)).toMatchObject({ holder: { id: line.lead2 }, version: 2 });
    const noted = await bulk('agent1', { action: 'note', items: items.map(({ id }) => ({ id })), text: 'All of one shop.' });
    expect(noted.body.results.every((one: { status: number; version: number }) => one.status === 200 && one.version === 2)).toBe(true);
  }); // prettier-ignore

  it('refuses a wrong body as a whole and writes nothing', async () => {
    const { id } = await file(house, 'agent1');
    const before = await rowCounts(house);
    const many = Array.from({ length: 201 }, (_, n) => ({ id: `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`, version: 1 }));
    for (const body of [{}, { action: 'resolve', items: [{ id, version: 1 }] }, { action: 'acknowledge', items: [] }, { action: 'acknowledge', items: many }, { action: 'acknowledge', items: [{ id, version: 1 }, { id, version: 1 }] }, { action: 'note', items: [{ id }] }, { action: 'transfer', items: [{ id, version: 1 }], reason: 'x' }, { action: 'acknowledge', items: [{ id: 'x' }] }])
      expect(await bulk('lead1', body)).toMatchObject({ status: 400, body: { code: 'invalid' } });
    expect(await rowCounts(house)).toEqual(before);
  }); // prettier-ignore
});
