import fc from 'fast-check';
import { Refusal } from '../kernel/refusal';
import { outside, refuseWindows, type Window } from './windows.rules';

const day = (n: number): Date => new Date(Date.UTC(2026, 10, 1) + n * 86_400_000);
const w = (from: number, to: number): Window => ({ from: day(from), to: day(to) });
const open = { from: null, to: null };

describe('windows', () => {
  const wrong: [string, Window[], { from: Date | null; to: Date | null }, string][] = [
    ['a range that ends where it begins', [], { from: day(1), to: day(1) }, 'to'],
    ['a window that ends where it begins', [w(1, 2), w(3, 3)], open, 'windows.1.to'],
    ['one that ends before it begins', [w(3, 2)], open, 'windows.0.to'],
    ['one that lasts too long', [w(1, 9)], open, 'windows.0.to'],
    ['one that begins before the range', [w(1, 2)], { from: day(1.5), to: null }, 'windows.0.from'],
    ['one that ends behind the range', [w(1, 2)], { from: null, to: day(1.5) }, 'windows.0.to'],
    ['the later of two that overlap, in any order', [w(3, 5), w(1, 4)], open, 'windows.0.from'],
    ['the same one twice', [w(1, 2), w(1, 2)], open, 'windows.1.from'],
  ];
  it.each(wrong)('%s is refused', (_, windows, range, path) => {
    const refused = (() => {
      try {
        refuseWindows(windows, range, 7);
        return null;
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toBeInstanceOf(Refusal);
    expect((refused as Refusal).extra).toMatchObject({ errors: [{ path }] });
  });

  it('may touch each other and the sides of the range', () => {
    expect(() => refuseWindows([w(2, 3), w(1, 2), w(3, 8)], { from: day(1), to: day(8) }, 5)).not.toThrow();
  });
});

describe('what a range does not replace', () => {
  it('is cut at its sides', () => {
    expect(outside([w(1, 4), w(5, 6), w(7, 9)], { from: day(2), to: day(8) })).toEqual([w(1, 2), w(8, 9)]);
    expect(outside([w(1, 9)], { from: day(2), to: day(8) })).toEqual([w(1, 2), w(8, 9)]);
    expect(outside([w(1, 9)], open)).toEqual([]);
  });

  it('is every instant that lay outside, and none inside', () => {
    const hour = fc.integer({ min: 0, max: 40 });
    const side = fc.option(hour, { nil: null });
    fc.assert(
      fc.property(fc.array(fc.tuple(hour, fc.integer({ min: 1, max: 9 }))), side, side, (spans, from, to) => {
        fc.pre(from === null || to === null || from < to);
        const range = { from: from === null ? null : day(from), to: to === null ? null : day(to) };
        const windows = spans.map(([start, length]) => w(start, start + length));
        const kept = outside(windows, range);
        for (let at = 0; at < 50; at++) {
          const inside = (range.from === null || day(at) >= range.from) && (range.to === null || day(at) < range.to);
          const covered = (list: Window[]): number =>
            list.filter((one) => one.from <= day(at) && day(at) < one.to).length;
          expect(covered(kept)).toBe(inside ? 0 : covered(windows));
        }
        expect(kept.every((one) => one.from < one.to)).toBe(true);
      }),
    );
  });
});
