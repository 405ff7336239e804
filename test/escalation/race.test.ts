import type { TimelineEntry } from '@upline/contracts/events';
import type { TicketView } from '@upline/contracts/ticket';
import { startHouse, type House } from '../support/app';
import type { Answer } from '../support/client';
import { buildLine, type Line } from '../support/factories';
import { MINUTE, act, file, look, sweep } from '../tickets/desk';

const TIMES = 200;

describe('acknowledge against the breach of the same clock', () => {
  let house: House;
  let line: Line;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(house);
  });

  it(`${TIMES} times, in both orders: taken or passed on, never both and never neither`, async () => {
    const tickets: TicketView[] = [];
    for (let n = 0; n < TIMES; n++) {
      tickets.push(await file(house, n % 2 ? 'agent1' : 'agent2', { promisedReplyAt: null, kind: 'suggestion' }));
      // Far enough apart that only one is due at a time.
      await house.clock.advance(2000);
    }
    const ends = { inTime: 0, late: 0, passed: 0 };
    await house.clock.advance(30 * MINUTE - TIMES * 2000 - 60_000);
    for (const [n, ticket] of tickets.entries()) {
      const due = Date.parse(ticket.clocks[0]!.dueAt);
      const { rows } = await house.db.query<{ now: Date }>('select upline_now() as now');
      // From a little before the due time to a little after it.
      await house.clock.advance(due - rows[0]!.now.getTime() + (n % 17) - 14);
      const take = () => act(house, n % 3 ? 'lead1' : 'supervisor1', ticket, 'acknowledge');
      const breach = () => sweep(house);
      const settled = await Promise.allSettled(n % 2 ? [take(), breach()] : [breach(), take()]);
      await sweep(house);
      const taken = (settled[n % 2 ? 0 : 1] as PromiseFulfilledResult<Answer>).value;
      ends[await endOf(ticket, taken)] += 1;
    }
    expect(ends.inTime + ends.late).toBeGreaterThan(0);
    expect(ends.passed).toBeGreaterThan(0);
    expect(ends.inTime + ends.late + ends.passed).toBe(TIMES);
  }, 120_000);

  async function endOf(ticket: TicketView, taken: Answer): Promise<'inTime' | 'late' | 'passed'> {
    const now = await look(house, 'manager1', ticket.id);
    const { items } = (
      await (await house.as('manager1')).get<{ items: TimelineEntry[] }>(`/tickets/${ticket.id}/timeline`)
    ).body;
    const types = items.map((entry) => entry.type).slice(1);
    const clock = now.clocks[0]!;
    const after = Date.parse(clock.settledAt!) >= Date.parse(clock.dueAt);
    if (now.level === 0) {
      expect(taken.status).toBe(200);
      expect(now).toMatchObject({ state: 'in_progress', holder: { id: line.lead1 }, version: 2 });
      expect([types, clock.state]).toEqual(after ? [['clock.missed', 'ticket.acknowledged'], 'missed'] : [['ticket.acknowledged'], 'met']); // prettier-ignore
      return after ? 'late' : 'inTime';
    }
    expect(after).toBe(true);
    const first = types.slice(0, 2);
    expect([first, clock.state]).toEqual([['clock.missed', 'ticket.escalated'], 'missed']);
    expect(now).toMatchObject({ level: 1, holder: { id: line.supervisor1 } });
    // The lead lost the ticket, the supervisor holds it now and saw an older version of it.
    expect(taken.body.code).toMatch(/^(forbidden|stale_version)$/);
    expect(types).toHaveLength(2);
    return 'passed';
  }
});
