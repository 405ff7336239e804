import type { TicketView } from '@upline/contracts/ticket';
import { randomUUID } from 'node:crypto';
import { startHouse, type House } from '../support/app';
import { buildLine, buildPerson, type Line } from '../support/factories';
import { windowsOf } from '../../src/tickets/search-windows.rules';
import { act, done, file, form, fromNow, HOUR } from './desk';
import { numbers, scanAll, searchAll, type Item } from './search-desk';

const EVERYBODY = ['agent1', 'agent2', 'agent3', 'lead1', 'lead2', 'supervisor1', 'manager1', 'qa1', 'admin1'];

describe('search', () => {
  let house: House;
  let line: Line;
  const made: TicketView[] = [];
  const file2 = async (who: string, content: string, change: Record<string, unknown> = {}): Promise<TicketView> => {
    const ticket = await file(house, who, { content, ...change });
    made.push(ticket);
    return ticket;
  };
  const phone = (digits: string) => ({ customer: { name: '王小明', phone: digits } });

  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(house);
    await buildPerson(house, { login: 'agent3', projectIds: [line.projectId], superiorId: line.lead2 });
    await file2('agent1', '客户要求退款，称宽带提速包从未开通过。', phone('13800001234'));
    await file2('agent1', '客户要求退款项尽快到账，态度激动。', phone('13800005678'));
    await house.clock.advance('25 hours');
    await file2('agent2', '慕容晓晓女士投诉配送员，物流慢而且包裹破损。', phone('010-2000 5678'));
    await file2('agent2', 'The caller wants a REFUND for order ORD-77341 at once.', phone('+86 138 0000 9012'));
    await file2('agent3', '投诉物流太慢，要求退款。ｒｅｆｕｎｄ requested!', phone('4001231234'));
    await house.clock.advance('49 hours');
    const about = await file2('agent1', '客户投诉主管态度恶劣，要求退款和道歉。', {
      aboutPersonId: line.lead1,
      ...phone('13800000000'),
    });
    expect(about.holder.id).not.toBe(line.lead1);
    const noted = await file2('agent1', '账单金额与合同约定不一致，要求核查账单。', phone('95588'));
    await done(house, 'lead1', noted, 'note', { text: '疑似系统重复扣费，等待核实。', visibility: 'superiors' });
    await done(house, 'agent1', noted, 'note', { text: '客户补充：扣费发生在星期一。' });
    const returned = await file2('agent2', '客户询问套餐变更的生效时间，未能说明。', phone('+442079460000'));
    const asked = await done(house, 'lead1', returned, 'return', { question: '请问是哪个套餐？' });
    const supplied = await done(house, 'agent2', asked, 'supply', { content: '是家庭融合套餐，工号 4477 办理。' });
    const decided = await done(house, 'lead1', supplied, 'decide', { answerForCustomer: '已改为次月生效并致歉。' });
    made[made.length - 1] = decided;
  }, 120_000);

  const search = (who: string, body: Record<string, unknown>): Promise<Item[]> => searchAll(house, who, body);
  const scan = (who: string, words: readonly string[], body: Record<string, unknown> = {}): Promise<number[]> =>
    scanAll(house, who, words, body);

  const QUERIES: [typed: string, words: string[]][] = [
    ['退款', ['退款']],
    ['退款 物流', ['退款', '物流']],
    ['物流退款', ['物流', '退款']],
    ['物流慢', ['物流', '慢']],
    ['要求退款的', ['要求', '退款']],
    ['慕容晓晓', ['慕容', '晓晓']],
    ['退', ['退']],
    ['慢', ['慢']],
    ['账', ['账']],
    ['refund', ['refund']],
    ['ＲＥＦＵＮＤ', ['refund']],
    ['refund 退款', ['refund', '退款']],
    ['ord-77341', ['ord', '77341']],
    ['773', ['773']],
    ['4477', ['4477']],
    ['家庭融合套餐', ['家庭', '融合', '套餐']],
    ['次月生效', ['次月', '生效']],
    ['哪个套餐', ['哪个', '套餐']],
    ['重复扣费', ['重复', '扣费']],
    ['扣费 星期一', ['扣费', '星期一']],
    ['扣费 核实 星期一', ['扣费', '核实', '星期一']],
    ['态度，恶劣！', ['态度', '恶劣']],
    ['没有这个词组的', ['没有', '这个', '词组']],
    ['zzzz', ['zzzz']],
  ];

  describe.each(['in one look', 'part after part, as in a large house'])('%s', (how) => {
    beforeAll(async () => {
      // What the database estimates decides on the road; autovacuum is off in tests.
      const large = how.startsWith('part');
      await house.db.query(`update pg_class set reltuples = ${large ? 200_000 : 10} where oid = 'ticket'::regclass`);
      if (large) expect(windowsOf({ tickets: 200_000, firstHour: 100, lastHour: 173 }).length).toBe(4);
    });

    it.each(EVERYBODY)('finds for %s what a plain scan finds, newest first', async (who) => {
      for (const [typed, words] of QUERIES) {
        const expected = await scan(who, words);
        expect([typed, numbers(await search(who, { q: typed }))]).toEqual([typed, expected]);
        expect([typed, numbers(await search(who, { q: typed, limit: 1 }))]).toEqual([typed, expected]);
      }
    });

    it('holds with every view, filter and sort', async () => {
      for (const who of ['agent1', 'lead1', 'supervisor1'])
        for (const body of [
          { view: 'queue', sort: '-createdAt' }, { view: 'filed' }, { view: 'team' }, { view: 'watching' }, { kind: 'complaint' },
          { state: 'submitted' }, { state: 'callback_due' }, { severity: 'normal' }, { holderId: line.lead1 }, { level: 0, projectId: line.projectId },
        ]) {
          const expected = await scan(who, ['要求', '退款'], body);
          expect([who, body, numbers(await search(who, { q: '要求退款', ...body }))]).toEqual([who, body, expected]);
        } // prettier-ignore
      for (const sort of ['nextDueAt', '-severity']) {
        const whole = numbers(await search('manager1', { sort }));
        const expected = new Set(await scan('manager1', ['退款']));
        const found = numbers(await search('manager1', { sort, q: '退款', limit: 2 }));
        expect(found).toEqual(whole.filter((number) => expected.has(number)));
        expect(found.length).toBeGreaterThan(1);
      }
    });

    it.each([
      ['13800001234', '13800001234'], ['１３８００００１２３４', '13800001234'], ['138 0000 1234', '13800001234'], ['138-0000-1234', '13800001234'],
      ['+86 138 0000 1234', '13800001234'], ['+8613800001234', '13800001234'], ['0086-13800001234', '13800001234'], ['0086 138 0000 1234', '13800001234'],
      ['(010) 2000-5678', '010-2000 5678'], ['01020005678', '010-2000 5678'], ['+86 10 2000 5678', '010-2000 5678'], ['95588', '95588'],
      ['+44 20 7946 0000', '+442079460000'],
    ])('finds by the number %s, within sight', async (typed, given) => {
      const mine = made.filter((one) => one.customer.phoneMasked !== null && byPhone(one) === given);
      expect(mine.length).toBe(1);
      expect(numbers(await search('manager1', { q: typed }))).toEqual(numbers(mine));
      const sees = await (await house.as('lead2')).get(`/tickets/${mine[0]!.id}`);
      expect(numbers(await search('lead2', { q: typed }))).toEqual(sees.status === 200 ? numbers(mine) : []);
      expect(numbers(await search('qa1', { q: typed }))).toEqual([]);
    }); // prettier-ignore

    it('finds by the last four digits, by a number beside words, and by the 单号', async () => {
      expect(numbers(await search('manager1', { q: '5678' }))).toEqual(numbers([made[2]!, made[1]!]));
      expect(numbers(await search('lead1', { q: '1234' }))).toEqual(numbers([made[0]!]));
      expect(numbers(await search('manager1', { q: '1234' }))).toEqual(numbers([made[4]!, made[0]!]));
      expect(numbers(await search('manager1', { q: '退款 尾号 1234' }))).toEqual([]);
      expect(numbers(await search('manager1', { q: '物流 1234' }))).toEqual(numbers([made[4]!]));
      expect(numbers(await search('manager1', { q: '退款 138 0000 1234' }))).toEqual(numbers([made[0]!]));
      expect(numbers(await search('manager1', { q: '物流 13800001234' }))).toEqual([]);
      for (const typed of [String(made[3]!.number), `#${made[3]!.number}`, `单号 ${made[3]!.number}`, ` ${made[3]!.number} `]) {
        expect(numbers(await search('manager1', { q: typed }))).toEqual([made[3]!.number]);
        expect(numbers(await search('agent1', { q: typed }))).toEqual([]);
      } // prettier-ignore
    });

    it('shows a note for superiors to nobody who may not read it', async () => {
      const noted = made[6]!.number;
      expect(numbers(await search('lead1', { q: '重复扣费' }))).toEqual([noted]);
      expect(numbers(await search('supervisor1', { q: '重复扣费' }))).toEqual([noted]);
      for (const who of ['agent1', 'agent2', 'lead2']) expect(await search(who, { q: '重复扣费' })).toEqual([]);
      expect(numbers(await search('agent1', { q: '扣费' }))).toEqual([noted]);
    });

    it('hides from the accused what is about them', async () => {
      const about = made[5]!;
      for (const q of ['恶劣', String(about.number), '态度恶劣 道歉']) {
        expect(numbers(await search('lead1', { q }))).toEqual([]);
        expect(numbers(await search('supervisor1', { q }))).toEqual([about.number]);
      }
    });
  });

  const PHONES = ['13800001234', '13800005678', '010-2000 5678', '+86 138 0000 9012', '4001231234', '13800000000', '95588', '+442079460000']; // prettier-ignore
  /** As it was given. */
  const byPhone = (ticket: TicketView): string => {
    const at = made.findIndex((one) => one.id === ticket.id);
    return PHONES[at]!;
  };

  it('finds at once what was just written, and not what was refused', async () => {
    const ticket = await file(house, 'agent1', {
      content: '突发状况：机房断电，全部号码无法接通。',
      ...phone('13800000001'),
    });
    expect(numbers(await search('lead1', { q: '机房断电' }))).toEqual([ticket.number]);
    await done(house, 'lead1', ticket, 'note', { text: '发电机已启动。' });
    expect(numbers(await search('agent1', { q: '发电机' }))).toEqual([ticket.number]);
    const refused = await act(house, 'lead1', { ...ticket, version: 99 }, 'return', { question: '哪个柴油机组？' });
    expect(refused.status).toBe(409);
    expect(await search('agent1', { q: '柴油' })).toEqual([]);
    await done(house, 'agent1', await look(ticket.id), 'withdraw');
  });
  const look = async (id: string): Promise<TicketView> => (await (await house.as('agent1')).get(`/tickets/${id}`)).body;

  it('tells a filer who is recused by the number only', async () => {
    const deputy = await file(house, 'agent2', {
      content: '客户对坐席本人的言辞提出抗议。',
      aboutPersonId: line.agent2,
    });
    expect(numbers(await search('agent2', { q: '言辞抗议' }))).toEqual([]);
    expect(numbers(await search('agent2', { q: String(deputy.number) }))).toEqual([deputy.number]);
    expect(numbers(await search('manager1', { q: '言辞抗议' }))).toEqual([deputy.number]);
  });

  it('forgets what was erased', async () => {
    const ticket = await file(house, 'agent1', { content: '客户张翠山要求删除全部个人资料。' });
    expect(numbers(await search('lead1', { q: '张翠山' }))).toEqual([ticket.number]);
    await house.db.query('select erase_ticket_texts($1)', [ticket.id]);
    expect(await search('lead1', { q: '张翠山' })).toEqual([]);
    const { rows } = await house.db.query('select 1 from ticket_search where ticket_id = $1', [ticket.id]);
    expect(rows).toEqual([]);
    await done(house, 'lead1', ticket, 'note', { text: '资料已清除完毕。' });
    expect(numbers(await search('lead1', { q: '清除' }))).toEqual([ticket.number]);
  });

  it('keeps no phone in the clear', async () => {
    const { rows } = await house.db.query<{ row: string }>(
      `select customer::text as row from customer union all select ticket_search::text from ticket_search`,
    );
    for (const { row } of rows) expect(row).not.toMatch(/13800001234|20005678|1380000/);
    const { rows: keys } = await house.db.query(
      `select distinct last_four_key_id as id from customer where channel = 'phone'`,
    );
    expect(keys).toEqual([{ id: 'k1' }]);
  });

  it('of a filing that is sent twice finds one', async () => {
    const key = randomUUID();
    const body = form({ content: '同一张单子被提交了两遍，只应有一条。', promisedReplyAt: fromNow(HOUR) });
    const agent = await house.as('agent1');
    await Promise.allSettled([agent.post('/tickets', body, key), agent.post('/tickets', body, key)]);
    await agent.post('/tickets', body, key);
    expect((await search('lead1', { q: '提交了两遍' })).length).toBe(1);
  });
});
