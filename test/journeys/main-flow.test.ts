import type { PersonEventView } from '@upline/contracts/events';
import type { TicketView } from '@upline/contracts/ticket';
import { startHouse, type House } from '../support/app';
import type { TestSocket } from '../support/socket';
import { buildLine, type Line } from '../support/factories';
import { done, file, look } from '../tickets/desk';

const of = (ticket: { id: string }, type: string) => (event: PersonEventView) =>
  event.ticketId === ticket.id && event.type === type;

describe('the main flow', () => {
  let house: House;
  let line: Line;
  beforeAll(async () => {
    house = await startHouse();
    line = await buildLine(house);
  });
  afterEach(async () => {
    for (const who of ['agent1', 'lead1', 'supervisor1']) await expectNoGap(who);
  });

  /** The events that a person can fetch are numbered without a gap. */
  async function expectNoGap(who: string): Promise<void> {
    const client = await house.as(who);
    const seen: number[] = [];
    for (let more = true; more;) {
      const page = await client.get(`/events?after=${seen.at(-1) ?? 0}&limit=100`);
      seen.push(...(page.body.items as PersonEventView[]).map((event) => event.seq));
      more = page.body.more as boolean;
    }
    expect(seen).toEqual(seen.map((_, index) => index + 1));
  }
  /** Hears it on the socket, then fetches what the hint is about, as a console does. */
  async function heard(socket: TestSocket, who: string, ticket: { id: string }, type: string): Promise<TicketView> {
    const hint = await socket.heard(of(ticket, type));
    const fetched = await look(house, who, ticket.id);
    expect(fetched.version).toBeGreaterThanOrEqual(hint.version!);
    return fetched;
  }

  it('a difficult call reaches the lead, is asked about, answered, worked, told, closed', async () => {
    const [agent, lead] = [await house.socket('agent1'), await house.socket('lead1')];
    const filed = await file(house, 'agent1', { content: 'The customer wants her money back today.' });

    let ticket = await heard(lead, 'lead1', filed, 'ticket.filed');
    expect(ticket).toMatchObject({ state: 'submitted', content: 'The customer wants her money back today.' });
    const queue = await (await house.as('lead1')).get('/tickets?view=queue');
    expect(queue.body.items).toMatchObject([{ id: filed.id, contactMasked: '138****1234' }]);

    ticket = await done(house, 'lead1', ticket, 'acknowledge');
    expect(await heard(agent, 'agent1', filed, 'ticket.acknowledged')).toMatchObject({ state: 'in_progress' });

    ticket = await done(house, 'lead1', ticket, 'return', { question: 'Which order number?' });
    const asked = await heard(agent, 'agent1', filed, 'ticket.returned');
    expect(asked).toMatchObject({
      state: 'returned',
      question: { text: 'Which order number?', by: { id: line.lead1 } },
    });
    expect(asked.allowedActions).toContain('supply');

    await done(house, 'agent1', asked, 'supply', { content: 'It is 20261124-07.' });
    ticket = await heard(lead, 'lead1', filed, 'ticket.supplied');
    expect(ticket).toMatchObject({ state: 'in_progress', question: null });

    ticket = await done(house, 'lead1', ticket, 'contact', { note: 'She was glad.' });
    const answered = await heard(agent, 'agent1', filed, 'ticket.contacted');
    expect(answered.clocks.find((clock) => clock.kind === 'promise')).toMatchObject({ state: 'met' });

    await done(house, 'lead1', ticket, 'resolve', {
      answerForCustomer: 'Refunded in full.',
      lesson: 'Refund at once.',
    });
    const resolved = await heard(agent, 'agent1', filed, 'ticket.resolved');
    expect(resolved.resolution).toMatchObject({
      outcome: 'solved',
      answerForCustomer: 'Refunded in full.',
      lesson: 'Refund at once.',
    });

    await done(house, 'agent1', resolved, 'confirm');
    ticket = await heard(lead, 'lead1', filed, 'ticket.closed');
    expect(ticket.state).toBe('closed');
    expect(ticket.clocks.map((clock) => [clock.kind, clock.state])).toEqual([
      ['acknowledge', 'met'],
      ['promise', 'met'],
      ['resolve', 'met'],
    ]);
    const { items } = (await (await house.as('agent1')).get(`/tickets/${filed.id}/timeline`)).body as {
      items: { type: string }[];
    };
    expect(items.map((entry) => entry.type)).toEqual([
      'ticket.filed',
      'ticket.acknowledged',
      'ticket.returned',
      'ticket.supplied',
      'ticket.contacted',
      'ticket.resolved',
      'ticket.closed',
    ]);
    // Each of the two heard every step once, in order.
    for (const socket of [agent, lead])
      expect(socket.events.filter((event) => event.ticketId === filed.id).map((event) => event.type)).toEqual(items.map((entry) => entry.type)); // prettier-ignore
    agent.close();
    lead.close();
  });

  it('nobody takes it: it goes to the supervisor by itself, and all three hear of it', async () => {
    const names = ['agent1', 'lead1', 'supervisor1'];
    const early = await Promise.all(names.map((who) => house.socket(who)));
    const filed = await file(house, 'agent1');
    for (const socket of early.slice(0, 2)) await socket.heard(of(filed, 'ticket.filed'));
    expect(early[2]!.events.filter((event) => event.ticketId === filed.id)).toEqual([]);
    const last = early.map((socket) => socket.events.at(-1)?.seq ?? null);

    // Half an hour is longer than a token lives: everybody comes back with a new one, and resumes.
    await house.clock.advance('30 minutes');
    for (const socket of early) socket.close();
    const sockets = await Promise.all(names.map((who) => house.socket(who)));
    for (const [index, socket] of sockets.entries()) {
      expect(await socket.resume(last[index] ?? 0)).toMatchObject({ ok: true });
      await socket.heard(of(filed, 'clock.missed'));
      await socket.heard(of(filed, 'ticket.escalated'));
    }
    const held = await look(house, 'supervisor1', filed.id);
    expect(held).toMatchObject({ level: 1, holder: { id: line.supervisor1, why: 'escalated' } });
    await done(house, 'supervisor1', held, 'acknowledge');
    await sockets[0]!.heard(of(filed, 'ticket.acknowledged'));
    expect(await look(house, 'lead1', filed.id)).toMatchObject({ state: 'in_progress', level: 1 });
    for (const socket of sockets) socket.close();
  });

  it('500 events missed are resumed without a gap, while more happen', async () => {
    const before = await house.socket('agent1');
    const ticket = await file(house, 'agent1');
    const { seq: last } = await before.heard(of(ticket, 'ticket.filed'));
    before.close();
    for (let n = 0; n < 500; n += 20)
      await Promise.all(
        Array.from({ length: 20 }, (_, k) => done(house, 'lead1', ticket, 'note', { text: `note ${n + k}` })),
      );

    const after = await house.socket('agent1');
    const meanwhile = Array.from({ length: 10 }, (_, k) =>
      done(house, 'lead1', ticket, 'note', { text: `meanwhile ${k}` }),
    );
    for (let upTo = last; upTo < last + 500;) {
      const answer = await after.resume(upTo);
      if (!answer.ok) throw new Error(answer.code);
      upTo = answer.upTo;
    }
    await Promise.all(meanwhile);
    await after.heard((event) => event.seq === last + 510);
    const seen = [...new Set(after.events.map((event) => event.seq))].sort((a, b) => a - b);
    expect(seen).toEqual(Array.from({ length: 510 }, (_, index) => last + 1 + index));
    for (const event of after.events) expect(event).toMatchObject({ ticketId: ticket.id, type: 'ticket.noted' });
    after.close();
  }, 60_000);
});
