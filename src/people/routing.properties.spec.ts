import fc from 'fast-check';
import { Refusal } from '../kernel/refusal';
import { isOffShift, nextSuperior, routeFiling, type LineFacts, type LinePerson } from './routing.rules';

const [SOON, DUE, LATE] = [1, 2, 3].map((hour) => new Date(Date.UTC(2026, 10, 24, hour))) as [Date, Date, Date];

describe('whatever the house looks like', () => {
  const size = 9;
  const someId = fc.integer({ min: 0, max: size - 1 }).map(String);
  const person = fc.record({
    active: fc.boolean(),
    superiorId: fc.option(someId),
    absence: fc.option(fc.record({ deputyId: fc.option(someId), namedById: someId })),
    shift: fc.option(fc.record({ on: fc.boolean(), nextFrom: fc.option(fc.constantFrom(SOON, LATE)) })),
  });
  const scene = fc.record({
    people: fc.array(person, { minLength: size, maxLength: size }),
    posts: fc.record({
      escalationContactId: fc.option(someId),
      onDutyId: fc.option(someId),
      lastResortIds: fc.array(someId, { maxLength: 3 }),
      anyLeaderIds: fc.array(someId, { maxLength: 3 }),
    }),
    from: someId,
    due: fc.constantFrom(null, DUE),
    never: fc.array(someId, { maxLength: 4 }).map((ids) => new Set(ids)),
  });
  const factsOf = (people: Omit<LinePerson, 'id' | 'name'>[], posts: Omit<LineFacts, 'people'>): LineFacts => ({
    people: new Map(
      people.map((sketch, index) => [String(index), { id: String(index), name: String(index), ...sketch }]),
    ),
    ...posts,
  });

  it('a form has an active holder who is neither filer nor recused, unless nobody is left', () => {
    fc.assert(
      fc.property(scene, ({ people, posts, from, never, due }) => {
        const facts = factsOf(people, posts);
        try {
          const { holderId, onBehalfOfId } = routeFiling(facts, from, never, due);
          expect(facts.people.get(holderId)?.active).toBe(true);
          expect(holderId === from || never.has(holderId)).toBe(false);
          if (onBehalfOfId) {
            const principal = facts.people.get(onBehalfOfId);
            expect(facts.people.get(holderId)?.absence).toBeNull();
            expect(principal?.absence || isOffShift(facts, onBehalfOfId, due)).toBeTruthy();
            expect(onBehalfOfId === from || never.has(onBehalfOfId)).toBe(false);
          }
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          const posted = [posts.escalationContactId, ...posts.lastResortIds, ...posts.anyLeaderIds];
          const left = posted.filter(
            (id) => id !== null && id !== from && !never.has(id) && facts.people.get(id)?.active,
          );
          expect(left).toEqual([]);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('the next superior is present, active, not ruled out, and above the person in charge or a deputy of one who is', () => {
    fc.assert(
      fc.property(scene, ({ people, posts, from, never, due }) => {
        const facts = factsOf(people, posts);
        const next = nextSuperior(facts, from, never, due);
        if (!next) return;
        const above = new Set<string>();
        for (
          let step = facts.people.get(from)?.superiorId;
          step && !above.has(step);
          step = facts.people.get(step)?.superiorId
        ) {
          above.add(step);
        }
        const holder = facts.people.get(next.holderId);
        expect(holder).toMatchObject({ active: true, absence: null });
        expect(never.has(next.holderId)).toBe(false);
        expect(above.has(next.onBehalfOfId ?? next.holderId)).toBe(true);
        expect(next.onBehalfOfId ?? next.holderId).not.toBe(from);
      }),
      { numRuns: 2000 },
    );
  });

  it('nobody is passed over who could hold it', () => {
    fc.assert(
      fc.property(scene, ({ people, posts, from, never, due }) => {
        const facts = factsOf(people, posts);
        const direct = facts.people.get(from)?.superiorId;
        const superior = direct && direct !== from ? facts.people.get(direct) : undefined;
        if (!superior?.active || superior.absence || never.has(superior.id) || isOffShift(facts, superior.id, due))
          return;
        expect(routeFiling(facts, from, never, due)).toEqual({
          holderId: superior.id,
          onBehalfOfId: null,
          why: 'direct_superior',
        });
        expect(nextSuperior(facts, from, never, due)?.holderId).toBe(superior.id);
      }),
      { numRuns: 1000 },
    );
  });
});
