import fc from 'fast-check';
import { Refusal } from '../kernel/refusal';
import { lastHope, nextSuperior, routeFiling, type LineFacts, type LinePerson } from './routing.rules';

type Sketch = Partial<Omit<LinePerson, 'id' | 'absence'>> & { away?: string | null };

/** People by id; `away` is absent, with that deputy or with none. */
function house(people: Record<string, Sketch>, posts: Partial<Omit<LineFacts, 'people'>> = {}): LineFacts {
  const entries = Object.entries(people).map(([id, { away, ...rest }]): [string, LinePerson] => [
    id,
    {
      id,
      name: id,
      active: true,
      superiorId: null,
      absence: away === undefined ? null : { deputyId: away, namedById: id },
      ...rest,
    },
  ]);
  return { people: new Map(entries), escalationContactId: null, lastResortIds: [], anyLeaderIds: [], ...posts };
}

/** agent → lead → supervisor → manager, with others beside the line. */
const line = (change: Record<string, Sketch> = {}, posts: Partial<Omit<LineFacts, 'people'>> = {}): LineFacts => {
  const people: Record<string, Sketch> = {
    agent: { superiorId: 'lead' },
    lead: { superiorId: 'supervisor' },
    supervisor: { superiorId: 'manager' },
    manager: {},
    deputy: {},
    other: {},
    contact: {},
    resort1: {},
    resort2: {},
    leader: {},
  };
  for (const [id, sketch] of Object.entries(change)) people[id] = { ...people[id], ...sketch };
  return house(people, posts);
};
const none: ReadonlySet<string> = new Set();
const allPosts = { escalationContactId: 'contact', lastResortIds: ['resort1', 'resort2'], anyLeaderIds: ['leader'] };

describe('routeFiling', () => {
  const cases: [string, LineFacts, string[], string, string | null, string][] = [
    ['the direct superior', line(), [], 'lead', null, 'direct_superior'],
    ['the deputy of an absent superior', line({ lead: { away: 'deputy' } }), [], 'deputy', 'lead', 'deputy'],
    [
      'the deputy of an absent deputy, for the superior',
      line({ lead: { away: 'deputy' }, deputy: { away: 'other' } }),
      [],
      'other',
      'lead',
      'deputy',
    ],
    [
      'the next superior where there is no deputy',
      line({ lead: { away: null } }),
      [],
      'supervisor',
      null,
      'next_superior',
    ],
    [
      'the next superior where deputies go round',
      line({ lead: { away: 'deputy' }, deputy: { away: 'lead' } }),
      [],
      'supervisor',
      null,
      'next_superior',
    ],
    [
      'the next superior where an absent deputy has none',
      line({ lead: { away: 'deputy' }, deputy: { away: null } }),
      [],
      'supervisor',
      null,
      'next_superior',
    ],
    [
      'the next superior where the deputy is inactive',
      line({ lead: { away: 'deputy' }, deputy: { active: false } }),
      [],
      'supervisor',
      null,
      'next_superior',
    ],
    [
      'the next superior where an inactive deputy has a deputy',
      line({ lead: { away: 'deputy' }, deputy: { active: false, away: 'other' } }),
      [],
      'supervisor',
      null,
      'next_superior',
    ],
    [
      'the next superior where the filer is the deputy',
      line({ lead: { away: 'agent' } }),
      [],
      'supervisor',
      null,
      'next_superior',
    ],
    [
      'the next superior where the deputy is recused',
      line({ lead: { away: 'deputy' } }),
      ['deputy'],
      'supervisor',
      null,
      'next_superior',
    ],
    ['an unknown deputy as none', line({ lead: { away: 'nobody' } }), [], 'supervisor', null, 'next_superior'],
    [
      'the next superior over an inactive one',
      line({ lead: { active: false } }),
      [],
      'supervisor',
      null,
      'next_superior',
    ],
    [
      'nobody’s deputy who is inactive',
      line({ lead: { active: false, away: 'deputy' } }),
      [],
      'supervisor',
      null,
      'next_superior',
    ],
    [
      'two steps up',
      line({ lead: { active: false }, supervisor: { away: null } }),
      [],
      'manager',
      null,
      'next_superior',
    ],
    [
      'the deputy of the next superior',
      line({ lead: { away: null }, supervisor: { away: 'deputy' } }),
      [],
      'deputy',
      'supervisor',
      'deputy',
    ],
    ['past the accused', line(), ['lead'], 'supervisor', null, 'recusal'],
    [
      'past the accused and their deputy',
      line({ lead: { away: 'deputy' } }),
      ['lead', 'deputy'],
      'supervisor',
      null,
      'recusal',
    ],
    ['not the deputy of the accused', line({ lead: { away: 'deputy' } }), ['lead'], 'supervisor', null, 'recusal'],
    ['past the accused further up', line({ lead: { away: null } }), ['supervisor'], 'manager', null, 'recusal'],
    [
      'the direct superior although somebody further up is accused',
      line(),
      ['manager'],
      'lead',
      null,
      'direct_superior',
    ],
    [
      'the contact where there is no line',
      line({ agent: { superiorId: null } }, allPosts),
      [],
      'contact',
      null,
      'escalation_contact',
    ],
    [
      'the contact where the line is all accused or gone',
      line({ supervisor: { active: false }, manager: { away: null } }, allPosts),
      ['lead'],
      'contact',
      null,
      'escalation_contact',
    ],
    [
      'the deputy of the contact',
      line({ agent: { superiorId: null }, contact: { away: 'deputy' } }, allPosts),
      [],
      'deputy',
      'contact',
      'escalation_contact',
    ],
    [
      'the first last resort where the contact is accused',
      line({ agent: { superiorId: null } }, allPosts),
      ['contact'],
      'resort1',
      null,
      'last_resort',
    ],
    [
      'the second last resort where the first is away',
      line({ agent: { superiorId: null }, contact: { active: false }, resort1: { away: null } }, allPosts),
      [],
      'resort2',
      null,
      'last_resort',
    ],
    [
      'any leader after the last resorts',
      line({ agent: { superiorId: null } }, allPosts),
      ['contact', 'resort1', 'resort2'],
      'leader',
      null,
      'last_resort',
    ],
    [
      'an absent superior before nobody',
      line({ lead: { away: null, superiorId: null } }),
      [],
      'lead',
      null,
      'direct_superior',
    ],
    [
      'an absent next superior before nobody',
      line({ lead: { active: false }, supervisor: { away: null, superiorId: null } }),
      [],
      'supervisor',
      null,
      'next_superior',
    ],
    [
      'an absent last resort before nobody',
      line({ agent: { superiorId: null }, resort1: { away: null } }, { lastResortIds: ['resort1'] }),
      [],
      'resort1',
      null,
      'last_resort',
    ],
  ];
  it.each(cases)('gives %s', (_, facts, recused, holderId, onBehalfOfId, why) => {
    expect(routeFiling(facts, 'agent', new Set(recused))).toEqual({ holderId, onBehalfOfId, why });
  });

  it('sends a lead’s own form to the supervisor', () => {
    expect(routeFiling(line(), 'lead', none).holderId).toBe('supervisor');
  });

  it('sends the form of somebody without a superior to the contact, and never back to the filer', () => {
    const facts = line({}, { escalationContactId: 'manager', lastResortIds: ['manager', 'resort2'] });
    expect(routeFiling(facts, 'manager', none)).toEqual({
      holderId: 'resort2',
      onBehalfOfId: null,
      why: 'last_resort',
    });
  });

  it('ends where the line goes round', () => {
    const facts = line({ manager: { superiorId: 'agent', active: false }, lead: { active: false } }, allPosts);
    expect(routeFiling(facts, 'agent', new Set(['supervisor'])).holderId).toBe('contact');
  });

  it('refuses where the house has nobody else at all', () => {
    expect(() => routeFiling(house({ agent: {} }), 'agent', none)).toThrow(Refusal);
  });
});

describe('nextSuperior', () => {
  const cases: [string, LineFacts, string, string[], string | null, string | null][] = [
    ['the superior of the person in charge', line(), 'lead', ['agent', 'lead'], 'supervisor', null],
    ['nobody at the top, not even a contact', line({}, allPosts), 'manager', ['agent', 'manager'], null, null],
    [
      'the superior of whom a deputy stands in for',
      line({ lead: { away: 'deputy' } }),
      'lead',
      ['deputy'],
      'supervisor',
      null,
    ],
    ['over who missed a clock', line(), 'lead', ['lead', 'supervisor'], 'manager', null],
    ['over somebody inactive', line({ supervisor: { active: false } }), 'lead', ['lead'], 'manager', null],
    ['an absent one’s deputy', line({ supervisor: { away: 'deputy' } }), 'lead', ['lead'], 'deputy', 'supervisor'],
    [
      'over one whose deputy is the present holder',
      line({ supervisor: { away: 'deputy' } }),
      'lead',
      ['deputy'],
      'manager',
      null,
    ],
    ['over one whose deputy goes round', line({ supervisor: { away: 'supervisor' } }), 'lead', [], 'manager', null],
    ['nobody where all above are ruled out', line(), 'lead', ['supervisor', 'manager'], null, null],
    ['nobody when the top is away without a deputy', line({ manager: { away: null } }), 'supervisor', [], null, null],
    ['nobody above a stranger', line(), 'nobody', [], null, null],
  ];
  it.each(cases)('gives %s', (_, facts, inCharge, never, holderId, onBehalfOfId) => {
    const expected = holderId === null ? null : { holderId, onBehalfOfId, why: 'escalated' };
    expect(nextSuperior(facts, inCharge, new Set(never))).toEqual(expected);
  });
});

describe('lastHope', () => {
  it('takes the contact, then the last resorts in order, then a leader', () => {
    const facts = line({}, allPosts);
    const asked = [[], ['contact'], ['contact', 'resort1'], ['contact', 'resort1', 'resort2']];
    expect(asked.map((never) => lastHope(facts, new Set(never)))).toEqual([
      { holderId: 'contact', onBehalfOfId: null, why: 'escalation_contact' },
      { holderId: 'resort1', onBehalfOfId: null, why: 'last_resort' },
      { holderId: 'resort2', onBehalfOfId: null, why: 'last_resort' },
      { holderId: 'leader', onBehalfOfId: null, why: 'last_resort' },
    ]);
  });
});

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
