import type { TicketView } from '@upline/contracts/ticket';
import { startHouse, type House } from '../support/app';
import { buildLine, type Line } from '../support/factories';
import { HOUR, MINUTE, act, done, file, fromNow, look, sweep } from './desk';

describe('pause and promise', () => {
  let house: House;
  let line: Line;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(house);
  });

  const taken = async (form: Record<string, unknown> = {}): Promise<TicketView> =>
    done(house, 'lead1', await file(house, 'agent1', form), 'acknowledge');
  const clock = (ticket: TicketView, kind: string) => ticket.clocks.filter((one) => one.kind === kind).at(-1)!;

  it('a pause stops resolve, never the promise, and ends by itself at its time, however late that is noticed', async () => {
    const ticket = await taken({ promisedReplyAt: fromNow(20 * HOUR) });
    const until = fromNow(2 * HOUR);
    const paused = await done(house, 'lead1', ticket, 'pause', { until });
    expect(paused.paused).toMatchObject({ reason: 'client', until, by: { id: ticket.holder.id } });
    expect([clock(paused, 'resolve').state, clock(paused, 'promise').state]).toEqual(['paused', 'running']);
    expect(paused.allowedActions).toEqual(expect.arrayContaining(['resume']));
    expect(paused.allowedActions).not.toContain('pause');
    expect(await act(house, 'lead1', paused, 'pause')).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
    await house.clock.advance('9 hours');
    await sweep(house);
    const on = await look(house, 'agent1', ticket.id);
    expect(on).toMatchObject({ state: 'in_progress', paused: null, holder: { id: ticket.holder.id } });
    const longer = Date.parse(clock(on, 'resolve').dueAt) - Date.parse(clock(ticket, 'resolve').dueAt);
    expect(Math.abs(longer - 2 * HOUR)).toBeLessThan(5000);
  });

  it('pauses of one ticket together stay within the policy, and one that is not used up is given back', async () => {
    let ticket = await taken({ promisedReplyAt: fromNow(23 * HOUR) });
    const answer = await act(house, 'lead1', ticket, 'pause', { until: fromNow(48 * HOUR + MINUTE) });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'until' }] } });
    ticket = await done(house, 'lead1', ticket, 'contact');
    for (let n = 0; n < 2; n++) {
      ticket = await done(house, 'lead1', ticket, 'pause', { until: fromNow(48 * HOUR - 1000) });
      await house.clock.advance('47 hours');
      ticket = await done(house, 'lead1', ticket, 'resume');
    }
    const over = await act(house, 'lead1', ticket, 'pause', { until: fromNow(27 * HOUR) });
    expect(over).toMatchObject({ status: 400, body: { errors: [{ path: 'until', code: 'max' }] } });
    await done(house, 'lead1', ticket, 'pause', { until: fromNow(25 * HOUR) });
  });

  it('ends with whatever takes the ticket out of the holder’s hands, a handover too', async () => {
    const ticket = await done(house, 'lead1', await taken(), 'pause');
    const body = { toPersonId: line.lead2, note: 'end of my shift', ticketIds: [ticket.id] };
    expect((await (await house.as('lead1')).post('/handovers', body)).status).toBeLessThan(300);
    const passed = await look(house, 'agent1', ticket.id);
    expect(passed).toMatchObject({ state: 'submitted', paused: null, holder: { id: line.lead2 } });
    expect(clock(passed, 'resolve').state).toBe('running');
    const { rows } = await house.db.query(
      `select t.pause_reason, d.state from ticket t join due d on d.subject_id = t.id and d.kind = 'pause_end' where t.id = $1`,
      [ticket.id],
    );
    expect(rows).toEqual([{ pause_reason: null, state: 'cancelled' }]);
  });

  it('is not for the filer, and of two at once one wins', async () => {
    const ticket = await taken();
    expect(await act(house, 'agent1', ticket, 'pause')).toMatchObject({ status: 403 });
    expect(await act(house, 'agent2', ticket, 'pause')).toMatchObject({ status: 404 });
    const both = await Promise.all(['lead1', 'supervisor1'].map((who) => act(house, who, ticket, 'pause')));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('a promise is renewed with a contact in which the customer was reached since the last one, twice, then by a superior', async () => {
    let ticket = await taken();
    const reached = async (): Promise<string> =>
      (await act(house, 'lead1', ticket, 'contact', { answered: false })).body.createdId as string;
    const elsewhere = await act(house, 'lead1', await taken(), 'contact', { answered: false });
    const silent = await act(house, 'lead1', ticket, 'contact', { outcome: 'no_answer', answered: false });
    for (const { body } of [elsewhere, silent])
      expect(await act(house, 'lead1', ticket, 'promise', { contactId: body.createdId })).toMatchObject({
        status: 409,
        body: { code: 'not_agreed' },
      });
    const first = await reached();
    ticket = await done(house, 'lead1', ticket, 'promise', { contactId: first });
    expect(ticket.clocks.filter(({ kind }) => kind === 'promise').map(({ state }) => state)).toEqual([
      'renewed',
      'running',
    ]);
    expect((await act(house, 'lead1', ticket, 'promise', { contactId: first })).body.code).toBe('not_agreed');
    ticket = await done(house, 'lead1', ticket, 'promise', { contactId: await reached() });
    const third = await reached();
    expect((await act(house, 'lead1', ticket, 'promise', { contactId: third })).body.code).toBe('above_authority');
    await done(house, 'supervisor1', ticket, 'promise', { contactId: third });
  });

  it('a missed promise stays missed when another one is agreed, and counts as renewed', async () => {
    let ticket = await taken();
    await house.clock.advance('5 hours');
    for (let n = 0; n < 2; n++) {
      const { body } = await act(house, 'lead1', ticket, 'contact', { answered: false });
      ticket = await done(house, 'lead1', ticket, 'promise', { contactId: body.createdId });
    }
    expect(ticket.clocks.filter(({ kind }) => kind === 'promise').map(({ state }) => state)).toEqual([
      'missed',
      'renewed',
      'running',
    ]);
    const { body } = await act(house, 'lead1', ticket, 'contact', { answered: false });
    expect((await act(house, 'lead1', ticket, 'promise', { contactId: body.createdId })).body.code).toBe(
      'above_authority',
    );
  });
});
