import type { LineFacts, LinePerson } from '../../src/people/routing.rules';

export type Sketch = Partial<Omit<LinePerson, 'id' | 'absence' | 'shift'>> & {
  away?: string | null;
  /** Off shift until that instant; null: no shift to come. Left out: no shift on record. */
  off?: Date | null;
  /** On shift now. */
  works?: boolean;
};

/** People by id; `away` is absent, with that deputy or with none. */
export function house(people: Record<string, Sketch>, posts: Partial<Omit<LineFacts, 'people'>> = {}): LineFacts {
  const entries = Object.entries(people).map(([id, { away, off, works, ...rest }]): [string, LinePerson] => [
    id,
    {
      id,
      name: id,
      active: true,
      superiorId: null,
      absence: away === undefined ? null : { deputyId: away, namedById: id },
      shift: works ? { on: true, nextFrom: null } : off === undefined ? null : { on: false, nextFrom: off },
      ...rest,
    },
  ]);
  const nobody = { escalationContactId: null, onDutyId: null, lastResortIds: [], anyLeaderIds: [] };
  return { people: new Map(entries), ...nobody, ...posts };
}

/** agent → lead → supervisor → manager, with others beside the line. */
export const line = (
  change: Record<string, Sketch> = {},
  posts: Partial<Omit<LineFacts, 'people'>> = {},
): LineFacts => {
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
    duty: {},
  };
  for (const [id, sketch] of Object.entries(change)) people[id] = { ...people[id], ...sketch };
  return house(people, posts);
};
export const none: ReadonlySet<string> = new Set();
export const allPosts = {
  escalationContactId: 'contact',
  lastResortIds: ['resort1', 'resort2'],
  anyLeaderIds: ['leader'],
};
