import type { LinkRelation } from '@upline/contracts/several';
import { startHouse, type House } from '../support/app';
import type { Answer } from '../support/client';
import { buildLine, buildPerson, type Line } from '../support/factories';
import { act, done, file, look, rowCounts } from './desk';

const NOBODYS = '018f0000-0000-7000-8000-000000000000';
const sameBut = ({ text, body }: Answer): string => text.replace((body as { requestId: string }).requestId, '');

describe('link', () => {
  let house: House;
  let line: Line;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(house);
    await buildPerson(house, { login: 'outsider', projectIds: [line.projectId], superiorId: line.lead2 });
  });

  const link = async (login: string, id: string | number, toId: unknown, relation: unknown = 'related', key?: string) =>
    (await house.as(login)).post(`/tickets/${id}/link`, { toId, relation }, key);
  const links = async (login: string, id: string) => (await look(house, login, id)).links;
  const events = async (login: string, id: string): Promise<string[]> => {
    const page = await (await house.as(login)).get('/events?after=0&limit=100');
    return (page.body.items as { type: string; ticketId: string }[]).filter((event) => event.ticketId === id).map((event) => event.type);
  }; // prettier-ignore

  it.each(['repeat', 'related', 'caused_by'] as LinkRelation[])(
    '%s: both tickets show it, on both timelines, and nobody becomes stale',
    async (relation) => {
      const [one, two] = [await file(house, 'agent1'), await file(house, 'agent1')];
      const answer = await link('lead1', one.id, String(two.number), relation);
      expect(answer).toMatchObject({ status: 200, body: { id: one.id, version: one.version, activity: 2 } });
      expect(answer.body.links).toEqual([{ id: two.id, number: two.number, relation, direction: 'out' }]);
      expect(await links('agent1', two.id)).toEqual([{ id: one.id, number: one.number, relation, direction: 'in' }]);
      expect(await look(house, 'lead1', two.id)).toMatchObject({ version: two.version, activity: 2 });
      for (const { id } of [one, two]) {
        const { body } = await (await house.as('agent1')).get(`/tickets/${id}/timeline`);
        expect(body.items.at(-1)).toMatchObject({ type: 'ticket.linked', by: { id: line.lead1 }, data: { relation } });
        for (const who of ['agent1', 'lead1']) expect(await events(who, id)).toContain('ticket.linked');
      }
      await done(house, 'lead1', one, 'acknowledge');
    },
  );

  it('is shown only to whoever sees the other one; neither its id nor its number are anywhere else', async () => {
    const [one, two] = [await file(house, 'agent1'), await file(house, 'outsider')];
    expect((await link('supervisor1', one.id, two.id)).status).toBe(200);
    expect(await links('agent1', one.id)).toEqual([]);
    expect(await links('outsider', two.id)).toEqual([]);
    expect(await links('supervisor1', one.id)).toHaveLength(1);
    const whole = (await (await house.as('agent1')).get(`/tickets/${one.id}/timeline`)).text;
    expect(whole).not.toContain(two.id);
    expect(whole).not.toContain(String(two.number));
  });

  it('twice is once, at once too', async () => {
    const [one, two] = [await file(house, 'agent1'), await file(house, 'agent1')];
    const answers = await Promise.allSettled(Array.from({ length: 6 }, (_, n) => n % 2 === 0 ? link('lead1', one.id, two.id) : link('agent1', two.id, one.id)));
    expect(answers.map((each) => each.status === 'fulfilled' && each.value.status)).toEqual(Array<number>(6).fill(200));
    expect(await links('lead1', one.id)).toHaveLength(1);
    expect((await look(house, 'lead1', one.id)).activity).toBe(2);
    await link('lead1', two.id, one.id, 'caused_by');
    await link('lead1', one.id, two.id, 'caused_by');
    expect(await links('lead1', one.id)).toHaveLength(3);
  }); // prettier-ignore

  it('happens once for a key', async () => {
    const [one, two] = [await file(house, 'agent1'), await file(house, 'agent1')];
    const first = await link('lead1', one.id, two.id, 'repeat', 'link-once');
    expect((await link('lead1', one.id, two.id, 'repeat', 'link-once')).text).toBe(first.text);
    expect((await link('lead1', one.id, two.id, 'related', 'link-once')).status).toBe(422);
  });

  it('to one out of sight is to one that does not exist, whatever else is so', async () => {
    const [one, two] = [await file(house, 'agent1'), await file(house, 'outsider')];
    const absent = await link('agent1', one.id, NOBODYS);
    expect(absent.status).toBe(404);
    for (const toId of [two.id, String(two.number), '999999999'])
      expect(sameBut(await link('agent1', one.id, toId))).toBe(sameBut(absent));
    expect(sameBut(await link('agent1', two.id, one.id))).toBe(sameBut(absent));
    expect(await look(house, 'lead2', two.id)).toMatchObject({ activity: 1 });
  });

  it('is neither for the accused nor to what is about them', async () => {
    const own = await file(house, 'agent2', { aboutPersonId: line.agent2 });
    const other = await file(house, 'agent2');
    expect(await link('agent2', own.id, other.id)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await link('agent2', other.id, own.id)).status).toBe(404);
    expect((await link('lead1', other.id, own.id)).status).toBe(200);
    expect(await links('agent2', other.id)).toEqual([]);
    expect(await links('lead1', other.id)).toHaveLength(1);
  });

  it('is possible in any state', async () => {
    const [one, two] = [await file(house, 'agent1'), await file(house, 'agent1')];
    expect((await act(house, 'agent1', one, 'withdraw')).status).toBe(200);
    expect((await link('agent1', one.id, two.id, 'repeat')).status).toBe(200);
  });

  it('refuses a wrong body and writes nothing', async () => {
    const [one, two] = [await file(house, 'agent1'), await file(house, 'agent1')];
    const before = await rowCounts(house);
    for (const [toId, relation] of [[one.id, 'related'], [String(one.number), 'repeat'], [two.id, 'twin'], [two.id, null], [undefined, 'related'], [two.number, 'related'], ['0', 'related'], ['x', 'related'], [[two.id], 'related']])
      expect(await link('lead1', one.id, toId, relation)).toMatchObject({ status: 400, body: { code: 'invalid' } });
    const unknown = await (await house.as('lead1')).post(`/tickets/${one.id}/link`, { toId: two.id, relation: 'related', note: 'x' });
    expect(unknown.status).toBe(400);
    expect(await rowCounts(house)).toEqual(before);
  }); // prettier-ignore
});
