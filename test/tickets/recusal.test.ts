import type { TimelineEntry } from '@upline/contracts/events';
import type { RestrictedTicketView } from '@upline/contracts/ticket';
import { randomUUID } from 'node:crypto';
import { startHouse, type House } from '../support/app';
import { buildLine, type Line } from '../support/factories';
import { HOUR, act, done, file, fromNow, look, send, sweep } from './desk';

describe('recusal', () => {
  let house: House;
  let line: Line;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(house);
  });

  describe('the filer is the accused', () => {
    let ticket: RestrictedTicketView;
    beforeAll(async () => {
      ticket = (await send(house, 'agent1', { aboutPersonId: line.agent1, severity: 'critical', kind: 'other' }))
        .body as RestrictedTicketView;
      await done(house, 'lead1', ticket, 'note', { text: 'He has done it again.' });
      await done(house, 'lead1', ticket, 'return', { question: 'What did you say to her?' });
    });

    it('sees state, promise and outcome, the question, and nothing else', async () => {
      const { body } = await (await house.as('agent1')).get(`/tickets/${ticket.id}`);
      expect(body).toEqual({
        restricted: true,
        id: ticket.id,
        number: ticket.number,
        version: 2,
        activity: 3,
        state: 'returned',
        promisedReplyAt: ticket.promisedReplyAt,
        outcome: null,
        question: { text: 'What did you say to her?', at: expect.any(String) },
        allowedActions: ['note', 'supply'],
        createdAt: ticket.createdAt,
        updatedAt: expect.any(String),
      });
      expect(Object.keys(ticket).sort()).toEqual(Object.keys(body as object).sort());
    });

    it('reads of the timeline only that something happened, and their own words', async () => {
      const client = await house.as('agent1');
      await done(house, 'agent1', ticket, 'note', { text: 'I did not.' });
      const { body, text } = await client.get<{ items: TimelineEntry[] }>(`/tickets/${ticket.id}/timeline`);
      expect(text).not.toContain('He has done it again.');
      for (const id of [line.lead1, line.supervisor1]) expect(text).not.toContain(id);
      const own = body.items.filter((entry) => entry.by !== null);
      expect(own.map((entry) => [entry.type, entry.by?.id])).toEqual([
        ['ticket.filed', line.agent1],
        ['ticket.noted', line.agent1],
      ]);
      for (const entry of body.items) expect(entry.data).toEqual({});
    });

    it('is in their list as a restricted row, that no filter and no sort betrays', async () => {
      const client = await house.as('agent1');
      const plain = await file(house, 'agent1', { severity: 'normal' });
      const listed = async (query: string): Promise<string[]> =>
        ((await client.get(`/tickets?view=filed&limit=100&${query}`)).body.items as { id: string }[]).map(
          (item) => item.id,
        );
      expect(await listed('')).toEqual([plain.id, ticket.id]);
      const { items } = (await client.get('/tickets?view=filed')).body as { items: Record<string, unknown>[] };
      const hidden = ['kind', 'severity', 'level', 'filer', 'holder', 'project', 'topic', 'excerpt', 'contactMasked', 'nextDueKind', 'nextDueAt']; // prettier-ignore
      for (const field of hidden) expect(items[1]![field]).toBeNull();
      const queries = [
        'kind=other', 'severity=critical', 'level=0', `holderId=${line.lead1}`, `projectId=${line.projectId}`, `topicId=${plain.topic.id}`,
        'clock=promise', 'sort=nextDueAt', 'sort=-severity', `dueBefore=${fromNow(9 * HOUR)}`,
      ]; // prettier-ignore
      for (const query of queries) expect([query, (await listed(query)).includes(ticket.id)]).toEqual([query, false]);
      expect(await listed('state=returned')).toEqual([ticket.id]);
      expect(await listed(`filerId=${line.agent1}`)).toEqual([plain.id, ticket.id]);
    });

    it('is told that something happened, without what', async () => {
      const { body } = await (await house.as('agent1')).get('/events?after=0&limit=100');
      expect(JSON.stringify(body)).not.toContain(line.lead1);
    });

    it('may supply and note; a superior confirms', async () => {
      for (const action of ['withdraw', 'confirm', 'dispute', 'escalate', 'acknowledge'] as const)
        expect(await act(house, 'agent1', { ...ticket, version: 2 }, action)).toMatchObject({ status: 403 });
      let now = (await act(house, 'agent1', { ...ticket, version: 2 }, 'supply')).body as {
        id: string;
        version: number;
      };
      for (const action of ['contact', 'resolve'] as const) now = await done(house, 'lead1', now, action);
      expect((await (await house.as('agent1')).get(`/tickets/${ticket.id}`)).body).toMatchObject({
        outcome: 'solved',
        state: 'resolved',
      });
      expect(await act(house, 'agent1', now, 'confirm')).toMatchObject({ status: 403 });
      expect(await done(house, 'supervisor1', now, 'confirm')).toMatchObject({ state: 'closed' });
    });
  });

  it('the superior accused: the form goes past them, and they never learn of it', async () => {
    const before = (await (await house.as('lead1')).get('/tickets/counts')).body as object;
    const heard = (await (await house.as('lead1')).get('/events?after=0&limit=100')).text;
    const ticket = await file(house, 'agent1', { aboutPersonId: line.lead1 });
    expect(ticket.holder).toMatchObject({ id: line.supervisor1, why: 'recusal' });
    await done(house, 'supervisor1', ticket, 'note');
    const lead = await house.as('lead1');
    expect((await lead.get('/tickets/counts')).body).toEqual(before);
    expect((await lead.get('/events?after=0&limit=100')).text).toBe(heard);
    expect((await lead.get(`/tickets?holderId=${line.supervisor1}`)).body).toEqual({ items: [], nextCursor: null });
  });

  it('cannot be led round: no mention, no transfer, and refusals that say no more than of a stranger', async () => {
    const ticket = await file(house, 'agent1', { aboutPersonId: line.lead2 });
    const strip = ({ body }: { body: { requestId: string } }) => ({ ...body, requestId: '' });
    const transfer = (toPersonId: string) => act(house, 'lead1', ticket, 'transfer', { toPersonId });
    const [accused, nobody] = [await transfer(line.lead2), await transfer(randomUUID())];
    expect(accused.status).toBe(400);
    expect(strip(accused)).toEqual(strip(nobody));
    const mention = (id: string) => act(house, 'lead1', ticket, 'note', { mentions: [id] });
    const [named, unknown] = [await mention(line.lead2), await mention(randomUUID())];
    expect(named.status).toBe(400);
    expect(strip(named)).toEqual(strip(unknown));
  });

  it('reaches a deputy whom the accused names later, even one who holds it; the line goes on without them', async () => {
    const ticket = await file(house, 'agent1', { aboutPersonId: line.lead2 });
    expect(ticket.holder.id).toBe(line.lead1);
    const absence = { from: fromNow(-1000), to: fromNow(8 * HOUR), deputyId: line.lead1 };
    expect((await (await house.as('lead2')).post(`/people/${line.lead2}/absences`, absence)).status).toBe(201);
    expect((await (await house.as('lead1')).get(`/tickets/${ticket.id}`)).status).toBe(404);
    expect((await act(house, 'lead1', ticket, 'acknowledge')).status).toBe(404);
    await house.clock.advance('31 minutes');
    await sweep(house);
    expect(await look(house, 'agent1', ticket.id)).toMatchObject({ holder: { id: line.supervisor1 }, level: 1 });
    expect((await (await house.as('lead1')).get(`/tickets/${ticket.id}`)).status).toBe(404);
  });

  it('a later form, while the accused is away, goes to nobody whom they named', async () => {
    const about = await file(house, 'agent2', { aboutPersonId: line.lead2 });
    expect(about.holder).toMatchObject({ id: line.supervisor1, why: 'recusal' });
    expect((await (await house.as('lead1')).get(`/tickets/${about.id}`)).status).toBe(404);
  });
});
