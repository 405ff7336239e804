import * as fc from 'fast-check';
import { isInstant, toDate } from './instant';

describe('isInstant', () => {
  it.each([
    '2026-11-24T06:02:00Z',
    '2026-11-24T06:02:00.123Z',
    '2026-11-24t06:02:00z',
    '2024-02-29T00:00:00+08:00',
    '9999-12-31T23:59:59Z',
    '1970-01-01T00:00:00Z',
  ])('takes %s', (text) => expect(isInstant(text)).toBe(true));

  it.each([
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:60Z',
    '2026-01-01T00:00:00',
    '2026-01-01',
    '2026-01-01 00:00:00Z',
    '2026-01-01T00:00Z',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00+0800',
    '1969-12-31T23:59:59Z',
    '1970-01-01T00:00:00+08:00',
    '+012026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z ',
    '',
    1764000000000,
    null,
    ['2026-01-01T00:00:00Z'],
  ])('refuses %j', (text) => expect(isInstant(text)).toBe(false));

  it('takes every instant that JavaScript writes, and means the same by it', () => {
    const instants = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, (date) => {
        expect(isInstant(date.toISOString())).toBe(true);
        expect(toDate(date.toISOString())).toEqual(date);
      }),
    );
  });
});
