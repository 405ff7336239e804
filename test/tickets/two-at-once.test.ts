import type { TicketAction } from '@upline/contracts/actions';
import type { TicketView } from '@upline/contracts/ticket';
import { startHouse, type House } from '../support/app';
import { buildLine } from '../support/factories';
import { act, done, file, look, rowCounts } from './desk';

/** Two people, the ways to a ticket that both may act on, and what each does. */
const RACES: [string, [string, TicketAction][], [string, TicketAction], [string, TicketAction]][] = [
  ['two acknowledge', [], ['lead1', 'acknowledge'], ['supervisor1', 'acknowledge']],
  ['acknowledge and withdraw', [], ['lead1', 'acknowledge'], ['agent1', 'withdraw']],
  ['return and withdraw', [], ['lead1', 'return'], ['agent1', 'withdraw']],
  ['release and decide', [['lead1', 'acknowledge']], ['lead1', 'release'], ['supervisor1', 'decide']],
  ['supply twice', [['lead1', 'return']], ['agent1', 'supply'], ['lead1', 'supply']],
  ['confirm and dispute', [['lead1', 'acknowledge'], ['lead1', 'contact'], ['lead1', 'resolve']], ['agent1', 'confirm'], ['agent1', 'dispute']],
]; // prettier-ignore

describe('two people at once', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    await buildLine(house);
  });

  it.each(RACES)('%s: one wins, the other gets the ticket as it stands', async (_name, way, one, two) => {
    for (let turn = 0; turn < 4; turn++) {
      let ticket: TicketView = await file(house, 'agent1');
      for (const [who, action] of way) ticket = await done(house, who, ticket, action);
      const pair = turn % 2 === 0 ? [one, two] : [two, one];
      const answers = await Promise.all(pair.map(([who, action]) => act(house, who, ticket, action)));
      const [won] = answers.filter((answer) => answer.status === 200);
      const [lost] = answers.filter((answer) => answer.status !== 200);
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
      expect(lost!.body.code).toBe('stale_version');
      const loser = pair[answers.indexOf(lost!)]![0];
      expect(lost!.body.current).toEqual(await look(house, loser, ticket.id));
      expect(won!.body.version).toBe(ticket.version + 1);
      expect(lost!.body.current.version).toBe(ticket.version + 1);
    }
  });

  it('who lost the ticket itself may no longer do it: 403 comes before the version', async () => {
    for (let turn = 0; turn < 6; turn++) {
      const ticket = await file(house, 'agent1');
      const [taken, passed] = await Promise.all([
        act(house, 'lead1', ticket, 'acknowledge'),
        act(house, 'supervisor1', ticket, 'escalate'),
      ]);
      const now = await look(house, 'lead1', ticket.id);
      expect(now.version).toBe(ticket.version + 1);
      if (now.level === 0) expect([taken.status, passed.body.code]).toEqual([200, 'stale_version']);
      else expect([passed.status, taken.body.code]).toEqual([200, 'forbidden']);
    }
  });

  it('a stale version writes nothing', async () => {
    const ticket = await file(house, 'agent1');
    await done(house, 'lead1', ticket, 'acknowledge');
    const before = await rowCounts(house);
    expect(await act(house, 'lead1', ticket, 'release')).toMatchObject({
      status: 409,
      body: { code: 'stale_version' },
    });
    expect(await rowCounts(house)).toEqual(before);
  });

  it('a missing version is a 400, wherever one is needed', async () => {
    const ticket = await file(house, 'agent1');
    for (const [who, action] of [
      ['lead1', 'acknowledge'],
      ['lead1', 'transfer'],
      ['agent1', 'withdraw'],
    ] as const)
      // prettier-ignore
      expect(await act(house, who, { ...ticket, version: undefined as never }, action)).toMatchObject({
        status: 400,
        body: { code: 'invalid' },
      });
  });

  it('notes and contacts commute: all of them are kept, and make nobody stale', async () => {
    const ticket = await done(house, 'lead1', await file(house, 'agent1'), 'acknowledge');
    const writers = ['agent1', 'lead1', 'supervisor1', 'manager1'];
    const notes = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        act(house, writers[n % 4]!, ticket, 'note', { text: `note ${n}`, version: 1 }),
      ),
    );
    const tries = await Promise.all(
      Array.from({ length: 5 }, () =>
        act(house, 'lead1', ticket, 'contact', { outcome: 'no_answer', answered: false }),
      ),
    );
    for (const answer of [...notes, ...tries]) expect(answer.status).toBe(200);
    expect(new Set([...notes, ...tries].map((answer) => answer.body.createdId)).size).toBe(25);
    const now = await look(house, 'lead1', ticket.id);
    expect(now).toMatchObject({ version: ticket.version, activity: ticket.activity + 25 });
    await done(house, 'lead1', ticket, 'decide');
  });

  it('a contact that settles the promise raises the version', async () => {
    const ticket = await done(house, 'lead1', await file(house, 'agent1'), 'acknowledge');
    const told = await done(house, 'lead1', ticket, 'contact');
    expect(told).toMatchObject({ version: ticket.version + 1, activity: ticket.activity + 1 });
    expect(await act(house, 'lead1', ticket, 'decide')).toMatchObject({ status: 409, body: { code: 'stale_version' } });
  });

  it('an act with a key happens once, however often it is sent', async () => {
    const ticket = await file(house, 'agent1');
    const lead = await house.as('lead1');
    const body = { version: ticket.version };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => lead.post(`/tickets/${ticket.id}/acknowledge`, body, 'act-once')),
    );
    const texts = new Set(answers.filter((answer) => answer.status === 200).map((answer) => answer.text));
    expect(texts.size).toBe(1);
    for (const answer of answers.filter((one) => one.status !== 200))
      expect(answer).toMatchObject({ status: 409, body: { code: 'in_flight' } });
    const again = await lead.post(`/tickets/${ticket.id}/acknowledge`, body, 'act-once');
    expect([again.status, texts.has(again.text)]).toEqual([200, true]);
    expect((await look(house, 'lead1', ticket.id)).version).toBe(ticket.version + 1);
    const other = await lead.post(`/tickets/${ticket.number}/acknowledge`, { version: 2 }, 'act-once');
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
  });
});
