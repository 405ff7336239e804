import type { RestrictedRow } from '@upline/contracts/similar';
import { startHouse, type House } from '../support/app';
import { buildLine, buildPerson, type Line } from '../support/factories';
import { LOOK_UPS } from '../../src/tickets/similar.service';
import { done, file, form, fromNow, rowCounts } from './desk';

const PHONE = '13800004321';
const ASKED = { phone: PHONE };
type Item = { restricted: boolean; number: number; because?: string };

describe('similar tickets', () => {
  let house: House;
  let line: Line;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(house);
    await buildPerson(house, { login: 'outsider', projectIds: [line.projectId], superiorId: line.lead2 });
  });

  const phoned = (phone = PHONE) => ({ customer: { name: '王小明', phone } });
  const similar = async (login: string, body: unknown) => (await house.as(login)).post('/tickets/similar', body);
  const items = async (login: string, body: unknown): Promise<Item[]> => {
    const answer = await similar(login, body);
    expect(answer.status).toBe(200);
    return answer.body.items as Item[];
  };
  const topic = async (name: string): Promise<string> =>
    (await (await house.as('admin1')).post('/topics', { name })).body.id as string;

  it('are those of the same caller, in whatever spelling, open ones first and then the newest', async () => {
    const phone = '13800001111';
    const first = await file(house, 'agent1', phoned(phone));
    const gone = await done(house, 'agent1', await file(house, 'agent1', phoned('138 0000 1111')), 'withdraw');
    const last = await file(house, 'agent1', phoned('＋86 138-0000-1111'));
    await file(house, 'agent1', phoned('13800001112'));
    for (const spelling of [phone, '１３８００００１１１１', '+86 138 0000 1111', '008613800001111'])
      expect((await items('agent1', { phone: spelling })).map((item) => item.number)).toEqual([last.number, first.number, gone.number]);
    expect(await items('lead1', { phone })).toMatchObject([{ because: 'caller', restricted: false, contactMasked: '138****1111' }, {}, {}]);
  }); // prettier-ignore

  it('are those of the same topic within sight, behind the caller’s', async () => {
    const topicId = await topic('refunds');
    const own = await file(house, 'agent1', { topicId });
    const both = await file(house, 'agent1', { topicId, ...phoned('13800001113') });
    const away = await file(house, 'outsider', { topicId });
    const found = await items('agent1', { topicId, phone: '13800001113' });
    expect(found.map(({ number, because }) => [number, because])).toEqual([[both.number, 'caller'], [own.number, 'topic']]);
    expect((await items('outsider', { topicId })).map((item) => item.number)).toEqual([away.number]);
    expect((await items('supervisor1', { topicId })).length).toBe(3);
    await house.clock.advance('31 days');
    expect(await items('supervisor1', { topicId })).toEqual([]);
  }); // prettier-ignore

  it('are twenty at most', async () => {
    const topicId = await topic('many');
    await Promise.all(Array.from({ length: 22 }, () => file(house, 'agent1', { topicId })));
    expect((await items('lead1', { topicId })).length).toBe(20);
  });

  describe('of the caller, outside sight', () => {
    const KEYS = ['createdAt', 'holderName', 'number', 'promisedReplyAt', 'restricted', 'state'];

    it('come as restricted rows, and nothing more', async () => {
      const ticket = await file(house, 'agent1', phoned());
      const [row, ...rest] = (await items('outsider', ASKED)) as unknown as RestrictedRow[];
      expect(rest).toEqual([]);
      const { number, promisedReplyAt, createdAt } = ticket;
      expect(row).toEqual({ number, state: 'submitted', holderName: 'Test lead1', promisedReplyAt, createdAt, restricted: true });
      expect(Object.keys(row!).sort()).toEqual(KEYS);
      expect(await items('agent1', ASKED)).toMatchObject([{ restricted: false, id: ticket.id }]);
    }); // prettier-ignore

    it('are on record with who saw which number, and no phone', async () => {
      const ticket = await file(house, 'agent1', phoned('13800004322'));
      await items('outsider', { phone: '13800004322' });
      const audit = await (await house.as('admin1')).get('/audit?act=tickets.restricted_rows_shown&limit=1');
      expect(audit.body.items[0]).toMatchObject({ data: { numbers: [ticket.number] } });
      expect(audit.text).not.toMatch(/13800004322|138\*\*\*\*4322/);
      const before = await rowCounts(house);
      await items('outsider', { phone: '13800004399' });
      expect(await rowCounts(house)).toEqual(before);
    });

    it.each(['138****4321', '1380000432', '13800004320', '4321'])('are found by the exact number only: %s', async (phone) => {
      const answer = await similar('outsider', { phone });
      if (answer.status === 200) expect(answer.body.items).toEqual([]);
      else expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'phone' }] } });
    }); // prettier-ignore

    it('end 30 days after they were resolved, and with a withdrawal', async () => {
      const phone = '13800004323';
      let ticket = await file(house, 'agent1', phoned(phone));
      await done(house, 'agent1', await file(house, 'agent1', phoned(phone)), 'withdraw');
      for (const action of ['acknowledge', 'contact', 'resolve'] as const)
        ticket = await done(house, 'lead1', ticket, action);
      expect(await items('outsider', { phone })).toMatchObject([{ number: ticket.number, state: 'resolved' }]);
      await house.clock.advance('31 days');
      expect(await items('outsider', { phone })).toEqual([]);
    });

    it.each(['qa1', 'records1', 'admin1'])('are not for %s, who takes no calls', async (login) => {
      const seen = await similar(login, { phone: '13800004323' });
      expect([seen.status, seen.body]).toEqual([200, { items: [] }]);
    });

    it('are not for the accused, nor for a deputy whom the accused named', async () => {
      const phone = '13800004324';
      const outsider = await house.as('lead2');
      const absence = { from: fromNow(0), to: '2100-01-01T00:00:00Z', deputyId: line.lead1 };
      expect((await outsider.post(`/people/${line.lead2}/absences`, absence)).status).toBe(201);
      const about = { ...phoned(phone), aboutPersonId: line.lead2 };
      const ticket = await file(house, 'agent2', about);
      const nothing = await similar('lead2', { phone: '13800009999' });
      for (const login of ['lead2', 'lead1']) {
        const answer = await similar(login, { phone });
        expect(answer.text).toBe(nothing.text);
      }
      expect(await items('outsider', { phone })).toMatchObject([{ number: ticket.number, restricted: true }]);
      const own = await file(house, 'lead2', { ...phoned('13800004325'), aboutPersonId: line.lead2 });
      expect(own.restricted).toBe(true);
      expect((await similar('lead2', { phone: '13800004325' })).text).toBe(nothing.text);
    });
  });

  it('look-ups by a phone are rated per person, whichever process counts; those by a topic are not', async () => {
    await buildPerson(house, { login: 'curious', projectIds: [line.projectId], superiorId: line.lead2 });
    const client = await house.as('curious');
    for (let n = 0; n < LOOK_UPS.max; n += 10) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => client.post('/tickets/similar', ASKED)));
      expect(answers.map((answer) => answer.status)).toEqual(Array<number>(10).fill(200));
    }
    const refused = await client.post('/tickets/similar', ASKED);
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(3500);
    expect(wait).toBeLessThanOrEqual(3600);
    expect((await client.post('/tickets/similar', { phone: 7 })).status).toBe(429);
    expect((await client.post('/tickets/similar', { topicId: line.projectId })).status).toBe(200);
    expect((await similar('outsider', ASKED)).status).toBe(200);
    await house.clock.advance(wait * 1000 + 1000);
    expect((await client.post('/tickets/similar', ASKED)).status).toBe(200);
  });

  it('look-ups at once do not pass the rate together', async () => {
    await buildPerson(house, { login: 'hasty', projectIds: [line.projectId], superiorId: line.lead2 });
    const client = await house.as('hasty');
    const answers = await Promise.all(Array.from({ length: LOOK_UPS.max + 15 }, () => client.post('/tickets/similar', ASKED)));
    expect(answers.filter((answer) => answer.status === 200).length).toBe(LOOK_UPS.max);
    expect(answers.filter((answer) => answer.status === 429).length).toBe(15);
  }); // prettier-ignore

  it.each([
    {}, { phone: '' }, { phone: 'call me' }, { phone: null }, { phone: 13800001234 }, { phone: ['13800001234'] }, { phone: '1'.repeat(61) },
    { topicId: 'refunds' }, { topicId: null, phone: {} }, { content: '' }, { content: 'x'.repeat(2001) }, { content: 'half \ud800' }, { q: PHONE },
    [], 'phone',
  ])('refuses %j', async (body) => {
    const answer = await similar('outsider', body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid' } });
    expect(answer.text).not.toMatch(/1380000/);
  }); // prettier-ignore

  it('of a second form about one call count as shown', async () => {
    const phone = '13800004326';
    const ticket = await file(house, 'agent1', { ...phoned(phone), callId: 'call-7' });
    const second = await (await house.as('outsider')).post('/tickets', form({ callId: 'call-7' }), 'second');
    expect(second).toMatchObject({ status: 409, body: { code: 'same_call', similar: { number: ticket.number } } });
    expect(Object.keys(second.body.similar as object).sort()).toEqual(['createdAt', 'holderName', 'number', 'promisedReplyAt', 'restricted', 'state']);
    const called = { callStartedAt: form().callStartedAt, content: 'Asks again.', wants: 'status' };
    expect((await (await house.as('outsider')).post(`/tickets/${ticket.number}/customer-called`, called)).status).toBe(200);
  }); // prettier-ignore
});
