import fc from 'fast-check';
import { maskDigits, maskPhone } from './mask';
import { parsePhone } from './phone-number';

describe('maskPhone', () => {
  const cases: [string, string][] = [
    ['+8613800001234', '138****1234'],
    ['+861020005678', '010****5678'],
    ['+8675520005678', '0755****5678'],
    ['+863102000678', '0310****678'],
    ['+864000000123', '400****123'],
    ['+868000000123', '800****123'],
    ['+8695000', '****'],
    ['+8695000123', '****'],
    ['+12025550100', '+1******0100'],
    ['+442079460000', '+44******0000'],
    ['+85250000012', '+852******12'],
    ['+290 1234'.replace(' ', ''), '+290******'],
    ['+99912345678', '****'],
    ['13800001234', '****'],
    ['', '****'],
    ['not a number', '****'],
  ];
  it.each(cases)('shows %s as %s', (e164, masked) => {
    expect(maskPhone(e164)).toBe(masked);
  });

  it('hides at least four digits in a row, whatever the number', () => {
    const typed = fc.oneof(
      fc.stringMatching(/^(1[3-9]\d{9}|0[1-9]\d{9,11}|[48]00\d{7}|95\d{3,6})$/),
      fc.stringMatching(/^\+[1-9]\d{6,14}$/),
    );
    fc.assert(
      fc.property(typed, (number) => {
        const phone = parsePhone(number);
        if (!phone) return;
        const masked = maskPhone(phone.e164);
        const [front = '', back = ''] = masked.split(/\*{4,6}/).map((part) => part.replace('+', ''));
        const own = phone.e164.replace(/^\+(86)?/, '');
        const known = (front.startsWith('0') ? front.slice(1) : front).length + back.length;
        expect(masked).toMatch(/\*{4}/);
        expect(masked).not.toContain(own);
        expect(own.length - known >= 4 || known === 0 || own.length - known >= own.length / 2).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('shows the same for two mobiles that differ in the middle only', () => {
    const four = fc.stringMatching(/^\d{4}$/);
    fc.assert(
      fc.property(four, four, four, (one, other, last) => {
        expect(maskPhone(`+86138${one}${last}`)).toBe(maskPhone(`+86138${other}${last}`));
      }),
    );
  });
});

describe('maskDigits', () => {
  const cases: [string, string][] = [
    ['客户 13800001234 要求回电', '客户 138****1234 要求回电'],
    ['138-0000-1234', '138****1234'],
    ['138 0000 1234', '138****1234'],
    ['1 3 8 0 0 0 0 1 2 3 4', '138****1234'],
    ['１３８００００１２３４', '１３８****１２３４'],
    ['+8613800001234', '861****1234'],
    ['（010）20005678', '（010****5678'],
    ['call 2000567', 'call ****67'],
    ['card 6200000000000001234', 'card ****1234'],
    ['13800001234、13800005678', '138****1234、138****5678'],
    ['order 123456', 'order 123456'],
    ['on 2026-11-24 at 14:30', 'on 2026-11-24 at 14:30'],
    ['on 2026-11-24 13800001234', 'on 2026-11-24 138****1234'],
    ['20261124', '****24'],
    ['1380-00-01 234 56', '138****3456'],
    ['no digits', 'no digits'],
    ['', ''],
  ];
  it.each(cases)('shows %j as %j', (text, masked) => {
    expect(maskDigits(text)).toBe(masked);
  });

  it('never lets the middle of a mobile through, however it is set apart', () => {
    const middle = fc.stringMatching(/^[5679]{4}$/);
    const gaps = fc.array(fc.constantFrom('', ' ', '-', '.', '　', ' - ', '(', ')'), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(
        fc.string({ maxLength: 8 }),
        middle,
        gaps,
        fc.string({ maxLength: 8 }),
        (before, hidden, between, after) => {
          const spread = [...`138${hidden}1234`].map((digit, at) => digit + (between[at] ?? '')).join('');
          const clean = (text: string): string => text.replace(/[5679]/g, '');
          const shown = maskDigits(`${clean(before)} 电话${spread} 谢谢${clean(after)}`);
          expect(shown).not.toMatch(/[5679]/);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
