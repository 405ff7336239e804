import fc from 'fast-check';
import { allPosts, line, none } from '../../test/people/line-sketch';
import { Refusal } from '../kernel/refusal';
import { isOffShift, lastHope, nextSuperior, routeFiling, type LineFacts, type LinePerson } from './routing.rules';

const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 24, hour));
/** The first clock falls due at eight. */
const DUE = at(8);
const off = { off: at(20) };
const onDuty = { ...allPosts, onDutyId: 'duty' };

describe('off shift', () => {
  const cases: [string, LineFacts, string[], string, string | null, string][] = [
    ['the duty instead of a superior who is off', line({ lead: off }, onDuty), [], 'duty', 'lead', 'on_duty'],
    ['a superior who is on shift', line({ lead: { works: true } }, onDuty), [], 'lead', null, 'direct_superior'],
    ['a superior without shifts on record', line({}, onDuty), [], 'lead', null, 'direct_superior'],
    ['a superior who comes before it is due', line({ lead: { off: at(7) } }, onDuty), [], 'lead', null, 'direct_superior'],
    ['a superior who comes when it is due', line({ lead: { off: DUE } }, onDuty), [], 'lead', null, 'direct_superior'],
    ['the duty where no shift is to come', line({ lead: { off: null } }, onDuty), [], 'duty', 'lead', 'on_duty'],
    ['a superior who is on duty themselves', line({ lead: off }, { onDutyId: 'lead' }), [], 'lead', null, 'direct_superior'],
    ['the duty whatever their own shifts', line({ lead: off, duty: off }, onDuty), [], 'duty', 'lead', 'on_duty'],
    ['the next superior where nobody is on duty', line({ lead: off }, allPosts), [], 'supervisor', null, 'next_superior'],
    ['not a duty who is away', line({ lead: off, duty: { away: 'other' } }, onDuty), [], 'supervisor', null, 'next_superior'],
    ['not a duty who has left', line({ lead: off, duty: { active: false } }, onDuty), [], 'supervisor', null, 'next_superior'],
    ['not a duty who is the filer', line({ lead: off }, { onDutyId: 'agent' }), [], 'supervisor', null, 'next_superior'],
    ['not a duty who is recused', line({ lead: off }, onDuty), ['duty'], 'supervisor', null, 'next_superior'],
    ['never the duty for the accused', line({ lead: off }, onDuty), ['lead'], 'supervisor', null, 'recusal'],
    ['the deputy of somebody away by day', line({ lead: { away: 'deputy', works: true } }, onDuty), [], 'deputy', 'lead', 'deputy'],
    ['the duty for somebody away and off', line({ lead: { away: 'deputy', ...off } }, onDuty), [], 'duty', 'lead', 'on_duty'],
    ['the deputy for somebody away and off without duty', line({ lead: { away: 'deputy', ...off } }), [], 'deputy', 'lead', 'deputy'],
    ['the duty for a deputy who is off', line({ lead: { away: 'deputy' }, deputy: off }, onDuty), [], 'duty', 'lead', 'on_duty'],
    ['nobody for a deputy who is off without duty', line({ lead: { away: 'deputy' }, deputy: off }), [], 'supervisor', null, 'next_superior'],
    ['the contact where the whole line is off', line({ lead: off, supervisor: off, manager: off }, allPosts), [], 'contact', null, 'escalation_contact'],
    ['a last resort on shift before the line off shift', line({ lead: off, supervisor: off, manager: off, contact: off, resort1: off }, allPosts), [], 'resort2', null, 'last_resort'],
    ['the superior at a night when nobody works', line({ lead: off, supervisor: off, manager: off }), [], 'lead', null, 'direct_superior'],
    ['one off shift before one away', line({ lead: { away: null }, supervisor: off, manager: { away: null } }), [], 'supervisor', null, 'next_superior'],
    ['a contact off shift before any leader', line({ agent: { superiorId: null }, contact: off, resort1: off, resort2: off }, allPosts), [], 'contact', null, 'escalation_contact'],
  ]; // prettier-ignore
  it.each(cases)('gives %s', (_, facts, recused, holderId, onBehalfOfId, why) => {
    expect(routeFiling(facts, 'agent', new Set(recused), DUE)).toEqual({ holderId, onBehalfOfId, why });
  });

  it('does not matter where no clock decides', () => {
    expect(routeFiling(line({ lead: off }, onDuty), 'agent', none, null).holderId).toBe('lead');
    expect(isOffShift(line({ lead: off }), 'lead', null)).toBe(false);
    expect(isOffShift(line(), 'nobody', DUE)).toBe(false);
  });

  const up: [string, LineFacts, string[], string, string | null][] = [
    ['to the duty for a superior who is off', line({ supervisor: off }, onDuty), [], 'duty', 'supervisor'],
    ['past the duty who holds it', line({ supervisor: off }, onDuty), ['duty'], 'manager', null],
    ['to the next one who works', line({ supervisor: off }), [], 'manager', null],
    ['to the first one where all are off', line({ supervisor: off, manager: off }), [], 'supervisor', null],
    ['to one who is off before nobody', line({ supervisor: { away: null }, manager: off }), [], 'manager', null],
  ];
  it.each(up)('a miss goes %s', (_, facts, never, holderId, onBehalfOfId) => {
    expect(nextSuperior(facts, 'lead', new Set(never), DUE)).toEqual({ holderId, onBehalfOfId, why: 'escalated' });
  });

  it('the last hope is a post on shift, then one off shift', () => {
    const facts = line({ contact: off, resort1: off }, allPosts);
    const asked = [[], ['resort2']].map((never) => lastHope(facts, new Set(never), DUE).holderId);
    expect(asked).toEqual(['resort2', 'contact']);
  });
});

/** What the contract says, once more: by windows on a grid of hours instead of by what the router is given. */
describe('the router and a model that looks at every hour', () => {
  const size = 7;
  const NOW = 3;
  const someId = fc.integer({ min: 0, max: size - 1 }).map(String);
  const rota = fc.array(fc.tuple(fc.nat({ max: 11 }), fc.integer({ min: 1, max: 4 })), { maxLength: 2 });
  interface Sketch {
    active: boolean;
    superiorId: string | null;
    away: { deputyId: string | null } | null;
    /** Null: none on record. */
    rota: [number, number][] | null;
  }
  const person: fc.Arbitrary<Sketch> = fc.record({
    active: fc.nat({ max: 4 }).map((n) => n > 0),
    superiorId: fc.option(someId, { nil: null, freq: 8 }),
    away: fc.option(fc.record({ deputyId: fc.option(someId, { nil: null }) }), { nil: null, freq: 1 }),
    rota: fc.option(rota, { nil: null, freq: 2 }),
  });
  const scene = fc.record({
    people: fc.array(person, { minLength: size, maxLength: size }),
    onDutyId: fc.option(someId, { nil: null }),
    contact: fc.option(someId, { nil: null }),
    resorts: fc.array(someId, { maxLength: 2 }),
    leaders: fc.array(someId, { maxLength: 2 }),
    recused: fc.array(someId, { maxLength: 2 }),
    filer: someId,
    due: fc.integer({ min: NOW, max: 14 }),
  });
  type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

  const works = (windows: [number, number][], hour: number): boolean =>
    windows.some(([from, length]) => from <= hour && hour < from + length);
  const given = ({ away, rota: windows, ...rest }: Sketch, id: string): LinePerson => {
    const next = (windows ?? []).map(([from]) => from).filter((from) => from > NOW);
    return {
      ...rest,
      id,
      name: id,
      absence: away && { ...away, namedById: id },
      shift:
        windows === null || windows.length === 0
          ? null
          : { on: works(windows, NOW), nextFrom: next.length > 0 ? at(Math.min(...next)) : null },
    };
  };
  const factsOf = (s: Scene): LineFacts => ({
    people: new Map(s.people.map((sketch, index) => [String(index), given(sketch, String(index))])),
    onDutyId: s.onDutyId,
    escalationContactId: s.contact,
    lastResortIds: s.resorts,
    anyLeaderIds: s.leaders,
  });

  /** Holder, and for whom; by trying every stage of the contract's words. */
  function model(s: Scene): string | null {
    const of = (id: string): Sketch => s.people[Number(id)]!;
    const barred = (id: string): boolean => id === s.filer || s.recused.includes(id) || !of(id).active;
    const hours = Array.from({ length: s.due - NOW + 1 }, (_, n) => NOW + n);
    const there = (id: string): boolean => {
      const { rota: windows } = of(id);
      return (
        windows === null || windows.length === 0 || id === s.onDutyId || hours.some((hour) => works(windows, hour))
      );
    };
    const seat = (id: string, shifts: boolean, seen: string[]): string | null => {
      if (seen.includes(id) || barred(id)) return null;
      const present = !shifts || there(id);
      if (present && !of(id).away) return id;
      const duty = s.onDutyId;
      if (!present && duty !== null && !barred(duty) && !of(duty).away) return duty;
      const deputy = of(id).away?.deputyId ?? null;
      return deputy === null ? null : seat(deputy, shifts, [...seen, id]);
    };
    const above: string[] = [];
    for (let id = of(s.filer).superiorId; id !== null && id !== s.filer && !above.includes(id); id = of(id).superiorId)
      above.push(id);
    const named = [...(s.contact === null ? [] : [s.contact]), ...s.resorts];
    const stages: [string[], boolean][] = [
      [above, true], [named, true], [above, false], [named, false], [s.leaders, true], [s.leaders, false],
    ]; // prettier-ignore
    for (const [ids, shifts] of stages)
      for (const id of ids) {
        const found = seat(id, shifts, []);
        if (found !== null) return `${found} for ${found === id ? 'self' : id}`;
      }
    const away = [...above, ...named, ...s.leaders].find((id) => !barred(id));
    return away === undefined ? null : `${away} for self`;
  }

  it('give the same holder', () => {
    fc.assert(
      fc.property(scene, (s) => {
        const routed = (() => {
          try {
            const { holderId, onBehalfOfId } = routeFiling(factsOf(s), s.filer, new Set(s.recused), at(s.due));
            return `${holderId} for ${onBehalfOfId ?? 'self'}`;
          } catch (error) {
            if (error instanceof Refusal) return null;
            throw error;
          }
        })();
        expect(routed).toBe(model(s));
      }),
      { numRuns: 5000 },
    );
  });
});
