import type { LineFacts, LinePerson } from '../../src/people/routing.rules';

export type Sketch = Partial<Omit<LinePerson, 'id' | 'absence'>> & { away?: string | null };

/** People by id; `away` is absent, with that deputy or with none. */
export function house(people: Record<string, Sketch>, posts: Partial<Omit<LineFacts, 'people'>> = {}): LineFacts {
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
