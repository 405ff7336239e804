import * as fc from 'fast-check';
import { decodeCursor, encodeCursor, useCursorSecret } from './cursor';
import { Refusal } from './refusal';

const SHAPE = ['string?', 'number', 'string'] as const;

describe('cursor', () => {
  beforeEach(() => useCursorSecret('one secret'));

  it('comes back as it went', () => {
    fc.assert(
      fc.property(fc.option(fc.string()), fc.integer(), fc.string(), (first, second, third) => {
        const values = [first, second, third];
        fc.pre(JSON.stringify(values).length < 500);
        expect(decodeCursor(encodeCursor(values), SHAPE)).toEqual(values);
      }),
    );
  });

  it('is refused when one character is another', () => {
    const cursor = encodeCursor(['a', 1, 'b']);
    fc.assert(
      fc.property(fc.nat(cursor.length - 1), fc.constantFrom(...'AZaz09-_=+ '), (at, char) => {
        fc.pre(cursor[at] !== char);
        expect(() => decodeCursor(cursor.slice(0, at) + char + cursor.slice(at + 1), SHAPE)).toThrow(Refusal);
      }),
    );
  });

  it.each([[[1, 1, 'b']], [['a', null, 'b']], [['a', 1]], [['a', 1, 'b', 2]]])(
    'is refused with other values: %j',
    (values) => {
      expect(() => decodeCursor(encodeCursor(values), SHAPE)).toThrow(Refusal);
    },
  );

  it('is refused when another secret signed it, and when it is endless', () => {
    const cursor = encodeCursor(['a', 1, 'b']);
    useCursorSecret('another secret');
    expect(() => decodeCursor(cursor, SHAPE)).toThrow(Refusal);
    expect(() => decodeCursor('A'.repeat(100_000), SHAPE)).toThrow(Refusal);
  });
});
