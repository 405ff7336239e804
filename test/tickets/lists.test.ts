import type { TicketView } from '@upline/contracts/ticket';
import type { ApiClient } from '../support/client';
import { startHouse, type House } from '../support/app';
import { buildLine, buildProject, type Line } from '../support/factories';
import { HOUR, MINUTE, done, file, fromNow, rowCounts } from './desk';

interface Item {
  id: string;
  number: number;
  nextDueAt: string | null;
  nextDueKind: string | null;
  createdAt: string;
  severity: string;
}

/** Every page of a list, as a client walks it. */
async function walk(client: ApiClient, path: string, limit: number): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = null, turn = 0; turn < 100; turn++) {
    const page = await client.get(`/tickets?${path}&limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`);
    if (page.status !== 200) throw new Error(page.text);
    expect(page.body.items.length).toBeLessThanOrEqual(limit);
    items.push(...(page.body.items as Item[]));
    cursor = page.body.nextCursor as string | null;
    if (cursor === null) return items;
  }
  throw new Error('the list never ends');
}
const ids = (items: { id: string }[]): string[] => items.map((item) => item.id);

describe('lists', () => {
  let house: House;
  let line: Line;
  let otherProject: string;
  const made: TicketView[] = [];
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(house);
    otherProject = await buildProject(house, { key: 'OTHER' });
    // Promises out of order, three of them at the very same instant, and before acknowledge is due.
    const same = fromNow(10 * MINUTE);
    for (const minutes of [25, 5, 15])
      made.push(await file(house, 'agent1', { promisedReplyAt: fromNow(minutes * MINUTE) }));
    for (let n = 0; n < 3; n++) made.push(await file(house, 'agent1', { promisedReplyAt: same, severity: 'critical' }));
    made.push(await file(house, 'agent2', { kind: 'suggestion', promisedReplyAt: null, severity: 'high' }));
    made.push(await file(house, 'agent2', { projectId: otherProject }));
    made[0] = await done(house, 'lead1', made[0]!, 'acknowledge');
    made[1] = await done(house, 'agent1', made[1]!, 'withdraw');
    made[2] = await done(house, 'lead1', made[2]!, 'escalate');
  });
  const client = (who: string) => house.as(who);

  describe('the queue', () => {
    it('is by next due, the id deciding between equals, and holds what is open and mine', async () => {
      const items = await walk(await client('lead1'), 'view=queue', 50);
      const mine = made.filter((one) => one.holder.id === line.lead1 && one.state !== 'withdrawn');
      const key = (one: TicketView): [string, string] => [one.nextDue!.dueAt, one.id];
      const expected = [...mine].sort((a, b) => (key(a).join() < key(b).join() ? -1 : 1));
      expect(ids(items)).toEqual(ids(expected));
      expect(items.map((item) => [item.nextDueKind, item.nextDueAt])).toEqual(
        expected.map((one) => [one.nextDue!.kind, one.nextDue!.dueAt]),
      );
    });

    it.each([1, 2, 3, 50])('comes whole and without repetition in pages of %i', async (limit) => {
      const whole = await walk(await client('lead1'), 'view=queue', 100);
      expect(ids(await walk(await client('lead1'), 'view=queue', limit))).toEqual(ids(whole));
    });

    it('holds nothing of a superior, and what was passed up of theirs', async () => {
      expect(ids(await walk(await client('supervisor1'), 'view=queue', 50))).toEqual([made[2]!.id]);
      expect(await walk(await client('agent1'), 'view=queue', 50)).toEqual([]);
    });
  });

  it.each(['-createdAt', '-severity', 'nextDueAt'])('sorted by %s come whole in any page size', async (sort) => {
    const supervisor = await client('supervisor1');
    const whole = await walk(supervisor, `view=all&sort=${sort}`, 100);
    expect(whole.length).toBe(sort === 'nextDueAt' ? made.length - 1 : made.length);
    for (const limit of [1, 3]) expect(ids(await walk(supervisor, `view=all&sort=${sort}`, limit))).toEqual(ids(whole));
    const rank = (one: Item) => ({ critical: 0, high: 1, normal: 2 })[one.severity]!;
    for (const [index, one] of whole.slice(1).entries()) {
      const before = whole[index]!;
      if (sort === '-createdAt') expect(before.createdAt >= one.createdAt).toBe(true);
      if (sort === '-severity') expect(rank(before)).toBeLessThanOrEqual(rank(one));
      if (sort === 'nextDueAt') expect(before.nextDueAt! <= one.nextDueAt!).toBe(true);
    }
  });

  it('keep their place when rows come and go between two pages', async () => {
    const lead = await client('lead1');
    const first = await lead.get('/tickets?view=queue&limit=2');
    const whole = await walk(lead, 'view=queue', 100);
    const early = await file(house, 'agent1', { promisedReplyAt: fromNow(MINUTE) });
    const rest = await walk(lead, `view=queue&cursor=${first.body.nextCursor as string}`, 100);
    expect([...ids(first.body.items as Item[]), ...ids(rest)]).toEqual(ids(whole));
    made.push(await done(house, 'agent1', early, 'withdraw'));
  });

  describe('views', () => {
    const seen = async (who: string, view: string): Promise<Set<string>> =>
      new Set(ids(await walk(await client(who), `view=${view}`, 100)));
    const all = (fits: (one: TicketView) => boolean) => new Set(ids(made.filter(fits)));

    it('filed: one’s own', async () => {
      const filed = await seen('agent2', 'filed');
      expect(filed).toEqual(all((one) => one.filer.id === line.agent2));
    });

    it('team: what those below filed or hold', async () => {
      const mine = await seen('lead1', 'team');
      for (const one of made) expect(mine.has(one.id)).toBe(true);
      expect(await seen('lead2', 'team')).toEqual(new Set());
      expect(await seen('agent1', 'team')).toEqual(new Set());
    });

    it('all: the same as one sees one by one', async () => {
      for (const who of ['agent1', 'agent2', 'lead1', 'lead2', 'supervisor1', 'manager1', 'qa1', 'admin1']) {
        const listed = await seen(who, 'all');
        for (const one of made) {
          const { status } = await (await client(who)).get(`/tickets/${one.id}`);
          expect([who, one.number, status]).toEqual([who, one.number, listed.has(one.id) ? 200 : 404]);
        }
      }
    });

    it('counts are those of the list', async () => {
      for (const who of ['agent1', 'lead1', 'lead2', 'supervisor1', 'qa1'])
        for (const view of ['queue', 'filed', 'team', 'watching', 'all']) {
          const items = (await walk(await client(who), `view=${view}&sort=-createdAt`, 100)) as (Item & {
            state: string;
          })[];
          const { body } = await (await client(who)).get<Record<string, number>>(`/tickets/counts?view=${view}`);
          expect([who, view, body.total]).toEqual([who, view, items.length]);
          for (const state of ['submitted', 'in_progress', 'withdrawn'])
            expect(body[state]).toBe(items.filter((item) => item.state === state).length);
        }
    });
  });

  describe('filters', () => {
    const listed = async (query: string): Promise<string[]> =>
      ids(await walk(await client('supervisor1'), query, 100)).sort();
    const of = (fits: (one: TicketView) => boolean): string[] => ids(made.filter(fits)).sort();

    it('pick by each field', async () => {
      expect(await listed('state=submitted')).toEqual(of((one) => one.state === 'submitted'));
      expect(await listed('state=withdrawn')).toEqual(of((one) => one.state === 'withdrawn'));
      expect(await listed('kind=suggestion')).toEqual(of((one) => one.kind === 'suggestion'));
      expect(await listed('severity=critical')).toEqual(of((one) => one.severity === 'critical'));
      expect(await listed('level=1')).toEqual(of((one) => one.level === 1));
      expect(await listed(`projectId=${otherProject}`)).toEqual(of((one) => one.project.id === otherProject));
      expect(await listed(`topicId=${made[0]!.topic.id}`)).toEqual(of(() => true));
      expect(await listed(`holderId=${line.supervisor1}`)).toEqual(of((one) => one.holder.id === line.supervisor1));
      expect(await listed(`filerId=${line.agent2}`)).toEqual(of((one) => one.filer.id === line.agent2));
      expect(await listed('clock=promise')).toEqual(of((one) => one.nextDue?.kind === 'promise'));
      const border = fromNow(12 * MINUTE);
      expect(await listed(`dueBefore=${border}`)).toEqual(
        of((one) => one.nextDue !== null && one.nextDue.dueAt < border),
      );
    });

    it('meet, and the same in a body finds the same', async () => {
      const filter = { view: 'all', severity: 'critical', filerId: line.agent1, state: 'submitted', limit: 100 };
      const query = new URLSearchParams(
        Object.entries(filter).map(([name, value]): [string, string] => [name, String(value)]),
      );
      const supervisor = await client('supervisor1');
      const get = await supervisor.get(`/tickets?${query.toString()}`);
      const post = await supervisor.post('/tickets/search', filter);
      expect(get.body.items).toHaveLength(3);
      expect(post).toMatchObject({ status: 200, body: get.body as object });
    });

    it('of somebody whom the reader does not see find nothing', async () => {
      const lead2 = await client('lead2');
      expect((await lead2.get(`/tickets?filerId=${line.agent1}`)).body).toEqual({ items: [], nextCursor: null });
    });
  });

  describe('what is no list', () => {
    it.each([
      'limit=0', 'limit=101', 'limit=-1', 'limit=ten', 'limit=1.5', 'limit=1e2', 'limit=1&limit=2', 'sort=createdAt', 'sort=-level',
      'sort=customer_sealed', 'view=everything', 'view=queue&view=all', 'state=open', 'state=', 'kind=complaint%00', 'severity=urgent',
      'level=-1', 'level=x', 'projectId=1', 'holderId=lead1', 'filerId=%27--', 'clock=silent', 'dueBefore=2026-02-30T00:00:00Z',
      'dueBefore=tomorrow', 'q=13800001234', 'colour=red', 'version=1', '__proto__=1', 'cursor=', 'cursor=abc', 'customer[name]=x',
    ])('%s', async (query) => {
      const answer = await (await client('lead1')).get(`/tickets?${query}`);
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid']);
    }); // prettier-ignore

    it('a cursor that was tampered with, or is of another sort or of another list', async () => {
      const lead = await client('lead1');
      const cursor = (await lead.get('/tickets?view=queue&limit=1')).body.nextCursor as string;
      const bytes = Buffer.from(cursor, 'base64url');
      const flipped = Array.from(bytes.keys(), (at) => {
        const copy = Buffer.from(bytes);
        copy[at]! ^= 1;
        return copy.toString('base64url');
      });
      const severity = (await lead.get('/tickets?view=team&sort=-severity&limit=1')).body.nextCursor as string;
      for (const bad of [...flipped, `${cursor}A`, cursor.slice(0, -1), severity, cursor.toUpperCase()]) {
        const answer = await lead.get(`/tickets?view=queue&limit=1&cursor=${bad}`);
        expect([answer.status, answer.body.errors?.[0].path]).toEqual([400, 'cursor']);
      }
    });

    it('writes nothing', async () => {
      const before = await rowCounts(house);
      await (await client('lead1')).get('/tickets?view=queue&limit=5');
      await (await client('lead1')).post('/tickets/search', { view: 'all' });
      expect(await rowCounts(house)).toEqual(before);
    });
  });

  it('lists no name of a customer, and a masked contact', async () => {
    await file(house, 'agent1', { customer: { name: '欧阳锋', phone: '13800009999' }, promisedReplyAt: fromNow(HOUR) });
    const { text, body } = await (await client('lead1')).get('/tickets?view=queue&limit=100');
    expect(text).not.toContain('欧阳锋');
    expect(text).not.toContain('13800009999');
    expect((body.items as { contactMasked: string }[]).map((item) => item.contactMasked)).toContain('138****9999');
  });
});
