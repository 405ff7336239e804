import fc from 'fast-check';
import { rangeOf } from './range.rules';

describe('a range of a file of 1000 bytes', () => {
  it.each([
    ['bytes=0-0', { from: 0, to: 0 }],
    ['bytes=0-', { from: 0, to: 999 }],
    ['bytes=500-600', { from: 500, to: 600 }],
    ['bytes=990-99999', { from: 990, to: 999 }],
    ['bytes=-10', { from: 990, to: 999 }],
    ['bytes=-5000', { from: 0, to: 999 }],
    ['Bytes= 1-2 ', { from: 1, to: 2 }],
    ['bytes=0-99999999999999999999999', { from: 0, to: 999 }],
  ])('%s', (header, range) => expect(rangeOf(header, 1000)).toEqual(range));

  it.each(['bytes=1000-', 'bytes=1000-2000', 'bytes=-0', 'bytes=99999999999999999999-'])('%s has no byte', (header) =>
    expect(rangeOf(header, 1000)).toBe('beyond'),
  );

  it.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=5-4', 'bytes=a-b', 'items=0-1', 'bytes=0-1,5-9', 'bytes=0.5-1', 'bytes=--1'])(
    '%s asks for the whole',
    (header) => expect(rangeOf(header, 1000)).toBeNull(),
  ); // prettier-ignore

  it('never leaves the file', () => {
    fc.assert(
      fc.property(fc.nat(), fc.option(fc.nat()), fc.option(fc.nat()), (more, first, last) => {
        const size = more + 1;
        const range = rangeOf(`bytes=${first ?? ''}-${last ?? ''}`, size);
        if (range === null || range === 'beyond') return;
        expect(range.from).toBeGreaterThanOrEqual(0);
        expect(range.to).toBeGreaterThanOrEqual(range.from);
        expect(range.to).toBeLessThan(size);
      }),
    );
  });
});
