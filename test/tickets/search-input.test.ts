import { startHouse, type House } from '../support/app';
import { buildLine } from '../support/factories';
import { file, rowCounts } from './desk';
import { numbers, scanAll, searchAll, type Item } from './search-desk';

describe('a search', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    await buildLine(house);
    for (const content of ['客户要求退款，账单有误。', '客户要求退款，未说明原因。', 'A refund of 100% for item_7.'])
      await file(house, 'agent1', { content });
  });
  const search = (who: string, body: Record<string, unknown>): Promise<Item[]> => searchAll(house, who, body);
  const scan = (who: string, words: readonly string[]): Promise<number[]> => scanAll(house, who, words);

  describe('what bad input gets', () => {
    it.each([
      'a & b | !c:*', "refund' | '", "退款') or true --", '%', '_', '%%__', '.*', '^退款$', '[退款]', '(退|款)', '\\', '\\\\', "''", '"', '""', ':*', '<->',
      '😀', '😀😀 退款', '！？。', '   \t ', '\u200b', '\u0000'.replace('\u0000', ''), '@20416', "'@20416'", '||', '&', '(', '*', '--', ';', '/*', '$1', '{}', 'null',
      '退'.repeat(200), 'a '.repeat(100), '1 '.repeat(100), '1234 '.repeat(40), Array.from({ length: 30 }, (_, n) => 1234 + n).join(' '), '13800001234 '.repeat(16), '🦄'.repeat(100), 'é'.repeat(200), '\ud800'.repeat(3),
    ].filter((typed) => typed !== ''))('%j is answered', async (typed) => {
      for (const who of ['agent1', 'manager1']) {
        const answer = await (await house.as(who)).post('/tickets/search', { q: typed });
        expect([answer.status, answer.body.code]).toEqual(typed.includes('\ud800') ? [400, 'invalid'] : [200, undefined]);
      }
    }); // prettier-ignore

    it('has no syntax: what is typed is looked for as words', async () => {
      expect(numbers(await search('manager1', { q: '退款 | 账单' }))).toEqual(await scan('manager1', ['退款', '账单']));
      expect(numbers(await search('manager1', { q: '!退款' }))).toEqual(await scan('manager1', ['退款']));
      for (const q of ['%', '_', '！？', '@20416', '😀', '.*']) expect([q, await search('manager1', { q })]).toEqual([q, []]);
    }); // prettier-ignore

    it('what is too long, empty or no text', async () => {
      for (const q of ['x'.repeat(201), '退'.repeat(10_000), '', 7, null, ['退款'], { a: 1 }]) {
        const answer = await (await house.as('lead1')).post('/tickets/search', { q });
        expect([answer.status, answer.body.errors?.[0].path]).toEqual(q === null ? [200, undefined] : [400, 'q']);
      }
    });

    it('a number of seven digits in an address', async () => {
      const lead = await house.as('lead1');
      for (const q of ['1234567', '138 0000 1234', '１３８００００１２３４', 'a1b2c3d4e5f6g7']) {
        const answer = await lead.get(`/tickets?q=${encodeURIComponent(q)}`);
        expect([q, answer.status, answer.body.errors?.[0].path]).toEqual([q, 400, 'q']);
        expect(answer.text).not.toContain(q);
      }
      expect((await lead.get(`/tickets?q=${encodeURIComponent('退款 123456')}`)).status).toBe(200);
    });

    it('writes nothing, and a cursor of another list is refused', async () => {
      const before = await rowCounts(house);
      await search('manager1', { q: '退款', limit: 1 });
      expect(await rowCounts(house)).toEqual(before);
      const answer = await (await house.as('lead1')).post('/tickets/search', { q: '退款', cursor: 'abc' });
      expect([answer.status, answer.body.errors[0].path]).toEqual([400, 'cursor']);
    });
  });
});
