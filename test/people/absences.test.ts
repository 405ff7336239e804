import { clock } from '../../src/kernel/clock';
import { startHouse, type House } from '../support/app';
import type { Answer } from '../support/client';
import { buildLine, buildPerson, type Line } from '../support/factories';

let house: House;
let line: Line;
beforeAll(async () => {
  house = await startHouse();
  line = await buildLine(house);
});

const inMinutes = (minutes: number): string => new Date(clock.nowMs() + minutes * 60_000).toISOString();
const away = async (login: string, id: string, more: Record<string, unknown> = {}): Promise<Answer> =>
  (await house.as(login)).post(`/people/${id}/absences`, { from: inMinutes(0), to: inMinutes(60), ...more });

describe('an absence', () => {
  it('is the person’s own to give, with a leading deputy', async () => {
    const answer = await away('lead1', line.lead1, {
      deputyId: line.lead2,
      projectIds: [line.projectId],
      atEnd: 'keep',
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      personId: line.lead1,
      deputy: { id: line.lead2, name: 'Test lead2' },
      namedBy: { id: line.lead1 },
      projectIds: [line.projectId],
      atEnd: 'keep',
      version: 1,
    });
    const shown = await (await house.as('agent1')).get(`/people/${line.agent1}/line?projectId=${line.projectId}`);
    expect(shown.body.steps[0].absence).toMatchObject({ until: answer.body.to, deputy: { id: line.lead2 } });
    const general = await (await house.as('agent1')).get(`/people/${line.agent1}/line`);
    expect(general.body.steps[0].absence).toBeNull();
  });

  it('is a superior’s to give, with any active deputy', async () => {
    expect((await away('supervisor1', line.lead1, { deputyId: line.agent2 })).body.namedBy.id).toBe(line.supervisor1);
    expect((await away('manager1', line.agent1)).body.deputy).toBeNull();
    const own = await away('lead1', line.lead1, { deputyId: line.agent2 });
    expect([own.status, own.body.errors[0]]).toEqual([
      400,
      expect.objectContaining({ path: 'deputyId', code: 'not_leading' }),
    ]);
  });

  it('is nobody else’s', async () => {
    for (const login of ['agent2', 'lead2', 'qa1', 'admin1', 'records1']) {
      expect([login, (await away(login, line.agent1)).status]).toEqual([login, 403]);
    }
    expect((await away('agent1', line.lead1)).status).toBe(403);
    expect((await away('lead1', crypto.randomUUID())).status).toBe(404);
    expect((await house.stranger().post(`/people/${line.agent1}/absences`, {})).status).toBe(401);
  });

  const bad: [string, () => Record<string, unknown>, string][] = [
    ['that ends before it begins', () => ({ from: inMinutes(60), to: inMinutes(30) }), 'to'],
    ['that ends when it begins', () => ({ from: inMinutes(60), to: inMinutes(60) }), 'to'],
    ['that is over', () => ({ from: inMinutes(-60), to: inMinutes(-30) }), 'to'],
    ['with a deputy who is nobody', () => ({ deputyId: crypto.randomUUID() }), 'deputyId'],
    ['with the person as deputy', () => ({ deputyId: line.lead1 }), 'deputyId'],
    ['with the person as deputy in capitals', () => ({ deputyId: line.lead1.toUpperCase() }), 'deputyId'],
    ['in a project that is none', () => ({ projectIds: [crypto.randomUUID()] }), 'projectIds'],
    ['in no project', () => ({ projectIds: [] }), 'projectIds'],
    ['with another end', () => ({ atEnd: 'drop' }), 'atEnd'],
    ['named by somebody else', () => ({ namedById: line.manager1 }), 'namedById'],
  ];
  it.each(bad)('is refused %s', async (_, body, path) => {
    const answer = await away('lead1', line.lead1, body());
    expect([answer.status, answer.body.errors[0].path]).toEqual([400, path]);
  });

  it('takes no deputy who has left', async () => {
    const gone = await buildPerson(house, { login: 'gone', roles: ['team_lead'] });
    await (await house.as('admin1')).patch(`/people/${gone}`, { active: false });
    const answer = await away('supervisor1', line.lead1, { deputyId: gone });
    expect(answer.body.errors[0]).toMatchObject({ path: 'deputyId', code: 'not_active' });
  });
});

describe('a change of it', () => {
  it('keeps what is left out; a new deputy is named by who named them', async () => {
    const made = await away('lead2', line.lead2, { deputyId: line.lead1 });
    const path = `/people/${line.lead2}/absences/${made.body.id}`;
    const later = inMinutes(120);
    const longer = await (await house.as('supervisor1')).patch(path, { to: later });
    expect(longer.body).toMatchObject({
      to: later,
      deputy: { id: line.lead1 },
      namedBy: { id: line.lead2 },
      version: 2,
    });
    const other = await (await house.as('supervisor1')).patch(path, { deputyId: line.agent1, version: 2 });
    expect(other.body).toMatchObject({ deputy: { id: line.agent1 }, namedBy: { id: line.supervisor1 }, version: 3 });
    // the lead may still move the end, though they could not have named that deputy
    expect((await (await house.as('lead2')).patch(path, { to: inMinutes(90) })).status).toBe(200);
    const stale = await (await house.as('lead2')).patch(path, { to: inMinutes(95), version: 2 });
    expect(stale.body).toMatchObject({ code: 'stale_version', current: { version: 4 } });
    expect((await (await house.as('lead2')).patch(path, { to: null })).status).toBe(400);
    expect((await (await house.as('agent2')).patch(path, { to: inMinutes(99) })).status).toBe(403);
  });

  it('is a 404 under another person, and for what is none', async () => {
    const made = await away('lead2', line.lead2);
    const lead = await house.as('lead2');
    expect((await lead.patch(`/people/${line.lead1}/absences/${made.body.id}`, { to: inMinutes(5) })).status).toBe(404);
    expect((await lead.delete(`/people/${line.lead1}/absences/${made.body.id}`)).status).toBe(404);
    expect((await lead.patch(`/people/${line.lead2}/absences/${crypto.randomUUID()}`, {})).status).toBe(404);
    expect((await lead.delete(`/people/${line.lead2}/absences/x`)).status).toBe(404);
  });
});

describe('its end', () => {
  it('can come early, once, and not after it is over', async () => {
    const made = await away('supervisor1', line.supervisor1, { deputyId: line.manager1 });
    const path = `/people/${line.supervisor1}/absences/${made.body.id}`;
    const boss = await house.as('supervisor1');
    expect((await (await house.as('lead1')).delete(path)).status).toBe(403);
    expect((await boss.delete(path)).status).toBe(204);
    expect((await boss.delete(path)).status).toBe(404);
    const shown = await boss.get(`/people/${line.agent1}/line`);
    expect(shown.body.steps[1].absence).toBeNull();
    const next = await away('supervisor1', line.supervisor1);
    await house.clock.advance('61 minutes');
    expect((await boss.delete(`/people/${line.supervisor1}/absences/${next.body.id}`)).body.code).toBe('wrong_state');
  });
});

describe('the list', () => {
  it('is for the person, superiors and administrators, latest first, in pages', async () => {
    const someone = await buildPerson(house, { login: 'listed', superiorId: line.lead2 });
    for (const hour of [3, 1, 2]) {
      expect(
        (await away('listed', someone, { from: inMinutes(hour * 60), to: inMinutes(hour * 60 + 30) })).status,
      ).toBe(201);
    }
    for (const login of ['listed', 'lead2', 'supervisor1', 'manager1', 'admin1']) {
      const client = await house.as(login);
      const first = await client.get(`/people/${someone}/absences?limit=2`);
      const second = await client.get(`/people/${someone}/absences?limit=2&cursor=${first.body.nextCursor}`);
      const froms = [...first.body.items, ...second.body.items].map((item: { from: string }) => item.from);
      expect(froms).toHaveLength(3);
      expect(froms).toEqual([...froms].sort().reverse());
      expect(second.body.nextCursor).toBeNull();
    }
    for (const login of ['agent1', 'lead1', 'qa1']) {
      expect((await (await house.as(login)).get(`/people/${someone}/absences`)).status).toBe(403);
    }
    expect((await (await house.as('admin1')).get(`/people/${crypto.randomUUID()}/absences`)).status).toBe(404);
  });
});
