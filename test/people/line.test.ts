import { DataSource } from 'typeorm';
import { inTransaction } from '../../src/kernel/transaction';
import { LineService } from '../../src/people/line.service';
import { nextSuperior, routeFiling } from '../../src/people/routing.rules';
import { clock } from '../../src/kernel/clock';
import { startHouse, type House } from '../support/app';
import type { ApiClient } from '../support/client';
import { buildLine, buildProject, type Line } from '../support/factories';
import { inMinutes, lineActs } from './line-acts';

let house: House;
let line: Line;
let admin: ApiClient;
beforeAll(async () => {
  house = await startHouse();
  line = await buildLine(house);
  admin = await house.as('admin1');
});

const { set, above, person } = lineActs(() => ({ house, admin }));
const routed = (filerId: string, projectId: string) =>
  inTransaction(house.app.get(DataSource), async (tx) => {
    const lines = house.app.get(LineService, { strict: false });
    const facts = await lines.gather(tx, { fromIds: [filerId], projectId, at: clock.now() });
    return {
      facts,
      assignment: routeFiling(facts, filerId, new Set(), null),
      next: nextSuperior(facts, filerId, new Set(), null),
    };
  });

describe('the line', () => {
  it('goes up to the top, with who stands in', async () => {
    const answer = await (await house.as('agent1')).get(`/people/${line.agent1}/line`);
    expect(answer.body.person).toEqual({ id: line.agent1, name: 'Test agent1' });
    expect(answer.body.steps.map((step: { id: string; depth: number }) => [step.depth, step.id])).toEqual([
      [1, line.lead1],
      [2, line.supervisor1],
      [3, line.manager1],
    ]);
    expect(await above(line.manager1)).toEqual([]);
    expect((await admin.get(`/people/${crypto.randomUUID()}/line`)).status).toBe(404);
    expect((await admin.get(`/people/${line.agent1}/line?projectId=x`)).status).toBe(400);
  });

  it('changes at an instant: the old row ends where the new one begins', async () => {
    const agent = await person('dated', line.lead1);
    const from = inMinutes(60);
    const answer = await set(agent, line.lead2, { from });
    expect([answer.status, answer.body.from, answer.body.until]).toEqual([201, from, null]);
    expect((await above(agent))[0]).toBe(line.lead1);
    await house.clock.advance('59 minutes');
    expect((await above(agent))[0]).toBe(line.lead1);
    await house.clock.advance('2 minutes');
    expect((await above(agent))[0]).toBe(line.lead2);
    const { rows } = await house.db.query<{ until: Date | null }>(
      'select valid_until as until from reporting_line where person_id = $1 order by valid_from',
      [agent],
    );
    expect(rows.map((row) => row.until?.toISOString() ?? null)).toEqual([from, null]);
  });

  it('keeps a row that was planned for later', async () => {
    const agent = await person('planned', line.lead1);
    const later = inMinutes(120);
    await set(agent, line.lead2, { from: later });
    const sooner = await set(agent, line.supervisor1, { from: inMinutes(60) });
    expect(sooner.body.until).toBe(later);
    await house.clock.advance('61 minutes');
    expect((await above(agent))[0]).toBe(line.supervisor1);
    await house.clock.advance('60 minutes');
    expect((await above(agent))[0]).toBe(line.lead2);
  });

  it('replaces a row that begins at the same instant', async () => {
    const agent = await person('replaced', line.lead1);
    const from = inMinutes(30);
    await set(agent, line.lead2, { from });
    await set(agent, line.supervisor1, { from });
    await house.clock.advance('31 minutes');
    expect((await above(agent))[0]).toBe(line.supervisor1);
  });

  it('can end in nobody', async () => {
    const agent = await person('topless', line.lead1);
    const answer = await set(agent, null);
    expect([answer.status, answer.body.superior]).toEqual([201, null]);
    expect(await above(agent)).toEqual([]);
  });

  it('lets a project have its own superior, in that project only', async () => {
    const other = await buildProject(house, { key: 'OTHER' });
    const agent = await person('two-lines', line.lead1);
    expect((await set(agent, line.lead2, { projectId: other })).status).toBe(201);
    expect((await above(agent))[0]).toBe(line.lead1);
    expect((await above(agent, line.projectId))[0]).toBe(line.lead1);
    expect((await above(agent, other))[0]).toBe(line.lead2);
    expect((await routed(agent, other)).assignment.holderId).toBe(line.lead2);
    expect((await routed(agent, line.projectId)).assignment.holderId).toBe(line.lead1);
  });

  const bad: [string, () => Record<string, unknown>, string][] = [
    ['a superior who is nobody', () => ({ superiorId: crypto.randomUUID() }), 'superiorId'],
    ['no superior at all', () => ({ superiorId: undefined }), 'superiorId'],
    ['a superior that is no id', () => ({ superiorId: 'lead1' }), 'superiorId'],
    ['no from', () => ({ from: undefined }), 'from'],
    ['a day that does not exist', () => ({ from: '2026-02-30T00:00:00Z' }), 'from'],
    ['a time without a zone', () => ({ from: '2026-11-24T08:00:00' }), 'from'],
    ['a project that is none', () => ({ projectId: crypto.randomUUID() }), 'projectId'],
    ['a field too many', () => ({ until: inMinutes(5) }), 'until'],
  ];
  it.each(bad)('refuses %s', async (_, body, path) => {
    const answer = await set(line.agent2, line.lead1, body());
    expect([answer.status, answer.body.errors[0].path]).toEqual([400, path]);
  });

  it('is changed by administrators, on record', async () => {
    for (const login of ['agent1', 'lead1', 'supervisor1', 'manager1']) {
      const answer = await (
        await house.as(login)
      ).post(`/people/${line.agent2}/superior`, { superiorId: line.lead2, from: inMinutes(0) });
      expect(answer.status).toBe(403);
    }
    expect((await set(crypto.randomUUID(), line.lead1)).status).toBe(404);
    const agent = await person('on-record', line.lead1);
    await set(agent, line.lead2);
    const { rows } = await house.db.query<{ data: { superiorId: string } }>(
      `select data from audit_entry where act = 'line.changed' and subject_id = $1 order by id`,
      [agent],
    );
    expect(rows.map((row) => row.data.superiorId)).toEqual([line.lead1, line.lead2]);
  });
});

describe('what the router reads', () => {
  it('is the line, the deputies of deputies, the contact and the last resorts', async () => {
    const [d1, d2] = [await person('deputy1'), await person('deputy2')];
    const boss = await person('away-boss', line.supervisor1);
    const agent = await person('router-agent', boss);
    const away = async (login: string, id: string, deputyId: string, projectIds?: string[]) => {
      const answer = await (
        await house.as(login)
      ).post(`/people/${id}/absences`, { from: inMinutes(-1), to: inMinutes(60), deputyId, projectIds });
      expect(answer.status).toBe(201);
    };
    await away('away-boss', boss, d1);
    await away('deputy1', d1, d2, [line.projectId]);
    const there = await routed(agent, line.projectId);
    expect(there.assignment).toEqual({ holderId: d2, onBehalfOfId: boss, why: 'deputy' });
    expect(there.next).toEqual({ holderId: d2, onBehalfOfId: boss, why: 'escalated' });
    expect(there.facts.escalationContactId).toBe(line.supervisor1);
    expect(there.facts.lastResortIds).toEqual([line.manager1, line.supervisor1]);
    expect(there.facts.people.get(boss)?.absence).toEqual({ deputyId: d1, namedById: boss });
    const elsewhere = await buildProject(house, { key: 'ELSE' });
    expect((await routed(agent, elsewhere)).assignment.holderId).toBe(d1);
    await house.clock.advance('61 minutes');
    expect((await routed(agent, line.projectId)).assignment).toEqual({
      holderId: boss,
      onBehalfOfId: null,
      why: 'direct_superior',
    });
  });

  it('leads to the contact where there is no line', async () => {
    const alone = await person('alone');
    const { assignment } = await routed(alone, line.projectId);
    expect(assignment).toEqual({ holderId: line.supervisor1, onBehalfOfId: null, why: 'escalation_contact' });
  });

  it('knows the accused and the deputies they named, as long as that absence is not over', async () => {
    const [accused, deputy, other] = [
      await person('accused', line.lead1),
      await person('their-deputy'),
      await person('set-by-lead'),
    ];
    const post = async (login: string, deputyId: string, to: string) =>
      (await (await house.as(login)).post(`/people/${accused}/absences`, { from: inMinutes(-1), to, deputyId })).status;
    expect(await post('accused', deputy, inMinutes(60))).toBe(201);
    expect(await post('lead1', other, inMinutes(60))).toBe(201);
    const recused = (about: string | null) =>
      inTransaction(house.app.get(DataSource), (tx) =>
        house.app.get(LineService, { strict: false }).recusedIds(tx, about, clock.now()),
      );
    expect(await recused(accused)).toEqual(new Set([accused, deputy]));
    expect(await recused(null)).toEqual(new Set());
    await house.clock.advance('61 minutes');
    expect(await recused(accused)).toEqual(new Set([accused]));
  });
});
