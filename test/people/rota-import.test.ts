import { randomUUID } from 'node:crypto';
import { startHouse, type House } from '../support/app';
import type { Answer, ApiClient } from '../support/client';
import { buildLine, buildPerson, type Line } from '../support/factories';
import { faults } from './import-acts';

let house: House;
let line: Line;
let admin: ApiClient;
let duty: string;
beforeAll(async () => {
  house = await startHouse();
  line = await buildLine(house);
  admin = await house.as('admin1');
  duty = `/projects/${line.projectId}/duty`;
});

const put = (path: string, body: string, client = admin): Promise<Answer> =>
  client.send(path, { method: 'POST', body, headers: { 'content-type': 'text/csv' } });
const file = (...lines: string[]): string => ['login,from,to', ...lines, ''].join('\n');
const shiftsOf = async (id: string): Promise<unknown> => (await admin.get(`/people/${id}/shifts`)).body.windows;
const verdicts = (answer: Answer): string[] => answer.body.rows.map((row: { verdict: string }) => row.verdict);
/** Every window there is, and every act on record. */
const written = async (): Promise<unknown> =>
  (
    await house.db.query(`select (select json_agg(s order by s.person_id, s.from_at) from shift s)::text as shifts,
      (select json_agg(d order by d.project_id, d.from_at) from duty d)::text as duty, (select count(*) from audit_entry) as acts`)
  ).rows;

describe('shifts by CSV', () => {
  it('are times of the house or RFC 3339, and replace the span of the file for those whom it names', async () => {
    const old = { from: '2026-12-01T10:00:00.000Z', to: '2026-12-01T12:00:00.000Z' };
    const later = { from: '2026-12-09T01:00:00.000Z', to: '2026-12-09T09:00:00.000Z' };
    for (const id of [line.agent1, line.lead1]) await admin.put(`/people/${id}/shifts`, { windows: [old, later] });
    const text = file(
      'agent1,2026-12-01 09:00,2026-12-01 18:00',
      'AGENT2,2026/12/2 9:00,2026/12/2 24:00',
      'agent1,2026-12-03T09:00:00+08:00,2026-12-03T10:00:00Z',
    );
    const dry = await put('/shifts/import?dryRun=true', text);
    expect([dry.status, verdicts(dry)]).toEqual([200, ['created', 'created', 'created']]);
    expect(await shiftsOf(line.agent1)).toEqual([old, later]);
    const real = await put('/shifts/import', text);
    expect(real.body).toEqual({ ...dry.body, dryRun: false });
    expect(await shiftsOf(line.agent1)).toEqual([
      { from: '2026-12-01T01:00:00.000Z', to: '2026-12-01T10:00:00.000Z' },
      { from: '2026-12-03T01:00:00.000Z', to: '2026-12-03T10:00:00.000Z' },
      later,
    ]);
    expect(await shiftsOf(line.agent2)).toEqual([{ from: '2026-12-02T01:00:00.000Z', to: '2026-12-02T16:00:00.000Z' }]);
    expect(await shiftsOf(line.lead1)).toEqual([old, later]);
    expect(verdicts(await put('/shifts/import', text))).toEqual(['unchanged', 'unchanged', 'unchanged']);
    const { text: out } = await admin.get('/shifts/export');
    expect(new Set(verdicts(await put('/shifts/import', out)))).toEqual(new Set(['unchanged']));
    expect(await shiftsOf(line.lead1)).toEqual([old, later]);
  });

  it.each([
    ['an unknown login', 'nobody-known,2026-12-01 09:00,2026-12-01 18:00', 'line 3: login unknown'],
    ['no such day', 'agent1,2026-02-30 09:00,2026-12-01 18:00', 'line 3: from is_instant'],
    ['no such hour', 'agent1,2026-12-01 09:00,2026-12-01 25:00', 'line 3: to is_instant'],
    ['a formula', 'agent1,=SUM(A1),2026-12-01 18:00', 'line 3: from is_instant'],
    ['an end before its beginning', 'agent2,2026-12-01 18:00,2026-12-01 09:00', 'line 3: to invalid'],
    ['a shift of eight days', 'agent2,2026-12-01 09:00,2026-12-09 10:00', 'line 3: to invalid'],
    ['one over another', 'agent1,2026-12-01 12:00,2026-12-01 20:00', 'line 3: from overlap'],
    ['a cell more', 'agent1,2026-12-05 12:00,2026-12-05 20:00,x', 'line 3 cells'],
  ])('%s is named, and nothing is written', async (_, wrong, fault) => {
    const before = await written();
    const text = file('agent1,2026-12-01 09:00,2026-12-01 18:00', wrong);
    const dry = await put('/shifts/import?dryRun=true', text);
    expect([dry.status, dry.body.counts.error]).toEqual([200, 1]);
    const answer = await put('/shifts/import', text);
    expect([answer.status, faults(answer)]).toEqual([400, [fault]]);
    expect(await written()).toEqual(before);
  });

  it('needs all three columns, and takes no other', async () => {
    expect(faults(await put('/shifts/import', 'login,from\nagent1,2026-12-01 09:00\n'))).toEqual([
      'line 1 column_missing',
    ]);
    expect(faults(await put('/shifts/import', 'login,from,to,who\n'))).toEqual(['line 1 unknown_column']);
    const chinese = '工号,上班时间,下班时间\nagent1,2026-12-20 09:00,2026-12-20 18:00\n';
    expect(verdicts(await put('/shifts/import', chinese))).toEqual(['created']);
  });

  it('of somebody who has left are refused; the route is for administrators', async () => {
    const gone = await buildPerson(house, { login: 'gone', superiorId: line.lead1 });
    await admin.patch(`/people/${gone}`, { active: false });
    expect(faults(await put('/shifts/import', file('gone,2026-12-01 09:00,2026-12-01 18:00')))).toEqual([
      'line 2: login not_active',
    ]);
    for (const login of ['agent1', 'supervisor1']) {
      const client = await house.as(login);
      for (const path of ['/shifts/import', `${duty}/import`])
        expect((await put(path, file('x,y,z'), client)).status).toBe(403);
      for (const path of ['/shifts/export', `${duty}/export`]) expect((await client.get(path)).status).toBe(403);
    }
  });
});

describe('duty by CSV', () => {
  it('replaces the span of the file for the project, and comes out as it went in', async () => {
    const text = file('lead1,2026-12-01 18:00,2026-12-02 09:00', 'lead2,2026-12-02 18:00,2026-12-03 09:00');
    expect(verdicts(await put(`${duty}/import?dryRun=true`, text))).toEqual(['created', 'created']);
    expect((await admin.get(duty)).body.windows).toEqual([]);
    expect((await put(`${duty}/import`, text)).status).toBe(200);
    const { windows } = (await admin.get(duty)).body;
    expect(windows.map((window: any) => [window.personId, window.from])).toEqual([
      [line.lead1, '2026-12-01T10:00:00.000Z'],
      [line.lead2, '2026-12-02T10:00:00.000Z'],
    ]);
    const out = await admin.get(`${duty}/export`);
    expect(out.text).toContain('lead1,2026-12-01T10:00:00.000Z,2026-12-02T01:00:00.000Z\r\n');
    expect(verdicts(await put(`${duty}/import`, out.text))).toEqual(['unchanged', 'unchanged']);
  });

  it('names who has no leading role, and two at one time', async () => {
    const before = await written();
    const agent = await put(
      `${duty}/import`,
      file('lead1,2026-12-05 18:00,2026-12-06 09:00', 'agent1,2026-12-06 18:00,2026-12-07 09:00'),
    );
    expect(faults(agent)).toEqual(['line 3: login not_leading']);
    const two = await put(
      `${duty}/import`,
      file('lead1,2026-12-05 18:00,2026-12-06 09:00', 'lead2,2026-12-06 08:00,2026-12-07 09:00'),
    );
    expect(faults(two)).toEqual(['line 3: from overlap']);
    expect(two.body.errors[0].message).toContain('line 2');
    expect(await written()).toEqual(before);
    expect(
      (await put(`/projects/${randomUUID()}/duty/import`, file('lead1,2026-12-05 18:00,2026-12-06 09:00'))).status,
    ).toBe(404);
    expect((await admin.get(`/projects/${randomUUID()}/duty/export`)).status).toBe(404);
  });
});
