import { TICKET_ACTIONS, type TicketAction } from '@upline/contracts/actions';
import type { TimelineEntry } from '@upline/contracts/events';
import type { TicketView } from '@upline/contracts/ticket';
import { startHouse, type House } from '../support/app';
import { buildLine, type Line } from '../support/factories';
import { applied, known } from './apply-events';
import { HOUR, MINUTE, act, done, file, fromNow, look, sweep } from './desk';

type Step = [who: string, action: TicketAction, body?: () => Record<string, unknown>];
const TAKEN: Step[] = [['lead1', 'acknowledge']];
const RESOLVED: Step[] = [...TAKEN, ['lead1', 'contact'], ['lead1', 'resolve']];
const PAUSED: Step[] = [...TAKEN, ['lead1', 'pause']];
const silent = () => ({ outcome: 'no_answer', answered: false });
const agreed = () => ({ outcome: 'callback_agreed', answered: false, promisedReplyAt: fromNow(6 * HOUR) });

describe('old snapshot + events = fresh snapshot', () => {
  let house: House;
  let line: Line;
  const covered = new Set<TicketAction>();
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(house);
  });

  const timeline = async (id: string, after: number): Promise<TimelineEntry[]> =>
    (await (await house.as('manager1')).get(`/tickets/${id}/timeline?after=${after}&limit=100`)).body.items;

  /** Looks, lets something happen, and compares what the events say with another look. */
  async function verify(id: string, happen: (ticket: TicketView) => Promise<unknown>): Promise<TimelineEntry[]> {
    const before = await look(house, 'manager1', id);
    const { length } = await timeline(id, 0);
    await happen(before);
    const entries = await timeline(id, length);
    expect(entries.length).toBeGreaterThan(0);
    expect(known(await look(house, 'manager1', id))).toEqual(applied(known(before), entries));
    return entries;
  }
  async function walk(steps: Step[], form: Record<string, unknown> = {}): Promise<TicketView> {
    let ticket = await file(house, 'agent1', form);
    for (const [who, action, body] of steps) ticket = await done(house, who, ticket, action, body?.());
    return ticket;
  }

  const CASES: [string, Step[], Step, (() => Record<string, unknown>)?][] = [
    ['acknowledge', [], ['lead1', 'acknowledge']],
    ['acknowledge for the holder', [], ['supervisor1', 'acknowledge']],
    ['release', TAKEN, ['lead1', 'release']],
    ['a second release', [...TAKEN, ['lead1', 'release'], ['lead1', 'acknowledge']], ['lead1', 'release']],
    ['return', [], ['lead1', 'return']],
    ['return after taking it', TAKEN, ['lead1', 'return']],
    ['supply', [['lead1', 'return']], ['agent1', 'supply']],
    ['note', [], ['agent1', 'note']],
    ['an answer', TAKEN, ['lead1', 'contact']],
    ['an attempt', TAKEN, ['lead1', 'contact', silent]],
    ['a refusal', TAKEN, ['lead1', 'contact', () => ({ outcome: 'refused', answered: false })]],
    ['an agreed callback', TAKEN, ['lead1', 'contact', agreed]],
    ['decide', TAKEN, ['lead1', 'decide']],
    ['decide with a remedy', TAKEN, ['lead1', 'decide', () => ({ remedy: { kind: 'refund', amountMinor: 990, currency: 'CNY' } })]],
    ['resolve', [...TAKEN, ['lead1', 'contact']], ['lead1', 'resolve']],
    ['resolve after a decision', [...TAKEN, ['lead1', 'decide'], ['lead1', 'contact']], ['lead1', 'resolve', () => ({ lesson: 'Ask first.' })]],
    ['resolve with a remedy decided', [...TAKEN, ['lead1', 'decide', () => ({ remedy: { kind: 'voucher', amountMinor: 1, currency: 'CNY' } })], ['lead1', 'contact']], ['lead1', 'resolve']],
    ['resolve against the customer’s no', [...TAKEN, ['lead1', 'contact']], ['lead1', 'resolve', () => ({ customerSatisfied: 'no' })]],
    ['confirm', RESOLVED, ['agent1', 'confirm']],
    ['dispute', RESOLVED, ['agent1', 'dispute']],
    ['the dispute that goes up', [...RESOLVED, ['agent1', 'dispute'], ['lead1', 'resolve'], ['agent1', 'dispute'], ['lead1', 'resolve']], ['agent1', 'dispute']],
    ['escalate', [], ['lead1', 'escalate']],
    ['escalate with a question open', [['lead1', 'return']], ['lead1', 'escalate']],
    ['transfer', [], ['lead1', 'transfer', () => ({ toPersonId: line.lead2 })]],
    ['transfer after a decision', [...TAKEN, ['lead1', 'decide']], ['supervisor1', 'transfer', () => ({ toPersonId: line.lead2 })]],
    ['withdraw', [], ['agent1', 'withdraw']],
    ['pause', TAKEN, ['lead1', 'pause']],
    ['resume', PAUSED, ['lead1', 'resume']],
    ['decide while paused', PAUSED, ['lead1', 'decide']],
    ['return while paused', PAUSED, ['lead1', 'return']],
    ['escalate while paused', PAUSED, ['lead1', 'escalate']],
    ['nudge', TAKEN, ['agent1', 'nudge']],
    ['assist', TAKEN, ['lead1', 'assist', () => ({ personId: line.lead2 })]],
  ]; // prettier-ignore

  it.each(CASES)('%s', async (_name, way, [who, action, body]) => {
    const ticket = await walk(way);
    covered.add(action);
    await verify(ticket.id, async (before) => {
      const answer = await act(house, who, before, action, body?.());
      expect([answer.status, answer.body.code]).toEqual([200, undefined]);
    });
  });

  describe('an act that comes too late', () => {
    it.each([
      ['acknowledge', [], '31 minutes', ['lead1', 'acknowledge']],
      ['an answer', TAKEN, '5 hours', ['lead1', 'contact']],
      ['an agreed callback', TAKEN, '5 hours', ['lead1', 'contact', agreed]],
      ['a transfer', [], '31 minutes', ['lead1', 'transfer', () => ({ toPersonId: line.lead2 })]],
      ['resolve', [...TAKEN, ['lead1', 'contact']], '25 hours', ['lead1', 'resolve']],
    ] as [string, Step[], string, Step][])('%s: the miss is an event of its own', async (_name, way, wait, step) => {
      const ticket = await walk(way);
      await house.clock.advance(wait);
      const entries = await verify(ticket.id, (before) => done(house, step[0], before, step[1], step[2]?.()));
      expect(entries[0]).toMatchObject({ type: 'clock.missed', by: null });
      await sweep(house);
    });
  });

  describe('a timer', () => {
    const TIMERS: [string, Step[], string, string[]][] = [
      ['acknowledge', [], '31 minutes', ['clock.missed', 'ticket.escalated']],
      ['promise', TAKEN, '241 minutes', ['clock.missed', 'ticket.escalated']],
      [
        'promise and resolve, of a returned one',
        [['lead1', 'return']],
        '241 minutes',
        ['clock.missed', 'ticket.escalated'],
      ],
      ['resolve', [...TAKEN, ['lead1', 'contact']], '24 hours', ['clock.missed', 'ticket.escalated']],
      [
        'return_end',
        [
          ['lead1', 'return', () => ({})],
          ['lead1', 'contact'],
        ],
        '25 hours',
        ['ticket.supplied'],
      ],
      ['auto_close', RESOLVED, '73 hours', ['ticket.closed']],
      ['pause_end', [...PAUSED, ['lead1', 'contact']], '6 hours', ['ticket.resumed']],
      ['promise, of a paused one', PAUSED, '241 minutes', ['clock.missed', 'ticket.resumed', 'ticket.escalated']],
    ];
    it.each(TIMERS)('%s', async (_name, way, wait, types) => {
      const ticket = await walk(way);
      await house.clock.advance(wait);
      const entries = await verify(ticket.id, () => sweep(house));
      expect(entries.map((entry) => entry.type)).toEqual(types);
      if (types[0] === 'clock.missed')
        expect(entries[0]!.data).toMatchObject({ dueAt: expect.any(String), noticedAt: expect.any(String) });
    });

    it('of a promise that was attempted', async () => {
      let ticket = await walk(TAKEN, { promisedReplyAt: fromNow(7 * HOUR) });
      for (const wait of ['1 hour', '121 minutes', '121 minutes']) {
        await house.clock.advance(wait);
        ticket = await done(house, 'lead1', ticket, 'contact', silent());
      }
      await house.clock.advance('2 hours');
      const entries = await verify(ticket.id, () => sweep(house));
      expect(entries.map((entry) => [entry.type, entry.data.state])).toEqual([['clock.missed', 'attempted']]);
      expect(await look(house, 'lead1', ticket.id)).toMatchObject({ level: 0, holder: { id: line.lead1 } });
    });

    it('at the top of the line', async () => {
      const ticket = await walk([['lead1', 'escalate'], ['supervisor1', 'escalate']]); // prettier-ignore
      await house.clock.advance('31 minutes');
      const entries = await verify(ticket.id, () => sweep(house));
      expect(entries.map((entry) => entry.type)).toEqual(['clock.missed']);
      expect(await look(house, 'lead1', ticket.id)).toMatchObject({
        level: 2,
        holder: { id: line.manager1 },
        state: 'submitted',
      });
    });
  });

  it('starts from nothing: the first events make the first snapshot', async () => {
    const late = { callStartedAt: fromNow(-2 * HOUR), promisedReplyAt: fromNow(-MINUTE), lateReason: 'late' };
    for (const form of [{}, late]) {
      const ticket = await file(house, 'agent1', form);
      const empty = { ...known(ticket), clocks: [], version: 0, activity: 0 };
      expect(applied(empty, await timeline(ticket.id, 0))).toEqual(known(ticket));
    }
  });

  it('promise', async () => {
    const ticket = await walk(TAKEN);
    const reached = await act(house, 'lead1', ticket, 'contact', { answered: false });
    covered.add('promise');
    await verify(ticket.id, (now) => done(house, 'lead1', now, 'promise', { contactId: reached.body.createdId }));
  });

  it('and no action was left out but the marks of a reader, which are no events', () => {
    expect(TICKET_ACTIONS.filter((action) => !covered.has(action))).toEqual(['watch', 'unwatch']);
  });
});
