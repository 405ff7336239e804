import { COMMUTING_ACTIONS, TICKET_ACTIONS } from '@upline/contracts/actions';
import type { TicketView } from '@upline/contracts/ticket';
import { randomUUID } from 'node:crypto';
import { startHouse, type House } from '../support/app';
import type { Answer, ApiClient } from '../support/client';
import { buildLine, type Line } from '../support/factories';
import { BODIES, done, file, form, rowCounts } from './desk';
import { WRONG_ACTS, WRONG_FORMS, long, nested } from './wrong';

describe('bad input to tickets', () => {
  let house: House;
  let line: Line;
  let ticket: TicketView;
  let lead: ApiClient;
  let before: Record<string, number>;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(house);
    ticket = await done(house, 'lead1', await file(house, 'agent1'), 'acknowledge');
    lead = await house.as('lead1');
    before = await rowCounts(house);
  });
  afterEach(async () => {
    const was = before;
    before = await rowCounts(house);
    expect(before).toEqual(was);
  });

  const refused = (answer: Answer, status = 400, code = 'invalid'): void => {
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  };
  const post = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    lead.send('/tickets', { method: 'POST', body, headers: { 'idempotency-key': randomUUID(), ...headers } });

  describe('POST /tickets', () => {
    it.each(WRONG_FORMS)('%s', async (_what, change) => refused(await post(form(change))));

    it.each([
      ['nothing', ''],
      ['half a document', '{"kind":'],
      ['null', 'null'],
      ['a list', '[]'],
      ['a key twice', JSON.stringify(form()).replace('{', '{"kind":"other",')],
      ['1e400', JSON.stringify(form()).replace('"complaint"', '1e400')],
      ['__proto__', JSON.stringify(form()).replace('{', '{"__proto__":{"kind":"other"},')],
      ['constructor', JSON.stringify(form()).replace('{', '{"constructor":{"prototype":{"kind":"other"}},')],
      ['10,000 levels', nested(10_000)],
      ['10,000 brackets', '['.repeat(10_000)],
    ])('%s', async (_what, body) => refused(await post(body)));

    it('five megabytes', async () =>
      refused(await post(JSON.stringify(form({ content: long(1_700_000) }))), 413, 'too_large'));
    it.each([
      ['content-encoding', 'br'],
      ['content-encoding', 'deflate'],
      ['content-type', 'text/plain'],
      ['content-type', 'application/xml'],
    ])('%s: %s', async (name, value) =>
      refused(await post(JSON.stringify(form()), { [name]: value }), 415, 'unsupported_media_type'),
    );
    it.each(['', ' ', 'a b', 'ключ', 'k'.repeat(256)])('the key "%s"', async (key) => {
      const headers = { 'idempotency-key': Buffer.from(key).toString('latin1') };
      refused(await lead.send('/tickets', { method: 'POST', body: form(), headers }));
    });
    it('names every wrong field', async () => {
      const { body } = await post(form({ kind: 'x', content: 'short', customer: { phone: 1 }, colour: 'red' }));
      const paths = (body.errors as { path: string }[]).map((error) => error.path);
      for (const path of ['kind', 'content', 'customer.phone', 'colour']) expect(paths).toContain(path);
    });
  });

  describe('acts', () => {
    const act = (action: string, body: unknown, id: string | number = ticket.id): Promise<Answer> =>
      lead.send(`/tickets/${id}/${action}`, { method: 'POST', body });

    it.each(WRONG_ACTS)('%s with %j', async (action, change) =>
      refused(
        await act(action, {
          ...((COMMUTING_ACTIONS as readonly string[]).includes(action) ? {} : { version: ticket.version }),
          ...BODIES[action],
          ...change,
        }),
      ),
    );

    const shared = TICKET_ACTIONS.flatMap((action) =>
      [
        { colour: 'red' },
        { state: 'closed' },
        { version: 0 },
        { version: '1' },
        { version: 1.5 },
        { version: 2 ** 31 },
        { version: [1] },
      ].map((change) => [action, change] as const),
    );
    it.each(shared)('%s with %j', async (action, change) => {
      const extra = action === 'transfer' ? { toPersonId: line.lead2 } : {};
      refused(await act(action, { version: ticket.version, ...BODIES[action], ...extra, ...change }));
    });

    it.each(TICKET_ACTIONS)('%s with what is no body', async (action) => {
      // A nudge and a watch ask for nothing, so that nothing is a body too.
      const nothing = ['nudge', 'watch', 'unwatch'].includes(action) ? [] : ['', 'null'];
      for (const body of [
        ...nothing,
        '[]',
        '"x"',
        nested(10_000),
        '{"version":1e400}',
        '{"version":1,"version":1}',
        '{"__proto__":1}',
      ])
        refused(await act(action, body));
    });

    it.each([
      '0',
      '-1',
      '1.5',
      '999999999',
      '1e3',
      'abc',
      '%00',
      '..',
      '%2e%2e',
      '00000000-0000-0000-0000-000000000000',
      '9'.repeat(40),
      "1'--",
      '%F0%9F%98%80',
    ])('the id %.40s names nothing', async (id) => {
      for (const path of [`/tickets/${id}`, `/tickets/${id}/timeline`]) {
        refused(await lead.get(path), 404, 'not_found');
      }
      refused(await act('acknowledge', { version: 1 }, id), 404, 'not_found');
    });

    it.each(['%ff', '%', 'x'.repeat(2000)])('the address %.40s is none', async (id) => {
      refused(await lead.get(`/tickets/${id}`));
      refused(await act('acknowledge', { version: 1 }, id));
    });

    it('a 404 comes before anything about the body, and a 413 or 415 before the 404', async () => {
      const nobody = randomUUID();
      refused(await act('acknowledge', '{"version":', nobody), 404, 'not_found');
      refused(await act('acknowledge', { version: 'x' }, nobody), 404, 'not_found');
      refused(await act('acknowledge', `{"version":"${'x'.repeat(2_000_000)}"}`, nobody), 413, 'too_large');
      const plain = { 'content-type': 'text/plain' };
      const answer = await lead.send(`/tickets/${nobody}/acknowledge`, { method: 'POST', body: '{}', headers: plain });
      refused(answer, 415, 'unsupported_media_type');
    });

    it('an action or a method that there is not', async () => {
      refused(await act('explode', {}), 404, 'not_found');
      refused(await lead.delete(`/tickets/${ticket.id}`), 405, 'method_not_allowed');
      refused(await lead.patch(`/tickets/${ticket.id}`, {}), 405, 'method_not_allowed');
      refused(await lead.get(`/tickets/${ticket.id}/acknowledge`), 405, 'method_not_allowed');
    });
  });

  it.each(['after=-1', 'after=x', 'limit=0', 'limit=101', 'after=1&after=2', 'colour=red', 'after=99999999999'])(
    'a timeline with %s',
    async (query) => refused(await lead.get(`/tickets/${ticket.id}/timeline?${query}`)),
  );
  it.each(['', 'after=-1', 'after=x', 'after=0&limit=0', 'after=0&limit=101', 'after=0&personId=1', 'after=1e3'])(
    'events with %s',
    async (query) => refused(await lead.get(`/events?${query}`)),
  );
});
