import fc from 'fast-check';
import { isoOf } from './hot-statement';

/** How PostgreSQL writes an instant in a UTC session: trailing zeros of the fraction are left out. */
const asPostgres = (at: Date, micros: number): string => {
  const [day, time] = at.toISOString().split(/[TZ]/) as [string, string];
  const fraction = `${time.slice(9)}${String(micros).padStart(3, '0')}`.replace(/0+$/, '');
  return `${day} ${time.slice(0, 8)}${fraction === '' ? '' : `.${fraction}`}+00`;
};

describe('isoOf', () => {
  it('is what Date makes of the same text', () => {
    const instants = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 999 }), (at, micros) => {
        expect(isoOf(asPostgres(at, micros))).toBe(at.toISOString());
      }),
    );
  });
});
