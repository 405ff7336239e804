import { startHouse, type House } from '../support/app';
import type { Answer } from '../support/client';
import { buildLine, buildPerson, type Line } from '../support/factories';
import { REVEALS } from '../../src/tickets/reveal.service';
import { act, done, file, look, rowCounts } from './desk';
import { long } from './wrong';

const NOBODYS = '018f0000-0000-7000-8000-000000000000';
const sameBut = ({ text, body }: Answer): string => text.replace((body as { requestId: string }).requestId, '');
const PHONE = { customer: { name: '慕容小小', phone: '138 0000 6001' } };

describe('reveal', () => {
  let house: House;
  let line: Line;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(house);
    await buildPerson(house, { login: 'outsider', projectIds: [line.projectId], superiorId: line.lead2 });
    await buildPerson(house, { login: 'deputy', roles: ['team_lead'], projectIds: [line.projectId] });
  });

  const reveal = async (login: string, id: string | number, body: object = {}, key?: string): Promise<Answer> =>
    (await house.as(login)).post(`/tickets/${id}/reveal`, { field: 'phone', reason: '回访客户', ...body }, key);

  it('shows number and name in plain for a minute, on the timeline and on record, and tells nobody', async () => {
    const ticket = await file(house, 'agent1', PHONE);
    const heard = async () => (await (await house.as('agent1')).get('/events?after=0&limit=100')).body.items.length as number;
    const before = await heard();
    const answer = await reveal('lead1', ticket.id, { reason: '回访 13800006001' });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ field: 'phone', value: '138 0000 6001', e164: '+8613800006001', until: expect.any(String) });
    const left = Date.parse(answer.body.until as string) - Date.parse(answer.headers.get('date')!);
    expect(left).toBeGreaterThan(50_000);
    expect(left).toBeLessThan(62_000);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect((await reveal('lead1', ticket.number, { field: 'name' })).body.value).toBe('慕容小小');
    expect(await heard()).toBe(before);
    expect(await look(house, 'lead1', ticket.id)).toMatchObject({ version: ticket.version, activity: ticket.activity + 2 });
    const timeline = await (await house.as('agent1')).get(`/tickets/${ticket.id}/timeline`);
    expect(timeline.body.items.slice(-2)).toMatchObject([
      { type: 'ticket.revealed', by: { id: line.lead1 }, data: { field: 'phone' }, texts: [{ field: 'reason' }] },
      { type: 'ticket.revealed', data: { field: 'name' } },
    ]);
    const audit = await (await house.as('admin1')).get(`/audit?act=tickets.revealed&subjectId=${ticket.id}`);
    expect(audit.body.items).toMatchObject([{ data: { field: 'name', reason: '回访客户' } }, { actorId: line.lead1, data: { field: 'phone', reason: '回访 ****' } }]);
    expect(audit.text).not.toContain('13800006001');
  }); // prettier-ignore

  it('is for the holder, whoever covers or leads the holder, and the filer for a day', async () => {
    const ticket = await file(house, 'agent1', PHONE);
    for (const who of ['lead1', 'supervisor1', 'manager1', 'agent1'])
      expect([who, (await reveal(who, ticket.id)).status]).toEqual([who, 200]);
    const absence = { from: new Date(Date.parse(ticket.createdAt) - 1000).toISOString(), to: new Date(Date.parse(ticket.createdAt) + 7_200_000).toISOString(), deputyId: await id('deputy') };
    expect((await (await house.as('lead1')).post(`/people/${line.lead1}/absences`, absence)).status).toBe(201);
    expect((await reveal('deputy', ticket.id)).status).toBe(200);
    await house.clock.advance('24 hours');
    expect(await reveal('agent1', ticket.id)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await look(house, 'agent1', ticket.id)).allowedActions).not.toContain('reveal');
  }); // prettier-ignore
  const id = async (login: string): Promise<string> =>
    (await house.db.query<{ id: string }>('select id from person where login = $1', [login])).rows[0]!.id;

  it('is not for others who see it', async () => {
    const ticket = await file(house, 'outsider', PHONE);
    await done(house, 'lead2', ticket, 'transfer', { toPersonId: line.supervisor1 });
    expect(await reveal('lead2', ticket.id)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await look(house, 'lead2', ticket.id)).allowedActions).not.toContain('reveal');
  });

  it('does not exist for those out of sight, an administrator among them', async () => {
    const ticket = await file(house, 'agent1', PHONE);
    const absent = sameBut(await reveal('outsider', NOBODYS));
    for (const who of ['outsider', 'admin1', 'qa1', 'records1', 'lead2'])
      expect([who, sameBut(await reveal(who, ticket.id))]).toEqual([who, absent]);
    const row = await (await house.as('outsider')).post('/tickets/similar', { phone: '13800006001' });
    expect(row.body.items.length).toBeGreaterThan(0);
    expect(sameBut(await reveal('outsider', ticket.number))).toBe(absent);
  });

  it('is not for the accused, who filed it or leads the line', async () => {
    const own = await file(house, 'agent2', { ...PHONE, aboutPersonId: line.agent2 });
    expect(await reveal('agent2', own.id)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    const about = await file(house, 'agent1', { ...PHONE, aboutPersonId: line.supervisor1 });
    expect((await reveal('supervisor1', about.id)).status).toBe(404);
  });

  it('has nothing to show of what was not given', async () => {
    const mail = await file(house, 'agent1', { customer: { contact: { channel: 'email', value: 'W@example.com' } } });
    expect(await reveal('agent1', mail.id)).toMatchObject({ status: 400, body: { errors: [{ path: 'field', code: 'absent' }] } });
    expect((await reveal('agent1', mail.id, { field: 'name' })).status).toBe(400);
    expect((await reveal('agent1', mail.id, { field: 'contact' })).body).toMatchObject({ value: 'W@example.com', e164: null });
  }); // prettier-ignore

  it('is kept by no idempotency key', async () => {
    const ticket = await file(house, 'agent1', PHONE);
    const kept = async () => (await house.db.query('select count(*)::int as n from idempotency')).rows[0] as { n: number };
    const before = await kept();
    expect((await reveal('lead1', ticket.id, {}, 'shown')).status).toBe(200);
    expect((await reveal('lead1', ticket.id, { reason: '核实身份' }, 'shown')).status).toBe(200);
    expect(await kept()).toEqual(before);
    expect((await look(house, 'lead1', ticket.id)).activity).toBe(ticket.activity + 2);
  }); // prettier-ignore

  it('is rated per person, at once too', async () => {
    const ticket = await file(house, 'agent1', PHONE);
    await house.clock.advance('11 minutes');
    const answers = await Promise.allSettled(Array.from({ length: REVEALS.max + 5 }, () => reveal('lead1', ticket.id)));
    const statuses = answers.map((one) => (one.status === 'fulfilled' ? one.value.status : 0));
    expect(statuses.filter((status) => status === 200).length).toBe(REVEALS.max);
    expect(statuses.filter((status) => status === 429).length).toBe(5);
    const refused = await reveal('lead1', NOBODYS, { field: 'x' });
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(500);
    expect((await reveal('supervisor1', ticket.id)).status).toBe(200);
    expect((await look(house, 'lead1', ticket.id)).activity).toBe(ticket.activity + REVEALS.max + 1);
    await house.clock.advance('601 seconds');
    expect((await reveal('lead1', ticket.id)).status).toBe(200);
  });

  it.each([{ field: undefined }, { field: 'content' }, { field: ['phone'] }, { reason: undefined }, { reason: '' }, { reason: ' ' }, { reason: long(4001) }, { version: 1 }])(
    'refuses %j and writes nothing', async (body) => {
      const ticket = await file(house, 'agent1', PHONE);
      const before = await rowCounts(house);
      expect(await reveal('agent1', ticket.id, body)).toMatchObject({ status: 400, body: { code: 'invalid' } });
      expect(await rowCounts(house)).toEqual(before);
    }); // prettier-ignore

  it('ends for the filer’s colleagues with what they may not: a note is not a reveal', async () => {
    const ticket = await file(house, 'agent1', PHONE);
    const answer = await act(house, 'agent1', ticket, 'note', { text: 'x' });
    expect(answer.text).not.toMatch(/138\s?0000\s?6001/);
  });
});
