import type { PersonEventView } from '@upline/contracts/events';
import { newId } from '../../src/kernel/ids';
import { TicketsService } from '../../src/tickets/tickets.service';
import { startHouse, type House } from '../support/app';
import { buildLine } from '../support/factories';
import { file } from './support';

const MISSED = 500;

describe('resume', () => {
  let house: House;
  let ticket: { id: string };
  beforeAll(async () => {
    house = await startHouse();
    const line = await buildLine(house);
    ticket = await file(house);
    await note(line.lead1, MISSED - 1);
  });

  /** Through the service, because five hundred answers over HTTP would be held against the OpenAPI document. */
  async function note(byId: string, times: number): Promise<void> {
    const tickets = house.app.get(TicketsService, { strict: false });
    const actor = { id: byId, name: '', roles: [], sessionId: '' };
    const write = { actor, route: 'POST /tickets/:id/note', key: null, bodyHash: Buffer.alloc(32) };
    for (let n = 0; n < times; n++) {
      const text = { id: newId(), field: 'note' as const, visibility: 'all' as const, body: `Note ${n}` };
      await tickets.act(write, ticket.id, { type: 'note', version: null, note: text, mentions: [] });
    }
  }

  const sequence = (events: PersonEventView[]): number[] => events.map((event) => event.seq);
  const upTo = (last: number, first = 1): number[] => Array.from({ length: last - first + 1 }, (_, n) => first + n);

  it('sends again 500 missed events, in order and without a gap', async () => {
    const agent = await house.socket('agent1');
    expect(await agent.resume(0)).toEqual({ ok: true, upTo: MISSED });
    expect(sequence(agent.events)).toEqual(upTo(MISSED));
  });

  it('sends only what came after the number, and nothing when nothing did', async () => {
    const agent = await house.socket('agent1');
    expect(await agent.resume(MISSED - 3)).toEqual({ ok: true, upTo: MISSED });
    expect(sequence(agent.events)).toEqual(upTo(MISSED, MISSED - 2));
    expect(await agent.resume(MISSED)).toEqual({ ok: true, upTo: MISSED });
    expect(agent.events).toHaveLength(3);
  });

  it('keeps the order while more is happening', async () => {
    const agent = await house.socket('agent1');
    const lead = await house.as('lead1');
    const notes = upTo(20).map((n) => lead.post(`/tickets/${ticket.id}/note`, { text: `Meanwhile ${n}` }));
    const answer = await agent.resume(0);
    await Promise.all(notes);
    await agent.heard((event) => event.seq === MISSED + 20);
    expect(answer).toEqual({ ok: true, upTo: expect.any(Number) });
    // What happened before the resume was asked for was live already, and comes again in its place.
    const from = agent.events.findIndex((event) => event.seq === 1);
    expect(sequence(agent.events.slice(from))).toEqual(upTo(MISSED + 20));
  });

  it('says that a number is not of this house', async () => {
    const agent = await house.socket('agent1');
    expect(await agent.resume(1_000_000)).toEqual({ ok: false, code: 'resync_required' });
    const other = await house.socket('manager1');
    expect(await other.resume(7)).toEqual({ ok: false, code: 'resync_required' });
    expect(other.events).toEqual([]);
  });

  it.each([[-1], [0.5], [2 ** 63], ['0'], [null], [{ $gt: 0 }], [[0]], [true], [undefined]])(
    'refuses the forged number %p',
    async (after) => {
      const agent = await house.socket('agent1');
      expect(await agent.resume(after as never)).toEqual({ ok: false, code: 'invalid' });
      expect(agent.events).toEqual([]);
    },
  );

  it('never sends the events of somebody who is named in the frame', async () => {
    const stranger = await house.socket('agent2');
    const lead = (await (await house.as('lead1')).get('/me')).body.id as string;
    const answer: unknown = await stranger.raw
      .timeout(5000)
      .emitWithAck('resume', { after: 0, personId: lead } as never);
    expect(answer).toEqual({ ok: false, code: 'invalid' });
    expect(await stranger.resume(0)).toEqual({ ok: true, upTo: 0 });
    expect(stranger.events).toEqual([]);
  });

  it('refuses after what is no longer kept', async () => {
    await house.db.query(`delete from person_event where seq <= 10`);
    const agent = await house.socket('agent1');
    expect(await agent.resume(5)).toEqual({ ok: false, code: 'resync_required' });
    expect((await agent.resume(10)).ok).toBe(true);
    expect(agent.events[0]?.seq).toBe(11);
  });
});
