import fc from 'fast-check';
import { parsePhone } from './phone-number';

describe('parsePhone', () => {
  const read: [string, string, string][] = [
    ['13800001234', '+8613800001234', 'mobile'],
    ['138 0000 1234', '+8613800001234', 'mobile'],
    ['138-0000-1234', '+8613800001234', 'mobile'],
    ['１３８００００１２３４', '+8613800001234', 'mobile'],
    ['＋86（138）0000－1234', '+8613800001234', 'mobile'],
    ['+86 138 0000 1234', '+8613800001234', 'mobile'],
    ['(+86)13800001234', '+8613800001234', 'mobile'],
    ['0086-13800001234', '+8613800001234', 'mobile'],
    ['８６13800001234', '+8613800001234', 'mobile'],
    ['8613800001234', '+8613800001234', 'mobile'],
    ['013800001234', '+8613800001234', 'mobile'],
    ['\u202a13800001234\u202c', '+8613800001234', 'mobile'],
    ['\t13800001234\n', '+8613800001234', 'mobile'],
    ['010-20000000', '+861020000000', 'landline'],
    ['(010) 2000 0000', '+861020000000', 'landline'],
    ['（０２１）20000000', '+862120000000', 'landline'],
    ['0755-20000000', '+8675520000000', 'landline'],
    ['0310-2000000', '+863102000000', 'landline'],
    ['+86 10 2000 0000', '+861020000000', 'landline'],
    ['+86 (0)10 2000 0000', '+861020000000', 'landline'],
    ['400-000-0123', '+864000000123', 'service'],
    ['800 000 0123', '+868000000123', 'service'],
    ['+864000000123', '+864000000123', 'service'],
    ['95000', '+8695000', 'service'],
    ['950001', '+86950001', 'service'],
    ['+8695000', '+8695000', 'service'],
    ['+1 202-555-0100', '+12025550100', 'international'],
    ['001 202 555 0100', '+12025550100', 'international'],
    ['+44 20 7946 0000', '+442079460000', 'international'],
    ['+852 5000 0000', '+85250000000', 'international'],
  ];
  it.each(read)('reads %j', (typed, e164, kind) => {
    expect(parsePhone(typed)).toEqual({ e164, kind });
  });

  const refused = [
    '',
    ' ',
    '+',
    '110',
    '1234',
    '12345',
    '1380000123',
    '138000012345',
    '12800001234',
    '20000000',
    '1020000000',
    '010-2000000',
    '010-12345678',
    '4000000',
    '40000001234',
    '95',
    '9500',
    '950000000',
    '+86',
    '+8612345',
    '+999 123 456 789',
    '+1 202',
    '++8613800001234',
    '138+00001234',
    '13800001234;ext=5',
    '13800001234转801',
    '13800001234, 13800005678',
    '1380000123a',
    'tel:13800001234',
    '一三八0000一二三四',
    '13800001234'.padStart(200, ' '),
  ];
  it.each(refused)('refuses %j', (typed) => {
    expect(parsePhone(typed)).toBeNull();
  });

  it('dials from another country where that is said', () => {
    expect(parsePhone('(202) 555-0100', 'US')).toEqual({ e164: '+12025550100', kind: 'international' });
    expect(parsePhone('+86 138 0000 1234', 'US')).toEqual({ e164: '+8613800001234', kind: 'mobile' });
    expect(parsePhone('110', 'HK')).toBeNull();
  });

  it('gives the same number for every way of typing it', () => {
    const between = fc.constantFrom('', ' ', '-', '－', '　', ' - ', '.', '(', ')');
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 4 });
    const front = fc.constantFrom('', '0', '+86', '0086', '86', '＋８６');
    fc.assert(
      fc.property(
        digits,
        fc.array(between, { minLength: 11, maxLength: 11 }),
        front,
        fc.boolean(),
        (last, gaps, before, wide) => {
          const plain = `1380000${last.join('')}`;
          const spaced = [...plain].map(
            (digit, at) => (wide ? String.fromCharCode(digit.charCodeAt(0) + 0xfee0) : digit) + gaps[at],
          );
          expect(parsePhone(before + spaced.join(''))).toEqual({ e164: `+86${plain}`, kind: 'mobile' });
        },
      ),
    );
  });

  it('reads its own answer as the same number', () => {
    const national = fc.stringMatching(/^(1[3-9]\d{9}|0[1-9]\d{8,11}|[48]00\d{7}|95\d{3,6})$/);
    fc.assert(
      fc.property(national, (typed) => {
        const first = parsePhone(typed);
        if (first) expect(parsePhone(first.e164)).toEqual(first);
      }),
      { numRuns: 2000 },
    );
  });

  it('never throws, and gives + and digits or nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[+0-9 ()-]{0,24}$/)), (typed) => {
        expect(parsePhone(typed)?.e164 ?? '+00000').toMatch(/^\+\d{5,16}$/);
      }),
      { numRuns: 3000 },
    );
  });
});
