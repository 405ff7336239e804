import { clock } from '../../src/kernel/clock';
import { startHouse, type House } from '../support/app';
import type { Answer } from '../support/client';
import { buildLine, type Line } from '../support/factories';

let house: House;
let line: Line;
/** A whole hour, so that instants are told apart easily. */
let noon: number;
beforeAll(async () => {
  house = await startHouse();
  line = await buildLine(house);
  noon = Math.ceil(clock.nowMs() / 3_600_000) * 3_600_000;
});

const hour = (n: number): string => new Date(noon + n * 3_600_000).toISOString();
const w = (from: number, to: number) => ({ from: hour(from), to: hour(to) });
const put = async (login: string, id: string, body: unknown): Promise<Answer> =>
  (await house.as(login)).put(`/people/${id}/shifts`, body);
const shown = async (id: string, query = ''): Promise<unknown> =>
  (await (await house.as('admin1')).get(`/people/${id}/shifts${query}`)).body;

describe('shifts', () => {
  it('are put by a superior and shown in order', async () => {
    const answer = await put('lead1', line.agent1, { windows: [w(24, 32), w(0, 8), w(8, 10)] });
    expect([answer.status, answer.body]).toEqual([
      200,
      { personId: line.agent1, windows: [w(0, 8), w(8, 10), w(24, 32)] },
    ]);
    const own = await (await house.as('agent1')).get(`/people/${line.agent1}/shifts`);
    expect(own.body).toEqual(answer.body);
    const some = await (await house.as('lead1')).get(`/people/${line.agent1}/shifts?from=${hour(8)}&to=${hour(24)}`);
    expect(some.body.windows).toEqual([w(8, 10)]);
  });

  it('are replaced for the stated range; what reaches beyond it is cut', async () => {
    await put('admin1', line.agent2, { windows: [w(0, 10), w(20, 30), w(40, 50)] });
    const answer = await put('admin1', line.agent2, { from: hour(5), to: hour(45), windows: [w(12, 14)] });
    expect(answer.body.windows).toEqual([w(12, 14)]);
    expect(await shown(line.agent2)).toMatchObject({ windows: [w(0, 5), w(12, 14), w(45, 50)] });
    await put('admin1', line.agent2, { from: hour(2), to: hour(3), windows: [] });
    await put('admin1', line.agent2, { to: hour(1), windows: [] });
    expect(await shown(line.agent2)).toMatchObject({ windows: [w(1, 2), w(3, 5), w(12, 14), w(45, 50)] });
    await put('admin1', line.agent2, { windows: [] });
    expect(await shown(line.agent2)).toMatchObject({ windows: [] });
  });

  it('of two who put at once both count, one after the other', async () => {
    const puts = Array.from({ length: 6 }, (_, n) =>
      put('supervisor1', line.lead2, { from: hour(n), to: hour(n + 2), windows: [w(n, n + 2)] }),
    );
    expect((await Promise.all(puts)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const { windows } = (await shown(line.lead2)) as { windows: { from: string; to: string }[] };
    expect([windows[0]!.from, windows.at(-1)!.to]).toEqual([hour(0), hour(7)]);
    windows.slice(1).forEach((one, index) => expect(one.from).toBe(windows[index]!.to));
    await put('supervisor1', line.lead2, { windows: [] });
  });

  it('are nobody else’s to put or to see', async () => {
    for (const login of ['agent1', 'agent2', 'lead2', 'qa1', 'records1']) {
      expect([login, (await put(login, line.agent1, { windows: [] })).status]).toEqual([login, 403]);
    }
    for (const login of ['agent2', 'lead2', 'qa1', 'records1']) {
      const answer = await (await house.as(login)).get(`/people/${line.agent1}/shifts`);
      expect([login, answer.status]).toEqual([login, 403]);
    }
    expect((await put('admin1', crypto.randomUUID(), { windows: [] })).status).toBe(404);
    expect((await house.stranger().put(`/people/${line.agent1}/shifts`, {})).status).toBe(401);
  });

  const bad: [string, () => unknown, string][] = [
    ['without windows', () => ({}), 'windows'],
    ['with windows that are none', () => ({ windows: [null] }), 'windows'],
    ['with a text for a window', () => ({ windows: ['8-16'] }), 'windows'],
    ['with a window without its end', () => ({ windows: [{ from: hour(0) }] }), 'windows.0.to'],
    ['with a day for an instant', () => ({ windows: [{ from: '2026-11-24', to: hour(1) }] }), 'windows.0.from'],
    ['with a field more', () => ({ windows: [{ ...w(0, 1), personId: line.agent1 }] }), 'windows.0.personId'],
    ['that overlap', () => ({ windows: [w(0, 2), w(1, 3)] }), 'windows.1.from'],
    ['that end first', () => ({ windows: [w(2, 1)] }), 'windows.0.to'],
    ['of more than a week', () => ({ windows: [w(0, 24 * 8)] }), 'windows.0.to'],
    ['outside the range', () => ({ from: hour(5), to: hour(6), windows: [w(4, 6)] }), 'windows.0.from'],
    ['of a range that ends first', () => ({ from: hour(5), to: hour(4), windows: [] }), 'to'],
    ['of which there are too many', () => ({ windows: Array.from({ length: 501 }, (_, n) => w(n, n + 1)) }), 'windows'],
  ];
  it.each(bad)('are refused %s', async (_, body, path) => {
    const answer = await put('lead1', line.agent1, body());
    expect([answer.status, answer.body.errors[0].path]).toEqual([400, path]);
  });

  it('take 500 windows, raise the version of the organisation once, and are on record', async () => {
    const version = async (): Promise<number> =>
      Number((await house.db.query<{ version: string }>('select version from org_version')).rows[0]!.version);
    const before = await version();
    const windows = Array.from({ length: 500 }, (_, n) => w(2 * n, 2 * n + 1));
    expect((await put('lead1', line.agent1, { windows })).status).toBe(200);
    expect(await version()).toBe(before + 1);
    const audit = await (await house.as('admin1')).get(`/audit?act=shifts.put&subjectId=${line.agent1}&limit=1`);
    expect(audit.body.items[0]).toMatchObject({ actorId: line.lead1, data: { windows: 500 } });
  });
});
