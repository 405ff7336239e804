import { randomUUID } from 'node:crypto';
import { startHouse, type House } from '../support/app';
import { buildLine, type Line } from '../support/factories';
import { act, done, file, form, fromNow, HOUR, sweep } from './desk';

const PHONE = '13800005871';
const NAME = '慕容晓晓';
const MAIL = 'murong.xiaoxiao@example.com';
/** Every way in which the canaries could come out again. */
const CANARIES = [
  PHONE, `86${PHONE}`, `+86${PHONE}`, '138 0000 5871', '138-0000-5871', PHONE.slice(3), NAME, MAIL, 'murong.xiaoxiao',
  ...[PHONE, NAME, MAIL].flatMap((text) => [Buffer.from(text).toString('hex'), Buffer.from(text).toString('base64').replace(/=+$/, ''), encodeURIComponent(text)]),
]; // prettier-ignore
const found = (text: string): string[] => CANARIES.filter((canary) => text.includes(canary));

describe('a caller’s name and number', () => {
  let house: House;
  let line: Line;
  let logged = '';
  let ticketId: string;
  const frames: string[] = [];
  const lists: string[] = [];
  const refusals: string[] = [];

  beforeAll(async () => {
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
      logged += String(line);
      return true;
    });
    house = await startHouse({ UPLINE_LOG_LEVEL: 'trace' });
    line = await buildLine(house);
    for (const who of ['agent1', 'lead1', 'supervisor1']) {
      const { raw } = await house.socket(who);
      raw.io.engine.on('packet', ({ data }: { data?: unknown }) => void frames.push(String(data)));
    }
    await everything();
  });
  afterAll(() => jest.restoreAllMocks());

  /** One ticket through every act, and every refusal that has a form or an act in it. */
  async function everything(): Promise<void> {
    const customer = { name: NAME, phone: '138 0000 5871', bestTime: 'morning' };
    let ticket = await file(house, 'agent1', { customer, callId: 'call-1' });
    ticketId = ticket.id;
    const mail = { customer: { name: NAME, contact: { channel: 'email', value: MAIL } } };
    await file(house, 'agent1', mail);
    await done(house, 'lead1', ticket, 'note', { visibility: 'superiors' });
    const stale = ticket;
    ticket = await done(house, 'lead1', ticket, 'acknowledge');
    ticket = await done(house, 'lead1', ticket, 'return');
    ticket = await done(house, 'agent1', ticket, 'supply');
    ticket = await done(house, 'lead1', ticket, 'release');
    ticket = await done(house, 'lead1', ticket, 'transfer', { toPersonId: line.lead2 });
    await house.clock.advance('31 minutes');
    await sweep(house);
    ticket = await done(
      house,
      'supervisor1',
      (await (await house.as('supervisor1')).get(`/tickets/${ticketId}`)).body,
      'acknowledge',
    );
    ticket = await done(house, 'supervisor1', ticket, 'decide');
    const agreed = { outcome: 'callback_agreed', answered: false, promisedReplyAt: fromNow(2 * HOUR) };
    ticket = await done(house, 'supervisor1', ticket, 'contact', agreed);
    ticket = await done(house, 'supervisor1', ticket, 'contact');
    ticket = await done(house, 'supervisor1', ticket, 'resolve', { lesson: 'Ask for the receipt.' });
    ticket = await done(house, 'agent1', ticket, 'dispute');
    ticket = await done(house, 'supervisor1', ticket, 'escalate');

    const agent = await house.as('agent1');
    const key = randomUUID();
    await agent.post('/tickets', form({ customer }), key);
    const answers = [
      await agent.post('/tickets', form({ customer, severity: 'high' }), key),
      await agent.post('/tickets', form({ customer: { name: NAME, phone: `${PHONE}9` } }), randomUUID()),
      await agent.post(
        '/tickets',
        form({ customer: { name: `${NAME}${'x'.repeat(90)}`, phone: PHONE } }),
        randomUUID(),
      ),
      await agent.post('/tickets', form({ customer: { name: NAME, phone: PHONE, [NAME]: PHONE } }), randomUUID()),
      await agent.post(
        '/tickets',
        form({ customer: { contact: { channel: 'email', value: `${MAIL} ${MAIL}` } } }),
        randomUUID(),
      ),
      await agent.send('/tickets', {
        method: 'POST',
        body: `{"customer":"${NAME} ${PHONE}"`,
        headers: { 'idempotency-key': randomUUID() },
      }),
      await (await house.as('agent2')).post('/tickets', form({ callId: 'call-1' }), randomUUID()),
      await act(house, 'agent2', stale, 'acknowledge'),
      await act(house, 'agent1', stale, 'acknowledge'),
      await agent.get(`/tickets?q=${PHONE}`),
      await agent.get(`/tickets/${PHONE}`),
    ];
    for (const answer of answers) expect(answer.status).toBeGreaterThanOrEqual(400);
    // The name of a field is the caller's own word; what they said in it is not repeated.
    refusals.push(
      ...answers.map((answer) => answer.text.replaceAll(`customer.${NAME}`, '').replaceAll(`property ${NAME}`, '')),
    );
    for (const who of ['agent1', 'lead1', 'lead2', 'supervisor1', 'manager1', 'admin1', 'qa1', 'records1']) {
      const client = await house.as(who);
      for (const view of ['queue', 'filed', 'team', 'watching', 'all']) {
        lists.push((await client.get(`/tickets?view=${view}&limit=100`)).text);
        lists.push((await client.get(`/tickets/counts?view=${view}`)).text);
      }
      lists.push((await client.post('/tickets/search', { view: 'all' })).text);
      lists.push((await client.get('/events?after=0&limit=100')).text);
      const timeline = await client.get(`/tickets/${ticketId}/timeline?limit=100`);
      if (timeline.status === 200) lists.push(timeline.text);
    }
    lists.push((await (await house.as('admin1')).get('/audit?limit=100')).text);
    lists.push((await house.stranger().get('/metrics')).text);
  }

  it('are shown in the ticket itself as name and mask', async () => {
    const { text } = await (await house.as('agent1')).get(`/tickets/${ticketId}`);
    expect(text).toContain(NAME);
    expect(found(text)).toEqual([NAME]);
  });
  it('are in no list, count, timeline, event, audit or metric', () => {
    expect(lists.length).toBeGreaterThan(90);
    expect(found(lists.join('\n'))).toEqual([]);
    expect(lists.join('\n')).toContain('138****5871');
  });
  it('are in no frame of a socket', () => {
    expect(frames.length).toBeGreaterThan(10);
    expect(found(frames.join('\n'))).toEqual([]);
  });
  it('are in no refusal', () => {
    expect(found(refusals.join('\n'))).toEqual([]);
  });
  it('are in no line of the log, however much is logged', () => {
    expect(logged).toContain('"route":"/api/v1/tickets"');
    expect(found(logged)).toEqual([]);
  });
  it('lie in no table, column or index in the clear', async () => {
    const tables = await house.db.query<{ name: string }>(
      `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    for (const { name } of tables.rows) {
      const { rows } = await house.db.query<{ text: string | null }>(
        `select string_agg(t::text, E'\\n') as text from ${name} t`,
      );
      expect([name, found(rows[0]!.text ?? '')]).toEqual([name, []]);
    }
  });
});
