import { clock } from '../../src/kernel/clock';
import { startHouse, type House } from '../support/app';
import type { Answer } from '../support/client';
import { buildLine, buildPerson, buildProject, type Line } from '../support/factories';

let house: House;
let line: Line;
let other: string;
let noon: number;
beforeAll(async () => {
  house = await startHouse();
  line = await buildLine(house);
  other = await buildProject(house, { key: 'OTHER' });
  noon = Math.ceil(clock.nowMs() / 3_600_000) * 3_600_000;
});

const hour = (n: number): string => new Date(noon + n * 3_600_000).toISOString();
const w = (from: number, to: number, personId: string) => ({ from: hour(from), to: hour(to), personId });
const put = async (login: string, body: unknown, projectId = line.projectId): Promise<Answer> =>
  (await house.as(login)).put(`/projects/${projectId}/duty`, body);

describe('duty', () => {
  it('is put by supervisors and managers of the project and administrators, and shown to everybody', async () => {
    for (const login of ['supervisor1', 'manager1', 'admin1']) {
      const answer = await put(login, { windows: [w(8, 16, line.lead2), w(0, 8, line.lead1)] });
      expect([login, answer.status]).toEqual([login, 200]);
    }
    const answer = await (await house.as('agent1')).get(`/projects/${line.projectId}/duty`);
    expect(answer.body).toEqual({
      projectId: line.projectId,
      windows: [
        { ...w(0, 8, line.lead1), name: 'Test lead1' },
        { ...w(8, 16, line.lead2), name: 'Test lead2' },
      ],
    });
    const some = await (await house.as('agent1')).get(`/projects/${line.projectId}/duty?from=${hour(8)}`);
    expect(some.body.windows).toHaveLength(1);
  });

  it('is replaced for the stated range; what reaches beyond it is cut and stays its person’s', async () => {
    await put('admin1', { windows: [w(0, 10, line.lead1), w(10, 20, line.lead2)] });
    const answer = await put('admin1', { from: hour(8), to: hour(12), windows: [w(8, 12, line.supervisor1)] });
    expect(answer.status).toBe(200);
    const shown = await (await house.as('admin1')).get(`/projects/${line.projectId}/duty`);
    expect((shown.body.windows as { personId: string }[]).map(({ personId }) => personId)).toEqual([
      line.lead1,
      line.supervisor1,
      line.lead2,
    ]);
    expect(shown.body.windows).toMatchObject([w(0, 8, line.lead1), w(8, 12, line.supervisor1), w(12, 20, line.lead2)]);
    await put('admin1', { windows: [] });
  });

  it('is nobody else’s to put, nor a supervisor’s of another project', async () => {
    for (const login of ['agent1', 'lead1', 'qa1', 'records1']) {
      expect([login, (await put(login, { windows: [] })).status]).toEqual([login, 403]);
    }
    expect((await put('supervisor1', { windows: [] }, other)).status).toBe(403);
    expect((await put('admin1', { windows: [] }, other)).status).toBe(200);
    expect((await put('admin1', { windows: [] }, crypto.randomUUID())).status).toBe(404);
    expect((await (await house.as('agent1')).get(`/projects/${crypto.randomUUID()}/duty`)).status).toBe(404);
    expect((await house.stranger().put(`/projects/${line.projectId}/duty`, {})).status).toBe(401);
  });

  const bad: [string, () => unknown, string, string | null][] = [
    ['without windows', () => ({}), 'windows', null],
    ['of nobody', () => ({ windows: [{ from: hour(0), to: hour(1) }] }), 'windows.0.personId', null],
    ['of a stranger', () => ({ windows: [w(0, 1, crypto.randomUUID())] }), 'windows.0.personId', 'not_active'],
    ['of an agent', () => ({ windows: [w(0, 1, line.agent1)] }), 'windows.0.personId', 'not_leading'],
    ['that overlaps', () => ({ windows: [w(0, 2, line.lead1), w(1, 3, line.lead2)] }), 'windows.1.from', 'overlap'],
    ['outside the range', () => ({ from: hour(1), windows: [w(0, 2, line.lead1)] }), 'windows.0.from', 'outside'],
    ['of a hundred days', () => ({ windows: [w(0, 2400, line.lead1)] }), 'windows.0.to', null],
    ['with a field more', () => ({ windows: [], why: 'night' }), 'why', 'unknown_field'],
  ];
  it.each(bad)('is refused %s', async (_, body, path, code) => {
    const answer = await put('admin1', body());
    expect([answer.status, answer.body.errors[0].path]).toEqual([400, path]);
    if (code) expect(answer.body.errors[0].code).toBe(code);
  });

  it('is not for somebody who has left', async () => {
    const gone = await buildPerson(house, { login: 'gone', roles: ['team_lead'] });
    await (await house.as('admin1')).patch(`/people/${gone}`, { active: false });
    const answer = await put('admin1', { windows: [w(0, 1, gone)] });
    expect(answer.body.errors[0]).toMatchObject({ path: 'windows.0.personId', code: 'not_active' });
  });
});
