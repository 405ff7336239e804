import { deadDeputies, type AbsenceFact, type AwayFact } from './org-health.rules';

const absence = (personId: string, deputyId: string, from = 0, to = 100): AbsenceFact => ({
  id: `${personId}→${deputyId}`,
  personId,
  deputyId,
  from,
  to,
});
const NOW = 50;

describe('deadDeputies', () => {
  const found = (absences: AbsenceFact[], away: AwayFact[], active: string[]): [string, string][] =>
    deadDeputies(absences, [...absences, ...away], new Set(active), NOW).map(({ absence: { id }, why }) => [id, why]);

  it('finds nothing where the deputy is there', () => {
    expect(found([absence('a', 'b')], [], ['b'])).toEqual([]);
  });
  it('finds a deputy who has left', () => {
    expect(found([absence('a', 'b')], [], [])).toEqual([['a→b', 'inactive']]);
  });
  it('finds a deputy who is away with nobody behind', () => {
    expect(found([absence('a', 'b')], [{ personId: 'b', from: 40, to: 60, deputyId: null }], ['b'])).toEqual([
      ['a→b', 'away'],
    ]);
  });
  it('finds a deputy who will be away before the absence ends', () => {
    expect(found([absence('a', 'b')], [{ personId: 'b', from: 90, to: 95, deputyId: null }], ['b'])).toEqual([
      ['a→b', 'away'],
    ]);
  });
  it('does not mind a deputy who was away before, or will be after', () => {
    const away = [
      { personId: 'b', from: 10, to: 50, deputyId: null },
      { personId: 'b', from: 100, to: 120, deputyId: null },
    ];
    expect(found([absence('a', 'b')], away, ['b'])).toEqual([]);
  });
  it('follows deputies of deputies', () => {
    expect(found([absence('a', 'b'), absence('b', 'c')], [], ['b', 'c'])).toEqual([]);
    expect(found([absence('a', 'b'), absence('b', 'c')], [], ['b'])).toEqual([
      ['a→b', 'away'],
      ['b→c', 'inactive'],
    ]);
  });
  it('finds deputies that go round', () => {
    expect(found([absence('a', 'b'), absence('b', 'a')], [], ['a', 'b'])).toEqual([
      ['a→b', 'away'],
      ['b→a', 'away'],
    ]);
  });
  it('leaves what is over alone', () => {
    expect(found([absence('a', 'b', 0, NOW)], [], [])).toEqual([]);
  });
});
