import { TICKET_ACTIONS, TRANSITIONS, type TicketAction } from '@upline/contracts/actions';
import type { RefusalCode } from '@upline/contracts/refusals';
import { TICKET_STATES, type TicketState } from '@upline/contracts/ticket';
import { ACTS, agree, contact, resolve, Story, storyIn, text, type Act } from '../../test/tickets/story';
import { Refusal } from '../kernel/refusal';

const OPEN: TicketState[] = ['submitted', 'in_progress', 'callback_due', 'returned'];
/** The column "from → to" of the contract's table (§5), written down a second time. */
const FROM: Record<TicketAction, readonly TicketState[]> = {
  acknowledge: ['submitted'],
  release: ['in_progress'],
  return: ['submitted', 'in_progress'],
  supply: ['returned'],
  note: TICKET_STATES,
  contact: OPEN,
  decide: ['in_progress'],
  resolve: ['in_progress', 'callback_due'],
  confirm: ['resolved'],
  dispute: ['resolved'],
  escalate: OPEN,
  transfer: OPEN,
  withdraw: ['submitted'],
  pause: ['in_progress'],
  resume: ['in_progress'],
  promise: OPEN,
  nudge: OPEN,
  assist: OPEN,
  watch: TICKET_STATES,
  unwatch: TICKET_STATES,
};
const TO: Partial<Record<TicketAction, TicketState>> = {
  acknowledge: 'in_progress',
  release: 'submitted',
  return: 'returned',
  supply: 'in_progress',
  decide: 'callback_due',
  resolve: 'resolved',
  confirm: 'closed',
  dispute: 'in_progress',
  escalate: 'submitted',
  transfer: 'submitted',
  withdraw: 'withdrawn',
};
const ACTOR: Record<TicketAction, string> = {
  acknowledge: 'lead',
  release: 'lead',
  return: 'lead',
  supply: 'agent',
  note: 'agent',
  contact: 'lead',
  decide: 'lead',
  resolve: 'lead',
  confirm: 'agent',
  dispute: 'agent',
  escalate: 'lead',
  transfer: 'lead',
  withdraw: 'agent',
  pause: 'lead',
  resume: 'lead',
  promise: 'lead',
  nudge: 'agent',
  assist: 'lead',
  watch: 'agent',
  unwatch: 'agent',
};

function codeOf(work: () => unknown): RefusalCode | 'accepted' {
  try {
    work();
    return 'accepted';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe('TRANSITIONS', () => {
  it.each(TICKET_STATES)('lists for %s what the contract lists', (state) => {
    const contract = TICKET_ACTIONS.filter((action) => FROM[action].includes(state));
    expect([...TRANSITIONS[state]].sort()).toEqual([...contract].sort());
  });

  const cells = TICKET_STATES.flatMap((state) => TICKET_ACTIONS.map((action) => ({ state, action })));
  it.each(cells)('agrees with decide: $action when $state', ({ state, action }) => {
    const story = storyIn(state);
    if (action === 'resolve' && TRANSITIONS[state].includes('resolve')) story.do('lead', ACTS.contact());
    if (action === 'resume' && state === 'in_progress') story.do('lead', ACTS.pause(story.now));
    const code = codeOf(() => story.do(ACTOR[action], ACTS[action](story.now)));
    expect(code).toBe(TRANSITIONS[state].includes(action) ? 'accepted' : 'wrong_state');
    if (code === 'accepted') expect(story.ticket.state).toBe(TO[action] ?? state);
  });

  it('reaches every state', () => {
    const reached = new Set<TicketState>(TICKET_STATES.map((state) => storyIn(state).ticket.state));
    expect([...reached].sort()).toEqual([...TICKET_STATES].sort());
  });
});

/** Who may, from the column "who" of the contract; `superior` stands above holder and filer, `boss` beside. */
const WHO: Record<TicketAction, string[]> = {
  acknowledge: ['lead', 'deputy', 'supervisor', 'manager'],
  release: ['lead', 'deputy', 'supervisor', 'manager'],
  return: ['lead', 'deputy', 'supervisor', 'manager'],
  decide: ['lead', 'deputy', 'supervisor', 'manager'],
  resolve: ['lead', 'deputy', 'supervisor', 'manager'],
  transfer: ['lead', 'deputy', 'supervisor', 'manager'],
  escalate: ['lead', 'deputy', 'supervisor', 'manager'],
  supply: ['agent', 'lead', 'deputy', 'supervisor', 'manager'],
  note: ['agent', 'lead', 'deputy', 'supervisor', 'manager', 'helper', 'other', 'watcher'],
  contact: ['lead', 'deputy', 'supervisor', 'manager', 'helper'],
  confirm: ['agent'],
  dispute: ['agent'],
  withdraw: ['agent'],
  pause: ['lead', 'deputy', 'supervisor', 'manager'],
  resume: ['lead', 'deputy', 'supervisor', 'manager'],
  promise: ['lead', 'deputy', 'supervisor', 'manager'],
  nudge: ['agent', 'watcher'],
  assist: ['agent', 'lead', 'deputy', 'supervisor', 'manager'],
  watch: ['agent', 'lead', 'deputy', 'supervisor', 'manager', 'helper', 'other', 'watcher'],
  unwatch: ['agent', 'lead', 'deputy', 'supervisor', 'manager', 'helper', 'other', 'watcher'],
};
const CAST = ['agent', 'lead', 'deputy', 'supervisor', 'manager', 'helper', 'other', 'watcher'];

describe('who may', () => {
  const stateFor = (action: TicketAction): TicketState => FROM[action].find((state) => state !== 'closed')!;
  const open = (action: TicketAction): Story => {
    const story = storyIn(stateFor(action));
    story.covering = { deputy: 'lead' };
    if (action === 'resolve') story.do('lead', ACTS.contact());
    if (action === 'resume') story.do('lead', ACTS.pause(story.now));
    story.watchers.add('watcher');
    return story;
  };
  const cells = TICKET_ACTIONS.flatMap((action) => CAST.map((person) => ({ action, person })));

  it.each(cells)('$action by $person', ({ action, person }) => {
    const story = open(action);
    const code = codeOf(() => story.try(person, ACTS[action](story.now)));
    expect(code).toBe(WHO[action].includes(person) ? 'accepted' : 'forbidden');
  });

  it.each(cells.filter(({ person }) => person !== 'agent'))('$action by $person who is recused: never', (cell) => {
    const story = open(cell.action);
    story.recusedIds.add(cell.person);
    expect(codeOf(() => story.try(cell.person, ACTS[cell.action](story.now)))).toBe('forbidden');
  });

  it.each(TICKET_ACTIONS)('%s by a filer who is the accused: supply and note only', (action) => {
    const story = new Story({ aboutPersonId: 'agent' });
    const way: Partial<Record<TicketState, Act[]>> = {
      returned: [ACTS.return()],
      resolved: [ACTS.acknowledge(), ACTS.contact(), resolve('yes')],
    };
    for (const act of way[stateFor(action)] ?? []) story.do('lead', act);
    const code = codeOf(() => story.try('agent', ACTS[action](story.now)));
    expect(code).toBe(action === 'supply' || action === 'note' ? 'accepted' : 'forbidden');
  });

  it('records a superior, and whoever covers, as acting for the holder', () => {
    for (const person of ['deputy', 'supervisor', 'manager']) {
      const [event] = open('acknowledge').try(person, ACTS.acknowledge());
      expect(event).toMatchObject({ byId: person, onBehalfOfId: 'lead' });
    }
    expect(storyIn('submitted').try('lead', ACTS.acknowledge())[0]).toMatchObject({ byId: 'lead', onBehalfOfId: null });
  });

  describe('confirm', () => {
    it.each([
      ['the filer accused', { aboutPersonId: 'agent' }, true, new Set<string>()],
      ['the filer gone', {}, false, new Set<string>()],
      ['the filer a deputy whom the accused named', { aboutPersonId: 'other' }, true, new Set(['agent'])],
    ])('falls to the filer’s superior: %s', (_case, change, filerActive, recusedIds) => {
      const story = new Story(change);
      for (const id of recusedIds) story.recusedIds.add(id);
      story.filerActive = filerActive;
      for (const act of [ACTS.acknowledge(), ACTS.contact(), resolve('yes')]) story.do('lead', act);
      expect(codeOf(() => story.try('supervisor', ACTS.confirm()))).toBe('accepted');
      expect(codeOf(() => story.try('other', ACTS.confirm()))).toBe('forbidden');
      expect(codeOf(() => story.try('agent', ACTS.confirm()))).toBe('forbidden');
    });

    it('falls to the next superior, and to nobody else, when the customer said no', () => {
      const story = new Story();
      for (const act of [ACTS.acknowledge(), ACTS.contact(), resolve('no')]) story.do('lead', act);
      const who = CAST.filter((person) => codeOf(() => story.try(person, ACTS.confirm())) === 'accepted');
      expect(who).toEqual(['supervisor']);
    });
  });

  it('lets the filer escalate only after a clock of it was missed', () => {
    const story = new Story({}, { holderId: 'manager' });
    expect(codeOf(() => story.try('agent', ACTS.escalate()))).toBe('forbidden');
    story.wait(31 * 60_000).timer({ type: 'clockMissed', clock: 'acknowledge', occurrence: 1 });
    expect(codeOf(() => story.try('agent', ACTS.escalate()))).toBe('top_of_line');
  });
});

describe('the order of refusals', () => {
  it('names wrong fields before it asks who may', () => {
    const story = storyIn('closed');
    const invalid: [Act, object][] = [
      [contact('no_answer', true), {}],
      [agree(story.now), {}],
      [{ ...ACTS.decide(), rootCauseId: 'nothing' } as Act, { rootCauseKnown: false }],
      [{ ...ACTS.transfer(), toPersonId: 'agent' } as Act, {}],
      [{ type: 'note', note: text('note'), mentions: ['boss'] }, { blindMentions: ['boss'] }],
    ];
    for (const [act, facts] of invalid) expect(codeOf(() => story.try('boss', act, facts, 1))).toBe('invalid');
  });

  it('asks who may before it compares the version', () => {
    expect(codeOf(() => storyIn('closed').try('other', ACTS.acknowledge(), {}, 1))).toBe('forbidden');
  });

  it('compares the version before the state', () => {
    expect(codeOf(() => storyIn('closed').try('lead', ACTS.acknowledge(), {}, 1))).toBe('stale_version');
    expect(codeOf(() => storyIn('closed').try('lead', ACTS.acknowledge(), {}, 99))).toBe('stale_version');
  });

  it('looks at the state before the rules', () => {
    expect(codeOf(() => storyIn('resolved').try('lead', ACTS.resolve()))).toBe('wrong_state');
    const top = new Story({}, { holderId: 'manager' });
    top.do('agent', ACTS.withdraw());
    expect(codeOf(() => top.try('manager', ACTS.escalate()))).toBe('wrong_state');
  });

  it.each(['note', 'contact'] as const)('takes %s on any version', (action) => {
    expect(codeOf(() => storyIn('in_progress').try('lead', ACTS[action](), {}, 99))).toBe('accepted');
  });
});
