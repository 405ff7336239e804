import { startHouse, type House } from '../support/app';
import type { Answer } from '../support/client';
import { buildLine, buildPerson, type Line } from '../support/factories';
import { HOUR, MINUTE, done, file, fromNow, look, rowCounts } from './desk';
import { long } from './wrong';

const NOBODYS = '018f0000-0000-7000-8000-000000000000';
const sameBut = ({ text, body }: Answer): string => text.replace((body as { requestId: string }).requestId, '');
let next = 5000;

describe('the customer called again', () => {
  let house: House;
  let line: Line;
  let absent: string;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(house);
    await buildPerson(house, { login: 'outsider', projectIds: [line.projectId], superiorId: line.lead2 });
    absent = sameBut(await called('outsider', NOBODYS));
  });

  const call = (change: object = {}): object => ({
    callStartedAt: fromNow(-MINUTE),
    content: '客户再次来电询问退款。',
    wants: 'status',
    ...change,
  });
  const called = async (login: string, id: string | number, change: object = {}, key?: string): Promise<Answer> =>
    (await house.as(login)).post(`/tickets/${id}/customer-called`, call(change), key);
  /** A ticket that is out of the outsider's sight, and its restricted row shown. */
  const shown = async (rest: Record<string, unknown> = {}) => {
    const phone = `1380000${++next}`;
    const ticket = await file(house, 'agent1', { customer: { phone }, ...rest });
    const answer = await (await house.as('outsider')).post('/tickets/similar', { phone });
    expect(answer.body.items).toMatchObject([{ number: ticket.number, restricted: true }]);
    return ticket;
  };
  const heard = async (login: string, id: string): Promise<string[]> => {
    const events = await (await house.as(login)).get('/events?after=0&limit=100');
    return (events.body.items as { type: string; ticketId: string }[]).filter((event) => event.ticketId === id).map((event) => event.type);
  }; // prettier-ignore

  it('is counted and told to filer and holder by an agent who got the row, and gives no sight', async () => {
    const ticket = await shown();
    const answer = await called('outsider', ticket.number, { callId: 'call-77' });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body as object).sort()).toEqual(['number', 'phraseForCustomer', 'promisedReplyAt']);
    expect(answer.body).toMatchObject({ number: ticket.number, promisedReplyAt: ticket.promisedReplyAt });
    expect(await look(house, 'lead1', ticket.id)).toMatchObject({ recontacts: 1, version: ticket.version, activity: ticket.activity + 1 });
    for (const login of ['agent1', 'lead1']) expect(await heard(login, ticket.id)).toContain('ticket.customer_called');
    expect(await heard('outsider', ticket.id)).toEqual([]);
    const { body } = await (await house.as('lead1')).get(`/tickets/${ticket.id}/timeline`);
    expect(body.items.at(-1)).toMatchObject({ type: 'ticket.customer_called', by: { name: 'Test outsider' }, data: { wants: 'status', callId: 'call-77' }, texts: [{ field: 'recall', text: '客户再次来电询问退款。' }] });
    expect((await (await house.as('outsider')).get(`/tickets/${ticket.number}`)).status).toBe(404);
    expect((await (await house.as('outsider')).post(`/tickets/${ticket.number}/note`, { text: 'x' })).status).toBe(404);
    expect((await called('outsider', ticket.id)).status).toBe(200);
    expect((await look(house, 'lead1', ticket.id)).recontacts).toBe(2);
  }); // prettier-ignore

  it('does not exist for whoever never got the row, or got it more than an hour ago', async () => {
    const ticket = await shown();
    expect(sameBut(await called('lead2', ticket.number))).toBe(absent);
    await house.clock.advance('59 minutes');
    expect((await called('outsider', ticket.number)).status).toBe(200);
    await house.clock.advance('2 minutes');
    for (const id of [ticket.number, ticket.id]) expect(sameBut(await called('outsider', id))).toBe(absent);
    const wrong = await (await house.as('outsider')).post(`/tickets/${ticket.number}/customer-called`, {});
    expect(sameBut(wrong)).toBe(absent);
  });

  it('does not exist for the accused, though they got the row before they were named', async () => {
    const ticket = await shown();
    await house.db.query('update ticket set about_person_id = (select id from person where login = $2) where id = $1', [
      ticket.id,
      'outsider',
    ]);
    expect(sameBut(await called('outsider', ticket.number))).toBe(absent);
  });

  it('is not for a filer who is the accused', async () => {
    const own = await file(house, 'agent2', { aboutPersonId: line.agent2 });
    expect(await called('agent2', own.id)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  it.each(['agent1', 'lead1', 'supervisor1'])('may be noted by %s, who sees the ticket', async (login) => {
    const ticket = await file(house, 'agent1');
    expect((await called(login, ticket.id)).status).toBe(200);
  });

  it('on a ticket that is no longer open is a 409 that says no more than the row', async () => {
    const phone = '13800004999';
    const ticket = await done(house, 'agent1', await file(house, 'agent1', { customer: { phone } }), 'withdraw');
    const other = await shown();
    await done(house, 'agent1', other, 'withdraw');
    const answer = await called('outsider', other.number);
    expect(answer).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
    expect(answer.text).not.toMatch(/withdrawn|submitted|lead1|agent1/);
    expect(Object.keys(answer.body as object).sort()).toEqual(['code', 'detail', 'requestId', 'status', 'title', 'type']);
    expect(await called('agent1', ticket.id)).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
  }); // prettier-ignore

  it('happens once for a key', async () => {
    const ticket = await shown();
    const first = await called('outsider', ticket.number, {}, 'recall');
    const sent = JSON.parse(JSON.stringify(call())) as { callStartedAt: string };
    const again = await Promise.all(Array.from({ length: 4 }, async () => (await house.as('outsider')).post(`/tickets/${ticket.number}/customer-called`, sent, 'recall-2')));
    expect(new Set(again.filter((one) => one.status === 200).map((one) => one.text)).size).toBe(1);
    expect(first.status).toBe(200);
    expect((await look(house, 'lead1', ticket.id)).recontacts).toBe(2);
    const other = await called('outsider', ticket.number, { content: 'Something else.' }, 'recall-2');
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
    expect(other.text).not.toContain(ticket.id);
  }); // prettier-ignore

  it('all at once are all counted', async () => {
    const ticket = await shown();
    const answers = await Promise.allSettled(Array.from({ length: 8 }, () => called('outsider', ticket.number)));
    expect(answers.map((one) => one.status === 'fulfilled' && one.value.status)).toEqual(Array<number>(8).fill(200));
    expect((await look(house, 'lead1', ticket.id)).recontacts).toBe(8);
  });

  describe('the phrase', () => {
    const phrase = async (login: string, id: string, wants: string): Promise<string> =>
      (await called(login, id, { wants })).body.phraseForCustomer as string;

    it('says the promised time on the house’s clock, in the caller’s language, and nothing of the matter', async () => {
      const promisedReplyAt = '2026-12-01T10:30:00.000Z';
      const callStartedAt = '2026-11-30T20:00:00.000Z';
      const ahead = Date.parse('2026-11-30T21:00:00Z') - Date.parse(fromNow(0));
      await house.clock.advance(ahead);
      const ticket = await shown({ callStartedAt, promisedReplyAt });
      const zh = await phrase('outsider', String(ticket.number), 'status');
      expect(zh).toContain(String(ticket.number));
      expect(zh).toContain('12月1日 18:30');
      expect(zh).not.toMatch(/lead1|王小明|refund|退款/);
      await (await house.as('outsider')).patch('/me', { locale: 'en' });
      expect(await phrase('outsider', String(ticket.number), 'withdraws')).toContain('1 December, 18:30');
      await house.clock.advance('14 hours');
      await house.as('outsider').then((client) => client.post('/tickets/similar', { phone: `1380000${next}` }));
      expect(await phrase('outsider', String(ticket.number), 'new_time')).toMatch(/sorry/);
    });

    it('promises nothing where nothing was promised', async () => {
      const none = { customer: { contact: { channel: 'none' } }, promisedReplyAt: null, noReplyReason: 'withheld' };
      const ticket = await file(house, 'agent1', none);
      const said = await Promise.all(['status', 'adds', 'withdraws', 'new_time'].map((wants) => phrase('agent1', ticket.id, wants)));
      expect(new Set(said).size).toBe(4);
      for (const one of said) expect(one).not.toMatch(/\d{1,2}:\d{2}/);
    }); // prettier-ignore
  });

  it.each([
    { callStartedAt: undefined }, { callStartedAt: 'yesterday' }, { callStartedAt: '2099-01-01T00:00:00Z' }, { callStartedAt: '2020-01-01T00:00:00Z' },
    { content: undefined }, { content: '' }, { content: ' \n' }, { content: long(2001) }, { content: 'a\u0000b' }, { wants: undefined },
    { wants: 'everything' }, { callId: '' }, { callId: long(201) }, { promisedReplyAt: fromNow(HOUR) }, { version: 'x' },
  ])('refuses %j and writes nothing', async (change) => {
    const ticket = await file(house, 'agent1');
    const before = await rowCounts(house);
    expect(await called('agent1', ticket.id, change)).toMatchObject({ status: 400, body: { code: 'invalid' } });
    expect(await rowCounts(house)).toEqual(before);
  }); // prettier-ignore
});
