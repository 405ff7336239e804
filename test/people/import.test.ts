import { randomUUID } from 'node:crypto';
import { startHouse, type House } from '../support/app';
import type { ApiClient } from '../support/client';
import { buildLine, buildPerson, buildProject, type Line } from '../support/factories';
import { faults, fileOf, imported, sendCsv, written } from './import-acts';
import { lineActs } from './line-acts';

let house: House;
let line: Line;
let admin: ApiClient;
beforeAll(async () => {
  house = await startHouse();
  line = await buildLine(house);
  await buildProject(house, { key: 'SHOP' });
  admin = await house.as('admin1');
});

const { set, above } = lineActs(() => ({ house, admin }));
const personOf = async (login: string): Promise<any> => {
  const { rows } = await house.db.query<{ id: string }>('select id from person where login = $1', [login]);
  return rows[0] ? (await admin.get(`/people/${rows[0].id}`)).body : null;
};

describe('an import', () => {
  it('creates, changes and leaves people, with superiors from the house, before and later in the file', async () => {
    const file = fileOf(
      'new-agent,王小明,agent,new-lead,8001,SHOP;TEST,wang@example.com',
      'new-lead,李华,team_lead|qa_analyst,supervisor1,,,',
      'new-two,赵敏,agent,new-lead,,SHOP,',
      'agent1,Test agent1,agent,lead2,,TEST,',
      'lead1,Test lead1,team_lead,supervisor1,,TEST,',
    );
    const answer = await sendCsv(admin, file);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      dryRun: false,
      encoding: 'utf-8',
      counts: { created: 3, changed: 1, unchanged: 1, error: 0 },
    });
    expect(answer.body.rows.map((row: any) => [row.row, row.login, row.verdict, row.changes])).toEqual([
      [2, 'new-agent', 'created', ['name', 'roles', 'extension', 'email', 'projects', 'superior']],
      [3, 'new-lead', 'created', ['name', 'roles', 'superior']],
      [4, 'new-two', 'created', ['name', 'roles', 'projects', 'superior']],
      [5, 'agent1', 'changed', ['superior']],
      [6, 'lead1', 'unchanged', []],
    ]);
    const made = await personOf('new-agent');
    expect(made).toMatchObject({
      name: '王小明',
      roles: ['agent'],
      extension: '8001',
      email: 'wang@example.com',
      active: true,
      version: 1,
    });
    expect(made.projects.map((project: any) => project.key)).toEqual(['SHOP', 'TEST']);
    expect(await above(made.id)).toEqual([(await personOf('new-lead')).id, line.supervisor1, line.manager1]);
    expect(await above(line.agent1)).toEqual([line.lead2, line.supervisor1, line.manager1]);
    const acts = (await admin.get(`/audit?subjectId=${made.id}`)).body.items.map((item: any) => item.act);
    expect(acts.sort()).toEqual(['line.changed', 'people.created']);
    expect((await admin.get(`/audit?subjectId=${answer.body.importId}`)).body.items[0]).toMatchObject({
      act: 'people.imported',
      actorId: line.admin1,
    });
    expect((await sendCsv(admin, file)).body).toMatchObject({
      importId: null,
      counts: { created: 0, changed: 0, unchanged: 5, error: 0 },
    });
  });

  it('raises the version of whoever it changes, as a change by hand does, and keeps what has no column', async () => {
    const before = await personOf('agent2');
    await imported(admin, 'login,extension\nagent2,8123\n');
    const after = await personOf('agent2');
    expect(after).toEqual({ ...before, extension: '8123', version: before.version + 1 });
    const stale = await admin.patch(`/people/${line.agent2}`, { name: 'x', version: before.version });
    expect([stale.status, stale.body.code]).toEqual([409, 'stale_version']);
    await imported(admin, 'login,extension\nagent2,\n');
    expect((await personOf('agent2')).extension).toBeNull();
  });

  it('writes nothing in a dry run, and says what it would do', async () => {
    const before = await written(house);
    const file = fileOf('dry-one,一,agent,dry-two,,,', 'dry-two,二,team_lead,lead1,,,', 'agent1,Other,agent,lead1,,,');
    const dry = await sendCsv(admin, file, { dryRun: true });
    expect(dry.body).toMatchObject({
      importId: null,
      dryRun: true,
      counts: { created: 2, changed: 1 },
      undoableUntil: null,
    });
    expect(await written(house)).toBe(before);
    const wrong = await sendCsv(admin, fileOf('dry-one,一,agent,nobody-known,,,', 'dry-two,二,team_lead,lead1,,,'), {
      dryRun: true,
    });
    expect([wrong.status, wrong.body.counts]).toEqual([200, { created: 1, changed: 0, unchanged: 0, error: 1 }]);
    expect(wrong.body.rows[0]).toMatchObject({ verdict: 'error', errors: [{ path: 'superior', code: 'unknown' }] });
    expect(await written(house)).toBe(before);
    const real = await sendCsv(admin, file, { dryRun: false });
    expect(real.body.rows).toEqual(dry.body.rows);
  });

  it('takes people who change places, which closes no cycle', async () => {
    await imported(admin, fileOf('top,Top,manager,,,,', 'mid,Mid,supervisor,top,,,', 'low,Low,team_lead,mid,,,'));
    await imported(admin, 'login,superior\nmid,low\nlow,top\n');
    const ids = Object.fromEntries(
      await Promise.all(['top', 'mid', 'low'].map(async (login) => [login, (await personOf(login)).id])),
    );
    expect(await above(ids.mid)).toEqual([ids.low, ids.top]);
  });

  it('keeps a superior that was planned for later', async () => {
    await set(line.agent2, line.lead2, { from: '2099-01-01T00:00:00Z' });
    await imported(admin, 'login,superior\nagent2,supervisor1\n');
    const { rows } = await house.db.query(
      'select superior_id, valid_until is null as last from reporting_line where person_id = $1 and (valid_until is null or valid_until > upline_now()) order by valid_from',
      [line.agent2],
    );
    expect(rows).toEqual([
      { superior_id: line.supervisor1, last: false },
      { superior_id: line.lead2, last: true },
    ]);
  });

  it('happens once under one key', async () => {
    const key = randomUUID();
    const file = fileOf('once,Once,agent,lead1,,,');
    const [first, again] = [await sendCsv(admin, file, { key }), await sendCsv(admin, file, { key })];
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect((await sendCsv(admin, fileOf('twice,Twice,agent,,,,'), { key })).status).toBe(422);
    expect((await sendCsv(admin, file, { key, dryRun: true })).status).toBe(422);
  });

  it('is for administrators', async () => {
    for (const login of ['agent1', 'lead1', 'supervisor1', 'manager1', 'qa1', 'records1']) {
      const person = await house.as(login);
      for (const dryRun of [true, false])
        expect((await sendCsv(person, fileOf('x,X,admin,,,,'), { dryRun })).status).toBe(403);
      for (const path of ['/people/imports', '/people/export']) expect((await person.get(path)).status).toBe(403);
      expect((await person.post(`/people/imports/${randomUUID()}/undo`)).status).toBe(403);
    }
    expect((await sendCsv(house.stranger(), fileOf('x,X,admin,,,,'))).status).toBe(401);
  });
});

describe('a cycle', () => {
  it('is printed as the path of logins, for every line on it', async () => {
    const before = await written(house);
    const answer = await sendCsv(
      admin,
      fileOf(
        'ring-a,A,agent,ring-b,,,',
        'ring-b,B,agent,ring-c,,,',
        'ring-c,C,agent,ring-a,,,',
        'beside,D,agent,ring-a,,,',
      ),
    );
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid']);
    expect(faults(answer)).toEqual(['line 2: superior cycle', 'line 3: superior cycle', 'line 4: superior cycle']);
    expect(answer.body.errors[0].message).toContain('ring-a → ring-b → ring-c → ring-a');
    expect(await written(house)).toBe(before);
  });

  it('is found through people who are not in the file', async () => {
    const answer = await sendCsv(admin, 'login,superior\nmanager1,agent1\n', { dryRun: true });
    expect(answer.body.rows[0]).toMatchObject({ verdict: 'error', errors: [{ path: 'superior', code: 'cycle' }] });
    expect(answer.body.rows[0].errors[0].message).toMatch(/manager1 → agent1 → lead\d → supervisor1 → manager1/);
    const own = await sendCsv(admin, 'login,superior\nlead1,LEAD1\n');
    expect(faults(own)).toEqual(['line 2: superior cycle']);
  });

  it('is found in the line of a project, and in one that is planned', async () => {
    const project = await buildProject(house, { key: 'OWN' });
    const [a, b, c, d] = await Promise.all(
      ['own-a', 'own-b', 'own-c', 'own-d'].map((login) => buildPerson(house, { login })),
    );
    await set(a!, b!, { projectId: project });
    await set(c!, d!, { from: '2099-01-01T00:00:00Z' });
    const before = await written(house);
    for (const [file, path] of [
      ['login,superior\nown-b,own-a\n', 'own-b → own-a → own-b'],
      ['login,superior\nown-d,own-c\n', 'own-d → own-c → own-d'],
    ] as const) {
      const dry = await sendCsv(admin, file, { dryRun: true });
      expect(dry.body.counts).toEqual({ created: 0, changed: 0, unchanged: 0, error: 1 });
      const answer = await sendCsv(admin, file);
      expect([answer.status, faults(answer)]).toEqual([400, ['line 2: superior cycle']]);
      expect(answer.body.errors[0].message).toContain(path);
      expect(await written(house)).toBe(before);
    }
  });
});
