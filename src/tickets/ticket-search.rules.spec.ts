import fc from 'fast-check';
import { lexemesBetween, lexemesOf, searchRow, timeLexemes } from './lexemes.rules';
import { windowsOf } from './search-windows.rules';
import { digitsIn, readQuery } from './ticket-search.rules';
import { cutterOf } from './word-cutter';

const cut = cutterOf([]);
const words = (typed: string): string | null => readQuery(typed, cut)?.words ?? null;

describe('lexemesOf', () => {
  it.each([
    ['退款', ['退款', '款']],
    ['Refund 退', ['refund', '退']],
    ['ＲＥＦＵＮＤ，１２３！', ['refund', '123']],
    ['5G套餐', ['5g', '套餐', '餐']],
    ['ab'.repeat(40), ['ab'.repeat(16)]],
    ['！？ \u200b %_', []],
  ])('of %j', (text, expected) => {
    expect(new Set(lexemesOf(text))).toEqual(new Set(expected));
  });

  it('have neither a sign of a query nor the mark of a day, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const lexeme of lexemesOf(text)) expect(lexeme).toMatch(/^(?:[\p{L}\p{M}\p{N}]+|\p{Extended_Pictographic})$/u);
      }),
    ); // prettier-ignore
  });
});

it('a row counts at least the bytes that its words have', () => {
  const text = { body: '退款 refund 😀 é', visibility: 'all' };
  const row = searchRow({ id: 'x', createdAt: new Date(86_400_000 * 3) }, [text, { body: '退款单', visibility: 'superiors' }]); // prettier-ignore
  expect(row.words).toEqual(expect.arrayContaining(['@3', '@h72']));
  expect(row.superiors).toContain('款单');
  expect(row.words).not.toContain('款单');
  expect(row.bytes).toBeGreaterThanOrEqual(Buffer.byteLength([...row.words, ...row.superiors].join('')));
});

describe('readQuery', () => {
  it.each([
    ['退款', `'退款'`],
    ['退款物流慢', `'退款' & '物流' & '慢':*`],
    ['我的退款', `'退款'`],
    ['的', `'的':*`],
    ['refund', `'refund':*`],
    ['ab', `'ab'`],
    ['a & b | !c:*', `'a' & 'b' & 'c'`],
    ['😀', `'😀'`],
  ])('%j asks for %s', (typed, expected) => {
    expect(words(typed)).toBe(expected);
  });

  it.each(['', ' ', '！？', '%', '\u200b'])('%j asks for nothing', (typed) => {
    expect(readQuery(typed, cut)).toBeNull();
  });

  it('keeps the words of the house together', () => {
    expect(words('宽带提速包')).toBe(`'宽带' & '提速' & '包':*`);
    expect(readQuery('宽带提速包', cutterOf(['提速包']))?.words).toBe(`'宽带' & '提速' & '速包'`);
  });

  it.each([
    ['13800001234', '+8613800001234', null, '13800001234'],
    ['１３８ ００００ １２３４', '+8613800001234', null, null],
    ['1234', null, '1234', '1234'],
    ['#1042', null, '1042', '1042'],
    ['12345678', null, null, '12345678'],
  ])('%j is a number of somebody, or of a ticket', (typed, phone, lastFour, number) => {
    expect(readQuery(typed, cut)?.digits).toMatchObject([{ phone, lastFour, number }]);
  });

  it('reads two numbers side by side each alone', () => {
    const digits = readQuery('13800001234 13800005678', cut)?.digits;
    expect(digits?.map(({ phone }) => phone)).toEqual(['+8613800001234', '+8613800005678']);
  });

  it('takes anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (typed) => {
        const query = readQuery(typed, cut);
        if (query?.words) expect(query.words).toMatch(/^'[^'\\]+'(:\*)?( & '[^'\\]+'(:\*)?)*$/);
      }),
    );
  });
});

describe('windowsOf', () => {
  it('covers every hour once, the newest first', () => {
    fc.assert(
      fc.property(fc.nat(2_000_000), fc.nat(3000), fc.nat(3000), fc.nat(3000), (tickets, firstHour, length, back) => {
        const lastHour = firstHour + length;
        const from = Math.max(firstHour, lastHour - back);
        let next = from;
        for (const { hours, before } of windowsOf({ tickets, firstHour, lastHour }, from)) {
          if (hours === null) expect(before === null || before === next + 1).toBe(true);
          else {
            expect(hours.last).toBe(next);
            expect(before).toBe(next === from ? null : next + 1);
            next = hours.first - 1;
          }
        }
      }),
    );
  });

  it('begins with some thousand tickets', () => {
    const [first] = windowsOf({ tickets: 1_000_000, firstHour: 0, lastHour: 999 });
    expect(first).toEqual({ hours: { first: 999, last: 999 }, before: null });
    expect(windowsOf({ tickets: 500, firstHour: 0, lastHour: 999 })).toEqual([{ hours: null, before: null }]);
  });
});

it('counts the digits of every script', () => {
  expect(digitsIn('１３８a٣4')).toBe(5);
});

it('a part of time is named by whole days and the hours at its ends', () => {
  expect(lexemesBetween(46, 73)).toEqual(['@h46', '@h47', '@2', '@h72', '@h73']);
  fc.assert(
    fc.property(fc.nat(2000), fc.nat(300), fc.nat(2400), (first, length, hour) => {
      const named = lexemesBetween(first, first + length);
      const own = timeLexemes(new Date(hour * 3_600_000));
      expect(own.some((lexeme) => named.includes(lexeme))).toBe(hour >= first && hour <= first + length);
    }),
  );
});
