import type { TimelineEntry } from '@upline/contracts/events';
import { clock } from '../../src/kernel/clock';
import { startHouse, type House } from '../support/app';
import type { Answer, ApiClient } from '../support/client';
import { buildLine, buildPerson, type Line } from '../support/factories';
import { applied, known } from '../tickets/apply-events';
import { HOUR, MINUTE, done, file, form, fromNow, look, sweep } from '../tickets/desk';

let house: House;
let line: Line;
let admin: ApiClient;
beforeEach(async () => {
  house = await startHouse({ UPLINE_ROLE: 'api' });
  line = await buildLine(house);
  admin = await house.as('admin1');
});
afterEach(() => house.close());

const leave = (id: string, successorId?: string | null): Promise<Answer> =>
  admin.post(`/people/${id}/deactivate`, successorId === undefined ? {} : { successorId });
const superiorOf = async (id: string): Promise<string | null> =>
  (await admin.get(`/people/${id}`)).body.superior?.id ?? null;
const timeline = async (id: string): Promise<TimelineEntry[]> =>
  (await (await house.as('manager1')).get(`/tickets/${id}/timeline?limit=100`)).body.items;
/** What must never be. */
const heldByNobody = async (): Promise<number> => {
  const { rows } = await house.db.query<{ n: number }>(`select count(*)::int as n from ticket t join person p on p.id = t.holder_id
    where not p.active and t.state in ('submitted', 'in_progress', 'callback_due', 'returned')`); // prettier-ignore
  return rows[0]!.n;
};

describe('somebody who leaves without a successor', () => {
  it('loses sessions at once; tickets and reports fall to the next superior, state and clocks kept', async () => {
    const lead = await house.as('lead1');
    const submitted = await file(house, 'agent1');
    const taken = await done(house, 'lead1', await file(house, 'agent2'), 'acknowledge');
    await house.clock.advance('5 minutes');
    const before = await Promise.all([submitted, taken].map(({ id }) => look(house, 'manager1', id)));
    const answer = await leave(line.lead1);
    expect([answer.status, answer.body.active]).toEqual([200, false]);
    expect((await lead.get('/me')).status).toBe(401);
    expect([await superiorOf(line.agent1), await superiorOf(line.agent2)]).toEqual([
      line.supervisor1,
      line.supervisor1,
    ]);
    expect(await superiorOf(line.lead1)).toBe(line.supervisor1);
    for (const was of before) {
      const now = await look(house, 'manager1', was.id);
      expect(now).toMatchObject({ state: was.state, level: 0, holder: { id: line.supervisor1, why: 'next_superior' } });
      const kept = (kind: string) => [was, now].map((one) => one.clocks.find((clock) => clock.kind === kind));
      expect(kept('promise')[1]).toEqual(kept('promise')[0]);
      expect(kept('resolve')[1]).toEqual(kept('resolve')[0]);
      const [entry] = (await timeline(was.id)).slice(-1);
      expect(entry).toMatchObject({ type: 'ticket.rehomed', by: { id: line.admin1 }, data: { reason: 'left' } });
      expect(known(now)).toEqual(applied(known(was), [entry!]));
      const { rows } = await house.db.query<{ id: string }>(
        `select person_id as id from person_event where ticket_id = $1 and type = 'ticket.rehomed'`,
        [was.id],
      );
      expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining([was.filer.id, line.supervisor1]));
    }
    expect((await file(house, 'agent1')).holder.id).toBe(line.supervisor1);
  });

  it('by PATCH does the same', async () => {
    const ticket = await file(house, 'agent1');
    expect((await admin.patch(`/people/${line.lead1}`, { active: false })).status).toBe(200);
    expect((await look(house, 'manager1', ticket.id)).holder.id).toBe(line.supervisor1);
    expect(await superiorOf(line.agent1)).toBe(line.supervisor1);
  });

  it('spreads the time to acknowledge: ten in each half hour', async () => {
    for (let n = 0; n < 21; n++) await file(house, 'agent1');
    const at = clock.nowMs();
    await leave(line.lead1);
    const { rows } = await house.db.query<{ due_at: Date }>(
      `select due_at from due where kind = 'acknowledge' and state = 'running' order by due_at`,
    );
    const halves = rows.map((row) => Math.round((row.due_at.getTime() - at) / (30 * MINUTE)));
    expect(halves).toEqual([...Array<number>(10).fill(1), ...Array<number>(10).fill(2), 3]);
  });

  it('respects recusal on each ticket, and never leaves one with nobody', async () => {
    const plain = await file(house, 'agent1');
    const about = await file(house, 'agent1', { aboutPersonId: line.supervisor1 });
    await leave(line.lead1);
    expect((await look(house, 'manager1', plain.id)).holder.id).toBe(line.supervisor1);
    expect((await look(house, 'manager1', about.id)).holder.id).toBe(line.manager1);
    await leave(line.supervisor1, line.lead2);
    expect((await look(house, 'manager1', plain.id)).holder.id).toBe(line.lead2);
    expect(await heldByNobody()).toBe(0);
  });

  it('whose own forms are still there is confirmed for by their superior', async () => {
    let ticket = await done(house, 'lead1', await file(house, 'agent1'), 'acknowledge');
    ticket = await done(house, 'lead1', ticket, 'contact');
    ticket = await done(house, 'lead1', ticket, 'resolve');
    await leave(line.agent1);
    expect((await done(house, 'lead1', ticket, 'confirm')).state).toBe('closed');
  });

  it('passes posts on: contact, last resort, deputy, duty; shifts to come end', async () => {
    const boss = await house.as('supervisor1');
    const night = await buildPerson(house, { login: 'night', roles: ['team_lead'], superiorId: line.manager1 });
    await admin.patch(`/projects/${line.projectId}`, { escalationContactId: line.supervisor1 });
    await admin.put(`/projects/${line.projectId}/duty`, {
      windows: [{ from: fromNow(-HOUR), to: fromNow(HOUR), personId: line.supervisor1 }],
    });
    await admin.put(`/people/${line.supervisor1}/shifts`, { windows: [{ from: fromNow(-HOUR), to: fromNow(HOUR) }] });
    const absence = { from: fromNow(0), to: fromNow(9 * HOUR), deputyId: line.supervisor1 };
    expect((await boss.post(`/people/${line.lead2}/absences`, absence)).status).toBe(201);
    expect((await leave(line.supervisor1, night)).status).toBe(200);
    expect((await admin.get(`/projects/${line.projectId}`)).body.escalationContact.id).toBe(night);
    expect((await admin.get('/house')).body.lastResortIds).toEqual([line.manager1, night]);
    const { body } = await admin.get(`/people/${line.lead2}/absences`);
    expect(body.items[0]).toMatchObject({ deputy: { id: night }, namedBy: { id: line.admin1 } });
    const duty = await admin.get(`/projects/${line.projectId}/duty`);
    expect(duty.body.windows).toMatchObject([{ personId: line.supervisor1 }, { personId: night }]);
    expect(duty.body.windows[0].to).toBe(duty.body.windows[1].from);
    const shifts = (await admin.get(`/people/${line.supervisor1}/shifts`)).body.windows as { to: string }[];
    expect(shifts.map(({ to }) => to <= fromNow(0))).toEqual([true]);
  });
});

describe('a successor', () => {
  it('takes tickets and reports, and may have reported to the leaver', async () => {
    const ticket = await file(house, 'agent1');
    await leave(line.supervisor1, line.lead1);
    expect([await superiorOf(line.lead1), await superiorOf(line.lead2)]).toEqual([line.manager1, line.lead1]);
    await leave(line.lead1, line.lead2);
    expect((await look(house, 'manager1', ticket.id)).holder).toMatchObject({ id: line.lead2, why: 'handover' });
    expect(await superiorOf(line.lead2)).toBe(line.manager1);
    expect(await superiorOf(line.agent1)).toBe(line.lead2);
  });

  it('never gets what they filed or what is about them', async () => {
    const own = await file(house, 'lead2');
    const about = await file(house, 'agent1', { aboutPersonId: line.lead2 });
    await leave(line.lead1, line.lead2);
    await leave(line.supervisor1, line.lead2);
    expect((await look(house, 'manager1', own.id)).holder.id).toBe(line.manager1);
    expect((await look(house, 'manager1', about.id)).holder.id).toBe(line.manager1);
  });

  it('is required where there is no next superior, and for the last of the last resorts', async () => {
    expect((await leave(line.manager1)).body.code).toBe('successor_required');
    expect((await admin.patch(`/people/${line.manager1}`, { active: false })).body.code).toBe('successor_required');
    expect((await leave(line.manager1, line.lead2)).status).toBe(400);
    const second = await buildPerson(house, { login: 'manager2', roles: ['manager'] });
    expect((await leave(line.manager1, second)).status).toBe(200);
    expect(await superiorOf(line.supervisor1)).toBe(second);
  });

  it.each([
    ['nobody', () => crypto.randomUUID(), 'not_active'],
    ['the leaver', () => line.supervisor1, 'invalid'],
    ['somebody without a leading role', () => line.agent2, 'not_leading'],
    ['somebody below a report', () => line.agent1, 'cycle'],
  ])('may not be %s', async (_, id, code) => {
    await admin.patch(`/people/${line.agent1}`, { roles: ['agent', 'team_lead'] });
    const answer = await leave(line.supervisor1, id());
    expect([answer.status, answer.body.errors[0]]).toEqual([
      400,
      expect.objectContaining({ path: 'successorId', code }),
    ]);
    expect((await admin.get(`/people/${line.supervisor1}`)).body.active).toBe(true);
  });

  it('is an administrator’s to name, of somebody who is', async () => {
    for (const login of ['agent1', 'lead1', 'supervisor1', 'manager1', 'qa1', 'records1'])
      expect((await (await house.as(login)).post(`/people/${line.lead1}/deactivate`, {})).status).toBe(403);
    expect((await leave(crypto.randomUUID())).status).toBe(404);
    expect((await admin.post(`/people/${line.lead1}/deactivate`, { who: 1 })).status).toBe(400);
    expect((await leave(line.admin1)).body.errors[0].code).toBe('last_admin');
  });
});

describe('at the same time', () => {
  it('two who leave to each other do not both', async () => {
    const tickets = [await file(house, 'agent1'), await file(house, 'lead1')];
    const answers = await Promise.all([leave(line.lead1, line.lead2), leave(line.lead2, line.lead1)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(await heldByNobody()).toBe(0);
    for (const { id } of tickets) await look(house, 'manager1', id);
  });

  it('what is filed or escalated to somebody who leaves ends with somebody active', async () => {
    const [first, second] = await Promise.all([house.as('agent1'), house.as('agent2')]);
    for (let n = 0; n < 6; n++) await file(house, 'agent1');
    await house.clock.advance('31 minutes');
    // A busy house may say 503; the same key again is the same form.
    const persist = async (client: ApiClient): Promise<number> => {
      const [body, key] = [form(), crypto.randomUUID()];
      let { status } = await client.post('/tickets', body, key);
      for (let again = 0; status !== 201 && again < 20; again++)
        ({ status } = await client.post('/tickets', body, key));
      return status;
    };
    const filings = Array.from({ length: 4 }, (_, n) => persist(n % 2 ? first : second));
    const leaving = leave(line.lead1);
    const sweeps = [sweep(house)];
    const more = Array.from({ length: 2 }, () => persist(first));
    const answers = await Promise.all([...filings, ...more]);
    const left = await leaving;
    expect([left.status, left.text]).toEqual([200, left.text]);
    await Promise.all(sweeps);
    expect(answers).toEqual(answers.map(() => 201));
    expect(await heldByNobody()).toBe(0);
  });
});
