import type { TemplateSlot } from '@upline/contracts/catalog';
import { phraseErrors, slotsIn, templateErrors } from './slots.rules';

const slot = (name: string, change: Partial<TemplateSlot> = {}): TemplateSlot => ({ name, label: name, required: true, kind: 'text', choices: [], ...change }); // prettier-ignore
const codes = (content: string, ...slots: TemplateSlot[]) =>
  templateErrors(content, slots).map(({ path, code }) => `${path} ${code}`);

describe('a template', () => {
  it('has the blanks that it lists, in any order and as often as it likes', () => {
    expect(
      codes('单 {{订单号}} 金额 {{ 金额 }}，{{订单号}}', slot('金额', { kind: 'number' }), slot('订单号')),
    ).toEqual([]);
    expect(codes('no blank at all')).toEqual([]);
    expect(slotsIn('{{a}} {{b}}').names).toEqual(['a', 'b']);
  });

  it('is refused where content and list disagree', () => {
    expect(codes('{{a}} {{b}} {{a}}', slot('b'))).toEqual(['slots missing']);
    expect(codes('{{a}}', slot('a'), slot('b'))).toEqual(['slots.1.name unused']);
    expect(codes('{{a}}', slot('a'), slot('a'))).toEqual(['slots.1.name taken']);
  });

  it.each(['{{a', 'a}}', '{{}}', '{{a b}}', '{{a}}}}', '{{{{a}}', `{{${'长'.repeat(21)}}}`, '{{a|b}}'])('%s is malformed', (content) =>
    expect(codes(content)).toContain('content malformed'),
  ); // prettier-ignore

  it('has choices for a choice, two different ones, and for nothing else', () => {
    expect(codes('{{a}}', slot('a', { kind: 'choice', choices: ['x', 'y'] }))).toEqual([]);
    for (const choices of [[], ['x'], ['x', 'x'], ['x', 'y', 'x']])
      expect(codes('{{a}}', slot('a', { kind: 'choice', choices }))).toEqual(['slots.0.choices required']);
    expect(codes('{{a}}', slot('a', { choices: ['x', 'y'] }))).toEqual(['slots.0.choices invalid']);
  });
});

it('a phrase names only what the console can fill in', () => {
  expect(phraseErrors('{{客户称呼}}您好')).toEqual([]);
  for (const text of ['{{身份证号}}', '{{客户称呼', '{{}}']) expect(phraseErrors(text)).toMatchObject([{ path: 'text', code: 'unknown_slot' }]);
}); // prettier-ignore
