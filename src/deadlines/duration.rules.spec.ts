import { durationMs } from './duration.rules';

describe('durationMs', () => {
  it.each([
    ['PT30M', 30 * 60_000],
    ['P1D', 86_400_000],
    ['PT24H', 86_400_000],
    ['PT4H', 4 * 3_600_000],
    ['P3D', 3 * 86_400_000],
    ['PT1S', 1000],
    ['PT0S', 0],
    ['P1DT2H3M4S', 86_400_000 + 2 * 3_600_000 + 3 * 60_000 + 4000],
  ])('reads %s', (text, ms) => expect(durationMs(text)).toBe(ms));

  it.each(['', 'P', 'PT', 'P1DT', '30M', 'PT-5M', 'P1Y', 'P1M', 'pt30m', 'PT1.5H', ' PT1H', 'PT1H '])(
    'refuses "%s"',
    (text) => expect(() => durationMs(text)).toThrow(),
  );
});
