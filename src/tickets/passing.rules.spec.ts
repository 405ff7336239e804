import { ACTS, HOUR, LINE, MINUTE, Story, at, storyIn, type Act } from '../../test/tickets/story';
import { latest } from './clocks.rules';
import { whoIsNext } from './passing.rules';

const missed = (clock: 'acknowledge' | 'promise' | 'resolve', occurrence = 1) =>
  ({ type: 'clockMissed', clock, occurrence }) as const;
const next = (story: Story): string | null => whoIsNext(story.ticket, story.facts(null), null)?.holderId ?? null;

describe('a missed clock', () => {
  it('takes the ticket to the next superior, one level up, with a new acknowledge clock', () => {
    const story = new Story();
    const events = story.wait(30 * MINUTE).timer(missed('acknowledge'));
    expect(events.map(({ type, byId }) => [type, byId])).toEqual([
      ['clock.missed', null],
      ['ticket.escalated', null],
    ]);
    expect(events[0]?.data).toMatchObject({ dueAt: at(30 * MINUTE).toISOString(), noticedAt: story.now.toISOString() });
    expect(events[1]?.data).toMatchObject({ why: 'breach', fromHolderId: 'lead', toHolderId: 'supervisor', level: 1 });
    expect(events[1]?.alsoTold).toEqual(['lead']);
    expect(story.ticket).toMatchObject({
      state: 'submitted',
      level: 1,
      holderId: 'supervisor',
      holderWhy: 'escalated',
    });
    expect(latest(story.ticket.clocks, 'acknowledge')).toMatchObject({
      occurrence: 2,
      state: 'running',
      dueAt: at(60 * MINUTE),
    });
  });

  it.each(['in_progress', 'callback_due', 'returned'] as const)('promise, when %s: submitted one level up', (state) => {
    const story = storyIn(state);
    story.wait(4 * HOUR).timer(missed('promise'));
    expect(story.ticket).toMatchObject({ state: 'submitted', level: 1, holderId: 'supervisor' });
    expect(latest(story.ticket.clocks, 'promise')).toMatchObject({ state: 'missed', missedById: 'lead' });
    expect(latest(story.ticket.clocks, 'resolve')?.state).toBe('running');
  });

  it('keeps a decision that was written', () => {
    const story = storyIn('callback_due');
    story.wait(4 * HOUR).timer(missed('promise'));
    expect(story.ticket).toMatchObject({ outcome: 'solved', answerTextId: expect.any(String) as string });
  });

  it.each([
    ['too early', 30 * MINUTE - 1, 1],
    ['for an occurrence to come', 30 * MINUTE, 2],
  ])('does nothing %s', (_case, ms, occurrence) => {
    expect(new Story().wait(ms).tryTimer(missed('acknowledge', occurrence))).toEqual([]);
  });

  it('does nothing when the holder, the filer or another timer was faster', () => {
    const taken = new Story();
    taken.do('lead', ACTS.acknowledge());
    expect(taken.wait(HOUR).tryTimer(missed('acknowledge'))).toEqual([]);
    const gone = new Story();
    gone.do('agent', ACTS.withdraw());
    for (const clock of ['acknowledge', 'promise', 'resolve'] as const)
      expect(gone.wait(48 * HOUR).tryTimer(missed(clock))).toEqual([]);
    const twice = new Story().wait(HOUR);
    twice.timer(missed('acknowledge'));
    expect(twice.tryTimer(missed('acknowledge'))).toEqual([]);
  });

  it('at the top of the line is told, and changes neither holder nor level nor state', () => {
    const story = new Story({}, { holderId: 'manager' });
    story.do('manager', ACTS.acknowledge());
    const events = story.wait(4 * HOUR).timer(missed('promise'));
    expect(events.map((event) => event.type)).toEqual(['clock.missed']);
    expect(story.ticket).toMatchObject({
      holderId: 'manager',
      level: 0,
      state: 'in_progress',
      holderWhy: 'direct_superior',
    });
    expect(latest(story.ticket.clocks, 'promise')?.state).toBe('missed');
  });

  it('only notifies where the policy says so', () => {
    const story = new Story();
    story.policy = { ...story.policy, escalatesOn: new Set(['acknowledge']) };
    expect(
      story
        .wait(4 * HOUR)
        .timer(missed('promise'))
        .map((event) => event.type),
    ).toEqual(['clock.missed']);
    expect(story.ticket.holderId).toBe('lead');
  });
});

describe('the next superior', () => {
  it('is above the holder, never the accused, whose superior is asked instead', () => {
    expect(next(new Story())).toBe('supervisor');
    expect(next(new Story({ aboutPersonId: 'supervisor' }))).toBe('manager');
  });

  it('is never the filer, whom a transfer may have put above the holder', () => {
    const story = new Story({}, { filerId: 'supervisor', holderId: 'lead' });
    expect(next(story)).toBe('manager');
  });

  it('is never somebody who missed a clock on it, though a transfer may give it back to them', () => {
    const story = new Story();
    story.wait(30 * MINUTE).timer(missed('acknowledge'));
    const back = { ...ACTS.transfer(), toPersonId: 'lead' } as Act;
    story.do('supervisor', back);
    expect(story.ticket.holderId).toBe('lead');
    story.wait(30 * MINUTE).timer(missed('acknowledge', 3));
    expect(story.ticket.holderId).toBe('supervisor');
    story.wait(30 * MINUTE).timer(missed('acknowledge', 4));
    story.do('manager', { ...back } as Act);
    expect(next(story)).toBe('manager');
  });

  it('is that of the absent person for whom a deputy holds', () => {
    const story = new Story({}, { holderId: 'deputy' });
    expect(next(story)).toBeNull();
    story.ticket = { ...story.ticket, onBehalfOfId: 'lead', holderWhy: 'deputy' };
    expect(next(story)).toBe('supervisor');
  });

  it('is nobody at the top, which is a refusal for a person', () => {
    const story = new Story({}, { holderId: 'manager' });
    expect(next(story)).toBeNull();
    expect(() => story.try('manager', ACTS.escalate())).toThrow('top_of_line');
  });

  it('is whoever stands in for them', () => {
    const story = new Story();
    const away = { ...LINE.people.get('supervisor')!, absence: { deputyId: 'lead2', namedById: 'supervisor' } };
    story.line = { ...LINE, people: new Map([...LINE.people, ['supervisor', away]]) };
    story.wait(30 * MINUTE).timer(missed('acknowledge'));
    expect(story.ticket).toMatchObject({ holderId: 'lead2', onBehalfOfId: 'supervisor', level: 1 });
    expect(next(story)).toBe('manager');
  });
});

describe('escalate', () => {
  it('goes up by hand, says why and what was tried, and tells the one whom it leaves', () => {
    const story = storyIn('in_progress');
    const [event] = story.do('supervisor', ACTS.escalate());
    expect(event).toMatchObject({
      type: 'ticket.escalated',
      byId: 'supervisor',
      onBehalfOfId: 'lead',
      alsoTold: ['lead'],
    });
    expect(event?.texts.map((one) => one.field)).toEqual(['reason', 'tried']);
    expect(story.ticket).toMatchObject({ state: 'submitted', level: 1, holderId: 'supervisor' });
  });

  it('by the filer is in their own name', () => {
    const story = new Story();
    story.wait(30 * MINUTE).timer(missed('acknowledge'));
    const [event] = story.do('agent', ACTS.escalate());
    expect(event).toMatchObject({ byId: 'agent', onBehalfOfId: null });
    expect(story.ticket.holderId).toBe('manager');
  });
});

describe('transfer', () => {
  const to = (toPersonId: string): Act => ({ ...ACTS.transfer(), toPersonId }) as Act;
  const target = { id: 'lead2', leading: true, active: true, away: false, onlyAdmin: false };

  it.each([
    ['somebody inactive', { target: { ...target, active: false } }],
    ['somebody away', { target: { ...target, away: true, onlyAdmin: false } }],
    ['somebody without a leading role', { target: { ...target, leading: false } }],
    ['nobody', { target: null }],
  ])('to %s is a 400', (_case, facts) => {
    expect(() => new Story().try('lead', to('lead2'), facts)).toThrow('invalid');
  });

  it('to the filer, the accused or the holder is a 400', () => {
    const story = new Story({ aboutPersonId: 'other' });
    for (const person of ['agent', 'other', 'lead']) expect(() => story.try('lead', to(person))).toThrow('invalid');
  });

  it('keeps the level', () => {
    const story = new Story();
    story.wait(30 * MINUTE).timer(missed('acknowledge'));
    const [event] = story.do('manager', to('other'));
    expect(event).toMatchObject({ byId: 'manager', onBehalfOfId: 'supervisor', alsoTold: ['supervisor'] });
    expect(story.ticket).toMatchObject({ level: 1, holderId: 'other', onBehalfOfId: null });
  });
});
