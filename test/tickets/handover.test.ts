import type { TimelineEntry } from '@upline/contracts/events';
import type { HandoverResult } from '@upline/contracts/handovers';
import { randomUUID } from 'node:crypto';
import { startHouse, type House } from '../support/app';
import type { Answer } from '../support/client';
import { buildLine, buildPerson, type Line } from '../support/factories';
import { applied, known } from './apply-events';
import { HOUR, MINUTE, done, file, fromNow, look, sweep } from './desk';

let house: House;
let line: Line;
beforeEach(async () => {
  house = await startHouse({ UPLINE_ROLE: 'api' });
  line = await buildLine(house);
});
afterEach(() => house.close());

const NOTE = 'The shop calls back at nine.';
const handOver = async (login: string, body: Record<string, unknown> = {}, key?: string): Promise<Answer> =>
  (await house.as(login)).post('/handovers', { toPersonId: line.lead2, note: NOTE, ticketIds: 'all', ...body }, key);
const queue = async (login: string): Promise<string[]> =>
  ((await (await house.as(login)).get('/tickets?view=queue')).body.items as { id: string }[]).map(({ id }) => id);
const timeline = async (id: string, after = 0): Promise<TimelineEntry[]> =>
  (await (await house.as('manager1')).get(`/tickets/${id}/timeline?after=${after}`)).body.items;

describe('a handover', () => {
  it('passes the whole queue: each submitted, acknowledged anew, its level and other clocks kept', async () => {
    const first = await file(house, 'agent1');
    const taken = await done(house, 'lead1', await file(house, 'agent2'), 'acknowledge');
    const returned = await done(house, 'lead1', await file(house, 'agent2'), 'return');
    await house.clock.advance('20 minutes');
    const before = new Map<string, Awaited<ReturnType<typeof look>>>();
    for (const { id } of [first, taken, returned]) before.set(id, await look(house, 'manager1', id));
    const answer = await handOver('lead1');
    expect([answer.status, answer.body.handedOver, answer.body.to.id]).toEqual([200, 3, line.lead2]);
    expect((answer.body.results as HandoverResult[]).every(({ ok }) => ok)).toBe(true);
    expect([await queue('lead1'), (await queue('lead2')).length]).toEqual([[], 3]);
    for (const [id, was] of before) {
      const now = await look(house, 'manager1', id);
      expect(now).toMatchObject({ state: 'submitted', level: 0, version: was.version + 1 });
      expect(now.holder).toMatchObject({ id: line.lead2, why: 'handover', onBehalfOf: null });
      const due = (kind: string) => now.clocks.filter((clock) => clock.kind === kind).at(-1)!;
      expect(due('promise')).toEqual(was.clocks.find(({ kind }) => kind === 'promise'));
      expect([due('acknowledge').state, due('acknowledge').occurrence]).toEqual(['running', 2]);
      const entries = await timeline(id);
      expect(entries.at(-1)).toMatchObject({
        type: 'ticket.handed_over',
        by: { id: line.lead1 },
        data: { fromHolderId: line.lead1, toHolderId: line.lead2 },
        texts: [{ text: NOTE }],
      });
      expect(known(now)).toEqual(applied(known(was), entries.slice(-1)));
      const { rows } = await house.db.query<{ person_id: string }>(
        `select person_id from person_event where ticket_id = $1 and type = 'ticket.handed_over'`,
        [id],
      );
      expect(rows.map((row) => row.person_id).sort()).toEqual([was.filer.id, line.lead1, line.lead2].sort());
    }
    await house.clock.advance('31 minutes');
    await sweep(house);
    expect((await look(house, 'manager1', first.id)).holder.id).toBe(line.supervisor1);
  });

  it('has a result for each ticket: what may not pass stays, the others go', async () => {
    const good = await file(house, 'agent1');
    const about = await file(house, 'agent1', { aboutPersonId: line.lead2 });
    const own = await file(house, 'lead2');
    const over = await done(house, 'agent1', await file(house, 'agent1'), 'withdraw');
    const other = await file(house, 'lead1');
    const unseen = randomUUID();
    const ticketIds = [good, about, over, other].map(({ id }) => id).concat(unseen, own.id);
    const answer = await handOver('lead1', { ticketIds });
    expect(answer.body.handedOver).toBe(1);
    expect((answer.body.results as HandoverResult[]).map(({ id, code }) => [id, code])).toEqual([
      [good.id, null],
      [about.id, 'invalid'],
      [over.id, 'wrong_state'],
      // the form that lead1 filed is the supervisor's to hand over; lead2's is out of lead1's sight
      [other.id, 'forbidden'],
      [unseen, 'not_found'],
      [own.id, 'not_found'],
    ]);
    const results = answer.body.results as HandoverResult[];
    expect({ ...results[5], id: '' }).toEqual({ ...results[4], id: '' });
    expect(await look(house, 'manager1', about.id)).toMatchObject({ version: 1, holder: { id: line.lead1 } });
    expect(await queue('lead2')).toEqual([good.id]);
    const filers = await handOver('supervisor1', { ticketIds: [own.id] });
    expect(filers.body.results[0].code).toBe('invalid');
  });

  it('tells an accused nothing, and a deputy they named', async () => {
    const about = await file(house, 'agent1', { aboutPersonId: line.lead1 });
    const answer = await handOver('lead1', { ticketIds: [about.id] });
    expect(answer.body.results).toEqual([
      expect.objectContaining({ id: about.id, number: null, ok: false, code: 'not_found' }),
    ]);
  });

  it('is not to somebody away or off shift, ticket by ticket', async () => {
    const ticket = await file(house, 'agent1');
    const admin = await house.as('admin1');
    await admin.put(`/people/${line.lead2}/shifts`, { windows: [{ from: fromNow(HOUR), to: fromNow(9 * HOUR) }] });
    expect((await handOver('lead1')).body.results[0]).toMatchObject({ id: ticket.id, code: 'invalid' });
    await house.clock.advance(31 * MINUTE);
    const late = await handOver('lead1');
    expect(late.body.results[0]).toMatchObject({ id: ticket.id, ok: true });
    const types = (await timeline(ticket.id)).map(({ type }) => type);
    expect(types).toEqual(['ticket.filed', 'clock.missed', 'ticket.handed_over']);
    const boss = await house.as('supervisor1');
    await boss.post(`/people/${line.lead1}/absences`, { from: fromNow(0), to: fromNow(HOUR) });
    expect((await handOver('lead2', { toPersonId: line.lead1 })).body.results[0]).toMatchObject({ code: 'invalid' });
  });

  it('with a key happens once', async () => {
    await file(house, 'agent1');
    const key = randomUUID();
    const first = await handOver('lead1', {}, key);
    const again = await handOver('lead1', {}, key);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect((await handOver('lead1', { note: 'Another.' }, key)).status).toBe(422);
    expect(await queue('lead2')).toHaveLength(1);
  });

  it('and a breach at the same time leave each ticket with one of both', async () => {
    const tickets = [];
    for (let n = 0; n < 8; n++) tickets.push(await file(house, 'agent1'));
    await house.clock.advance('31 minutes');
    await Promise.allSettled([sweep(house), handOver('lead1'), sweep(house), handOver('lead1')]);
    await sweep(house);
    for (const { id } of tickets) {
      const entries = await timeline(id);
      const missed = entries.filter(({ type, data }) => type === 'clock.missed' && data.occurrence === 1);
      expect(missed).toHaveLength(1);
      const last = entries.at(-1)!;
      const { holder } = await look(house, 'manager1', id);
      expect([last.type, holder.id]).toEqual(
        last.type === 'ticket.handed_over' ? [last.type, line.lead2] : ['ticket.escalated', line.supervisor1],
      );
    }
  });

  const bad: [string, () => Record<string, unknown>, string][] = [
    ['to nobody', () => ({ toPersonId: randomUUID() }), 'toPersonId'],
    ['to an agent', () => ({ toPersonId: line.agent2 }), 'toPersonId'],
    ['to oneself', () => ({ toPersonId: line.lead1 }), 'toPersonId'],
    ['without a note', () => ({ note: undefined }), 'note'],
    ['with a blank note', () => ({ note: '  ' }), 'note'],
    ['of none', () => ({ ticketIds: [] }), 'ticketIds'],
    ['of some word', () => ({ ticketIds: 'mine' }), 'ticketIds'],
    ['of numbers', () => ({ ticketIds: [1001] }), 'ticketIds'],
    ['of one twice', () => ({ ticketIds: [line.lead1, line.lead1.toUpperCase()] }), 'ticketIds'],
    ['of too many', () => ({ ticketIds: Array.from({ length: 501 }, () => randomUUID()) }), 'ticketIds'],
    ['with a version', () => ({ version: 1 }), 'version'],
  ];
  it('is refused for what is wrong with it', async () => {
    const gone = await buildPerson(house, { login: 'gone', roles: ['team_lead'] });
    await (await house.as('admin1')).patch(`/people/${gone}`, { active: false });
    const all = [...bad, ['to somebody who left', () => ({ toPersonId: gone }), 'toPersonId'] as (typeof bad)[number]];
    for (const [name, body, path] of all) {
      const answer = await handOver('lead1', body());
      expect([name, answer.status, answer.body.errors?.[0].path]).toEqual([name, 400, path]);
    }
    expect((await house.stranger().post('/handovers', {})).status).toBe(401);
  });
});
