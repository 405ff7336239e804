import fc from 'fast-check';
import { Refusal } from '../kernel/refusal';
import { nextSuperior, routeFiling, type LineFacts, type LinePerson } from './routing.rules';

describe('whatever the house looks like', () => {
  const size = 9;
  const someId = fc.integer({ min: 0, max: size - 1 }).map(String);
  const person = fc.record({
    active: fc.boolean(),
    superiorId: fc.option(someId),
    absence: fc.option(fc.record({ deputyId: fc.option(someId), namedById: someId })),
  });
  const scene = fc.record({
    people: fc.array(person, { minLength: size, maxLength: size }),
    posts: fc.record({
      escalationContactId: fc.option(someId),
      lastResortIds: fc.array(someId, { maxLength: 3 }),
      anyLeaderIds: fc.array(someId, { maxLength: 3 }),
    }),
    from: someId,
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
      fc.property(scene, ({ people, posts, from, never }) => {
        const facts = factsOf(people, posts);
        try {
          const { holderId, onBehalfOfId } = routeFiling(facts, from, never);
          expect(facts.people.get(holderId)?.active).toBe(true);
          expect(holderId === from || never.has(holderId)).toBe(false);
          if (onBehalfOfId) {
            expect(facts.people.get(holderId)?.absence).toBeNull();
            expect(facts.people.get(onBehalfOfId)?.absence).not.toBeNull();
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
      fc.property(scene, ({ people, posts, from, never }) => {
        const facts = factsOf(people, posts);
        const next = nextSuperior(facts, from, never);
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
      fc.property(scene, ({ people, posts, from, never }) => {
        const facts = factsOf(people, posts);
        const direct = facts.people.get(from)?.superiorId;
        const superior = direct && direct !== from ? facts.people.get(direct) : undefined;
        if (!superior?.active || superior.absence || never.has(superior.id)) return;
        expect(routeFiling(facts, from, never)).toEqual({
          holderId: superior.id,
          onBehalfOfId: null,
          why: 'direct_superior',
        });
        expect(nextSuperior(facts, from, never)?.holderId).toBe(superior.id);
      }),
      { numRuns: 1000 },
    );
  });
});
