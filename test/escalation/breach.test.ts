import type { TimelineEntry } from '@upline/contracts/events';
import type { TicketView } from '@upline/contracts/ticket';
import { startHouse, type House } from '../support/app';
import { buildLine, buildPerson, type Line } from '../support/factories';
import { HOUR, done, file, fromNow, look, sweep } from '../tickets/desk';

describe('a clock that nobody kept', () => {
  let house: House;
  let twin: House;
  let line: Line;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    // Another app on the same database, with a sweeper of its own.
    twin = await startHouse({ UPLINE_ROLE: 'api', DATABASE_URL: house.databaseUrl });
    line = await buildLine(house);
  });

  const entries = async (id: string): Promise<TimelineEntry[]> =>
    (await (await house.as('manager1')).get(`/tickets/${id}/timeline?limit=100`)).body.items;
  const types = async (id: string): Promise<string[]> => (await entries(id)).map((entry) => entry.type);
  const told = async (personId: string, id: string): Promise<string[]> => {
    const { rows } = await house.db.query<{ type: string }>('select type from person_event where person_id = $1 and ticket_id = $2 order by seq', [personId, id]); // prettier-ignore
    return rows.map((row) => row.type);
  };
  /** Every sweeper there is, several times over, all at once. */
  const sweepAll = async (): Promise<number> => {
    const counts = await Promise.all([sweep(house), sweep(twin), sweep(house), sweep(twin), sweep(twin)]);
    return counts.reduce((sum, count) => sum + count, 0);
  };

  it('takes each ticket to the next superior exactly once, however many sweep', async () => {
    const tickets: TicketView[] = [];
    for (let n = 0; n < 24; n++) tickets.push(await file(house, n % 2 ? 'agent1' : 'agent2'));
    await house.clock.advance('30 minutes');
    let fired = 0;
    for (let turn = 0; turn < 4; turn++) fired += await sweepAll();
    expect(fired).toBe(tickets.length);
    for (const ticket of tickets) {
      expect(await look(house, 'agent1', ticket.id).catch(() => look(house, 'agent2', ticket.id))).toMatchObject({
        state: 'submitted',
        level: 1,
        version: 2,
        holder: { id: line.supervisor1, onBehalfOf: null, why: 'escalated' },
        nextDue: { kind: 'acknowledge', thenHolder: { id: line.manager1 } },
      });
      expect(await types(ticket.id)).toEqual(['ticket.filed', 'clock.missed', 'ticket.escalated']);
      for (const person of [ticket.filer.id, line.lead1])
        expect(await told(person, ticket.id)).toEqual(['ticket.filed', 'clock.missed', 'ticket.escalated']);
      expect(await told(line.supervisor1, ticket.id)).toEqual(['clock.missed', 'ticket.escalated']);
      expect(await told(line.manager1, ticket.id)).toEqual([]);
    }
  });

  it('leaves a ticket that somebody has locked to the next look, and does not wait for it', async () => {
    const [held, free] = [await file(house, 'agent1'), await file(house, 'agent1')];
    await house.clock.advance('31 minutes');
    const somebody = await house.db.connect();
    try {
      await somebody.query('begin');
      await somebody.query('select 1 from ticket where id = $1 for update', [held.id]);
      await sweep(house);
      expect(await types(free.id)).toContain('ticket.escalated');
      expect(await types(held.id)).toEqual(['ticket.filed']);
    } finally {
      await somebody.query('rollback');
      somebody.release();
    }
    await sweep(house);
    expect(await types(held.id)).toEqual(['ticket.filed', 'clock.missed', 'ticket.escalated']);
  });

  it('says when it was due and when that was noticed, however late', async () => {
    const ticket = await file(house, 'agent1');
    await house.clock.advance('3 hours');
    await sweepAll();
    const missed = (await entries(ticket.id)).find((entry) => entry.type === 'clock.missed')!;
    const { dueAt } = ticket.clocks[0]!;
    expect(missed.data).toMatchObject({
      clock: 'acknowledge',
      occurrence: 1,
      state: 'missed',
      dueAt,
      holderId: line.lead1,
    });
    expect(Date.parse(missed.data.noticedAt as string) - Date.parse(dueAt)).toBeGreaterThanOrEqual(2.5 * HOUR);
    expect(missed.by).toBeNull();
  });

  it('goes up to the top, stays there, and is told once a clock', async () => {
    const ticket = await file(house, 'agent1', { promisedReplyAt: fromNow(20 * HOUR) });
    for (const [holder, level] of [
      [line.supervisor1, 1],
      [line.manager1, 2],
      [line.manager1, 2],
    ] as const) {
      // prettier-ignore
      await house.clock.advance('31 minutes');
      await sweepAll();
      expect(await look(house, 'agent1', ticket.id)).toMatchObject({
        state: 'submitted',
        level,
        holder: { id: holder },
      });
    }
    const events = await types(ticket.id);
    await house.clock.advance('1 hour');
    await sweepAll();
    expect(await types(ticket.id)).toEqual(events);
    const top = await look(house, 'agent1', ticket.id);
    expect(top.clocks.filter((clock) => clock.kind === 'acknowledge').map((clock) => clock.state)).toEqual(['missed', 'missed', 'missed']); // prettier-ignore
    expect(top.nextDue).toMatchObject({ kind: 'promise', thenHolder: null });
    expect(await done(house, 'manager1', top, 'acknowledge')).toMatchObject({ state: 'in_progress' });
  });

  it('shows whom it goes to before it goes there', async () => {
    const ticket = await file(house, 'agent2');
    const predicted = ticket.nextDue!.thenHolder!.id;
    await house.clock.advance('31 minutes');
    await sweepAll();
    expect((await look(house, 'agent2', ticket.id)).holder.id).toBe(predicted);
  });

  it('never fires for what was taken, returned, withdrawn or closed in time', async () => {
    const taken = await done(house, 'lead1', await file(house, 'agent1'), 'acknowledge');
    const returned = await done(house, 'lead1', await file(house, 'agent1'), 'return');
    const withdrawn = await done(house, 'agent1', await file(house, 'agent1'), 'withdraw');
    await house.clock.advance('31 minutes');
    await sweepAll();
    for (const [ticket, state] of [
      [taken, 'in_progress'],
      [returned, 'returned'],
      [withdrawn, 'withdrawn'],
    ] as const)
      // prettier-ignore
      expect(await look(house, 'agent1', ticket.id)).toMatchObject({ state, level: 0, version: ticket.version });
  });

  it('a promise is escalated when it is missed, notified when it was attempted', async () => {
    const missed = await done(
      house,
      'lead1',
      await file(house, 'agent1', { promisedReplyAt: fromNow(7 * HOUR) }),
      'acknowledge',
    );
    const tried = await done(
      house,
      'lead1',
      await file(house, 'agent1', { promisedReplyAt: fromNow(7 * HOUR) }),
      'acknowledge',
    );
    for (let n = 0; n < 3; n++) {
      await done(house, 'lead1', tried, 'contact', { outcome: 'no_answer', answered: false });
      await done(house, 'lead1', missed, 'contact', { outcome: 'wrong_number', answered: false });
      await house.clock.advance('2 hours');
    }
    await house.clock.advance('62 minutes');
    await sweepAll();
    const promise = (ticket: TicketView) => ticket.clocks.find((clock) => clock.kind === 'promise')!.state;
    const [one, two] = [await look(house, 'agent1', missed.id), await look(house, 'agent1', tried.id)];
    expect([promise(one), one.level, one.holder.id]).toEqual(['missed', 1, line.supervisor1]);
    expect([promise(two), two.level, two.holder.id]).toEqual(['attempted', 0, line.lead1]);
  });

  it('returned too long goes on without the answer, resolved long enough is closed; each once', async () => {
    let returned = await done(
      house,
      'lead1',
      await file(house, 'agent1', { promisedReplyAt: null, kind: 'suggestion' }),
      'return',
    );
    let resolved = await file(house, 'agent1');
    for (const action of ['acknowledge', 'contact', 'resolve'] as const)
      resolved = await done(house, 'lead1', resolved, action);
    let refused = await file(house, 'agent1');
    for (const [action, body] of [['acknowledge'], ['contact'], ['resolve', { customerSatisfied: 'no' }]] as const)
      // prettier-ignore
      refused = await done(house, 'lead1', refused, action, body);
    await house.clock.advance('24 hours');
    await sweepAll();
    returned = await look(house, 'agent1', returned.id);
    expect(returned).toMatchObject({ state: 'in_progress', question: { text: 'Which order was it?' } });
    await house.clock.advance('48 hours');
    await sweepAll();
    expect(await look(house, 'agent1', resolved.id)).toMatchObject({ state: 'closed' });
    expect((await types(resolved.id)).filter((type) => type === 'ticket.closed')).toHaveLength(1);
    await house.clock.advance('240 hours');
    await sweepAll();
    expect(await look(house, 'agent1', refused.id)).toMatchObject({ state: 'resolved' });
  });

  describe('goes past', () => {
    const until = (hours: number) => ({ from: fromNow(-1000), to: fromNow(hours * HOUR) });
    const breach = async (filer: string, change = {}): Promise<TicketView> => {
      const ticket = await file(house, filer, change);
      await house.clock.advance('31 minutes');
      await sweepAll();
      return look(house, filer, ticket.id);
    };

    it('a superior’s superior who is accused', async () => {
      expect(await breach('agent1', { aboutPersonId: line.supervisor1 })).toMatchObject({
        level: 1,
        holder: { id: line.manager1 },
      });
    });

    it('somebody inactive', async () => {
      const projectIds = [line.projectId];
      const gone = await buildPerson(house, {
        login: 'gone',
        roles: ['supervisor'],
        projectIds,
        superiorId: line.manager1,
      });
      const orphan = await buildPerson(house, { login: 'orphan', roles: ['team_lead'], projectIds, superiorId: gone });
      await buildPerson(house, { login: 'orphans', projectIds, superiorId: orphan });
      expect((await (await house.as('admin1')).patch(`/people/${gone}`, { active: false })).status).toBe(200);
      expect(await breach('orphans')).toMatchObject({ level: 1, holder: { id: line.manager1 } });
    });

    it('a vacancy: nobody is above, so nothing changes', async () => {
      const projectIds = [line.projectId];
      const alone = await buildPerson(house, { login: 'alone', roles: ['team_lead'], projectIds });
      await buildPerson(house, { login: 'alones', projectIds, superiorId: alone });
      expect(await breach('alones')).toMatchObject({ level: 0, holder: { id: alone } });
    });

    it('somebody away, to their deputy, and from there to the absent one’s superior', async () => {
      const supervisor = await house.as('supervisor1');
      const leave = await supervisor.post(`/people/${line.supervisor1}/absences`, {
        ...until(30),
        deputyId: line.lead2,
      });
      expect(leave.status).toBe(201);
      const deputised = await breach('agent1');
      expect(deputised.holder).toMatchObject({
        id: line.lead2,
        onBehalfOf: { id: line.supervisor1 },
        why: 'escalated',
      });
      await house.clock.advance('31 minutes');
      await sweepAll();
      expect(await look(house, 'agent1', deputised.id)).toMatchObject({
        level: 2,
        holder: { id: line.manager1, onBehalfOf: null },
      });
    });
  });
});
