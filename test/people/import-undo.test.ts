import { randomUUID } from 'node:crypto';
import { startHouse, PASSWORD, type House } from '../support/app';
import type { Answer, ApiClient } from '../support/client';
import { buildLine, buildPerson, type Line } from '../support/factories';
import { file } from '../tickets/desk';
import { fileOf, imported } from './import-acts';
import { lineActs } from './line-acts';

let house: House;
let line: Line;
let admin: ApiClient;
beforeAll(async () => {
  house = await startHouse();
  line = await buildLine(house);
  admin = await house.as('admin1');
});
const { set, above } = lineActs(() => ({ house, admin }));

let turn = 0;
/** A new team below lead1: its lead, and one agent of it. */
async function team(): Promise<{
  importId: string;
  lead: string;
  agent: string;
  leadId: string;
  agentId: string;
  text: string;
}> {
  const [lead, agent] = [`team-lead-${++turn}`, `team-agent-${turn}`];
  const text = fileOf(
    `${lead},Lead ${turn},team_lead,supervisor1,,TEST,`,
    `${agent},Agent ${turn},agent,${lead},,TEST,a@example.com`,
  );
  const { importId } = await imported(admin, text);
  return { importId, lead, agent, leadId: await idOf(lead), agentId: await idOf(agent), text };
}
const idOf = async (login: string): Promise<string> =>
  (await house.db.query<{ id: string }>('select id from person where login = $1', [login])).rows[0]!.id;
const undo = (id: string, key?: string): Promise<Answer> => admin.post(`/people/imports/${id}/undo`, undefined, key);
const shown = async (id: string): Promise<any> =>
  (await admin.get('/people/imports?limit=100')).body.items.find((item: any) => item.id === id);
/** What people are, with versions and instants left out; of whom an undo let go nothing. */
async function picture(): Promise<unknown> {
  const { rows } = await house.db.query(`
    select p.id, p.login, p.name, p.roles, p.email, p.extension, p.active, array(select x.project_id from person_project x where x.person_id = p.id order by x.position) as projects,
      (select json_agg(json_build_array(l.superior_id, l.project_id, l.valid_from, l.valid_until) order by l.valid_from) from reporting_line l where l.person_id = p.id) as line
    from person p where p.login !~ '^undone-' order by p.id`);
  return rows;
}
async function refused(importId: string, codes: string[]): Promise<void> {
  const before = await picture();
  const answer = await undo(importId);
  expect([answer.status, answer.body.code]).toEqual([409, 'wrong_state']);
  expect([...new Set(answer.body.errors.map((error: any) => error.code))].sort()).toEqual(codes);
  expect(await picture()).toEqual(before);
  expect([...new Set((await shown(importId)).obstacles.map((one: any) => one.code))].sort()).toEqual(codes);
}

describe('undoing an import', () => {
  it('gives back values, projects and the line, as if it had never been, and frees the logins', async () => {
    const before = await picture();
    const text = fileOf(
      'agent1,Other name,agent;qa_analyst,fresh-lead,8001,,x@example.com',
      'agent2,Test agent2,agent,lead2,,TEST,',
      'fresh-lead,Fresh,team_lead,lead1,,TEST,',
    );
    const made = await imported(admin, text);
    const { version } = (await admin.get(`/people/${line.agent1}`)).body;
    expect(await shown(made.importId)).toMatchObject({
      by: { id: line.admin1 },
      counts: { created: 1, changed: 2, unchanged: 0 },
      undoneAt: null,
      obstacles: [],
      undoableUntil: made.undoableUntil,
    });
    const freshId = await idOf('fresh-lead');
    const answer = await undo(made.importId);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      undoneBy: { id: line.admin1 },
      undoableUntil: null,
      obstacles: [{ code: 'undone' }],
    });
    expect(await picture()).toEqual(before);
    expect((await admin.get(`/people/${line.agent1}`)).body.version).toBe(version + 1);
    expect((await admin.get(`/people/${freshId}`)).body).toMatchObject({
      active: false,
      email: null,
      projects: [],
      superior: null,
    });
    const acts = (await admin.get(`/audit?subjectId=${made.importId}`)).body.items.map((item: any) => item.act);
    expect(acts).toEqual(['people.import_undone', 'people.imported']);
    const { rows } = await house.db.query(
      'select 1 from people_import_row where import_id = $1 and before is not null',
      [made.importId],
    );
    expect(rows).toEqual([]);
    const again = await imported(admin, text);
    expect(again.counts).toEqual({ created: 1, changed: 2, unchanged: 0, error: 0 });
    expect((await undo(again.importId)).status).toBe(200);
  });

  it('happens once, whoever asks twice, and answers a known key again', async () => {
    const { importId } = await team();
    const answers = await Promise.all([undo(importId), undo(importId)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    await refused(importId, ['undone']);
    const key = randomUUID();
    const other = (await team()).importId;
    expect((await undo(other, key)).text).toBe((await undo(other, key)).text);
  });

  it('is over after 24 hours, and then no old value is kept', async () => {
    const { importId } = await team();
    await house.clock.advance('23 hours 59 minutes');
    admin = await house.as('admin1');
    expect((await shown(importId)).obstacles).toEqual([]);
    await house.clock.advance('2 minutes');
    await refused(importId, ['over']);
    expect((await shown(importId)).undoableUntil).toBeNull();
    await imported(admin, 'login,extension\nlead2,77\n');
    const { rows } = await house.db.query(
      'select count(*)::int as n from people_import_row r join people_import i on i.id = r.import_id where before is not null and i.undoable_until < upline_now()',
    );
    expect(rows[0].n).toBe(0);
  });

  it('of nothing is a 404', async () => {
    for (const id of [randomUUID(), 'x', '1']) expect((await undo(id)).status).toBe(404);
  });

  it('leaves a superior that was planned for later', async () => {
    const person = await buildPerson(house, { login: 'planned', superiorId: line.lead1 });
    await set(person, line.lead2, { from: '2099-01-01T00:00:00Z' });
    const before = await picture();
    const { importId } = await imported(admin, 'login,superior\nplanned,supervisor1\n');
    expect(await above(person)).toEqual([line.supervisor1, line.manager1]);
    expect((await undo(importId)).status).toBe(200);
    expect(await picture()).toEqual(before);
  });
});

describe('an import is not undone', () => {
  it('when somebody of it was changed by hand since', async () => {
    const { importId, agentId } = await team();
    await admin.patch(`/people/${agentId}`, { extension: '5' });
    await refused(importId, ['changed_since']);
    const other = await imported(admin, 'login,extension\nlead1,1\n');
    await admin.patch(`/people/${line.lead1}`, { extension: '2' });
    await refused(other.importId, ['changed_since']);
  });

  it('when a later import changed the same people; the later one first is fine', async () => {
    const one = await imported(admin, 'login,extension\nlead2,11\n');
    const two = await imported(admin, 'login,extension\nlead2,12\n');
    await refused(one.importId, ['changed_since']);
    expect((await undo(two.importId)).status).toBe(200);
    expect((await admin.get(`/people/${line.lead2}`)).body.extension).toBe('11');
    await refused(one.importId, ['changed_since']);
  });

  it('when somebody got another superior since, or became one', async () => {
    const moved = await team();
    await set(moved.agentId, line.lead2);
    await refused(moved.importId, ['line_changed_since']);
    const leading = await team();
    await set(line.agent2, leading.leadId);
    await refused(leading.importId, ['in_use']);
    await set(line.agent2, line.lead1);
  });

  it('when somebody new has set a password, or signed in', async () => {
    const { importId, agentId, agent } = await team();
    const link = await admin.post(`/people/${agentId}/sign-in-link`);
    expect((await shown(importId)).obstacles).toEqual([]);
    const token = (link.body.url as string).split('token=')[1];
    expect((await house.stranger().post('/auth/set-password', { token, password: PASSWORD })).status).toBe(204);
    await refused(importId, ['signed_in']);
    expect((await house.stranger().post('/auth/login', { login: agent, password: PASSWORD })).status).toBe(200);
    await refused(importId, ['signed_in']);
  });

  it('when somebody new holds a ticket, is accused in one, is a deputy, or holds an office', async () => {
    const holds = await team();
    await set(line.agent1, holds.leadId);
    const ticket = await file(house, 'agent1');
    expect(ticket.holder.id).toBe(holds.leadId);
    await set(line.agent1, line.lead1);
    await refused(holds.importId, ['in_use']);
    const accused = await team();
    await file(house, 'agent1', { aboutPersonId: accused.agentId });
    await refused(accused.importId, ['in_use']);
    const deputy = await team();
    const absence = { from: '2099-01-01T00:00:00Z', to: '2099-01-02T00:00:00Z', deputyId: deputy.leadId };
    expect((await (await house.as('supervisor1')).post(`/people/${line.lead1}/absences`, absence)).status).toBe(201);
    await refused(deputy.importId, ['in_use']);
    const contact = await team();
    expect((await admin.patch(`/projects/${line.projectId}`, { escalationContactId: contact.leadId })).status).toBe(
      200,
    );
    await refused(contact.importId, ['in_use']);
    const resort = await team();
    const { lastResortIds } = (await admin.get('/house')).body;
    await admin.put('/house', { lastResortIds: [...lastResortIds, resort.leadId] });
    await refused(resort.importId, ['in_use']);
  });

  it('when the old line would close a cycle with what came since', async () => {
    const [a, b] = [await buildPerson(house, { login: 'back-a' }), await buildPerson(house, { login: 'back-b' })];
    await set(a, b);
    const { importId } = await imported(admin, 'login,superior\nback-a,lead1\n');
    await set(b, a);
    const answer = await undo(importId);
    expect([answer.status, answer.body.code]).toEqual([409, 'wrong_state']);
    expect(await above(b)).toContain(line.lead1);
  });
});
