import { ACTS, HOUR, Story, agree, at, contact, resolve, storyIn } from '../../test/tickets/story';
import { countedAttempts } from './contact.rules';
import { latest } from './clocks.rules';

const promise = (story: Story) => latest(story.ticket.clocks, 'promise');
const miss = { type: 'clockMissed', clock: 'promise', occurrence: 1 } as const;

describe('countedAttempts', () => {
  const GAP = 2 * HOUR;
  const tries = (
    ...hours: [number, ('no_answer' | 'switched_off' | 'wrong_number' | 'invalid_number' | 'reached')?][]
  ) => hours.map(([hour, outcome = 'no_answer' as const]) => ({ at: at(hour * HOUR), outcome }));

  it.each([
    ['three, two hours apart', tries([0], [2], [4]), 3],
    ['two in one hour are one', tries([0], [1], [2]), 2],
    ['a minute short of the gap is none', tries([0], [2 - 1 / 60]), 1],
    ['the gap runs from the last that counted', tries([0], [1.5], [3]), 2],
    ['wrong and invalid numbers are none', tries([0, 'wrong_number'], [2, 'invalid_number'], [4]), 1],
    ['and do not push the gap', tries([0], [1, 'wrong_number'], [2]), 2],
    [
      'a phone that is off, and a call without an answer given, are attempts',
      tries([0, 'switched_off'], [2, 'reached']),
      2,
    ],
    ['nobody tried', [], 0],
  ])('%s', (_case, attempts, counted) => {
    expect(countedAttempts(attempts, GAP, at(24 * HOUR))).toBe(counted);
  });

  it('leaves out what came after the due time', () => {
    expect(countedAttempts(tries([0], [2], [4]), GAP, at(4 * HOUR))).toBe(3);
    expect(countedAttempts(tries([0], [2], [4]), GAP, at(4 * HOUR - 1))).toBe(2);
  });
});

describe('contact', () => {
  it('an answer settles the promise as met, and with it the right to resolve', () => {
    const story = storyIn('in_progress');
    expect(() => story.try('lead', resolve('yes'))).toThrow('customer_not_told');
    story.wait(HOUR).do('lead', contact('reached', true));
    expect(promise(story)).toMatchObject({ state: 'met', settledAt: story.now });
    expect(story.try('lead', resolve('yes'))).toHaveLength(1);
  });

  it('a refusal counts as told', () => {
    const story = storyIn('in_progress');
    story.do('lead', contact('refused'));
    expect(promise(story)?.state).toBe('met');
    story.do('lead', resolve('unknown'));
    expect(story.ticket.state).toBe('resolved');
  });

  it.each([['reached', false] as const, ['no_answer', false] as const, ['wrong_number', false] as const])(
    '%s alone settles nothing and tells nobody',
    (outcome, answered) => {
      const story = storyIn('in_progress');
      story.do('lead', contact(outcome, answered));
      expect(promise(story)?.state).toBe('running');
      expect(() => story.try('lead', resolve('yes'))).toThrow('customer_not_told');
    },
  );

  it('an agreed callback renews the promise: the old one is neither kept nor missed', () => {
    const story = storyIn('in_progress');
    story.do('lead', agree(at(9 * HOUR)));
    expect(story.ticket.clocks.filter((one) => one.kind === 'promise').map((one) => [one.state, one.dueAt])).toEqual([
      ['renewed', at(4 * HOUR)],
      ['running', at(9 * HOUR)],
    ]);
    expect(story.ticket.promisedReplyAt).toEqual(at(9 * HOUR));
  });

  it('asks for a new answer after a new promise', () => {
    const story = storyIn('in_progress');
    story.do('lead', contact('reached', true));
    story.do('lead', agree(at(9 * HOUR)));
    expect(() => story.try('lead', resolve('yes'))).toThrow('customer_not_told');
  });

  it('beyond two renewals only a superior renews', () => {
    const story = storyIn('in_progress');
    for (const hours of [5, 6]) story.do('lead', agree(at(hours * HOUR)));
    expect(() => story.try('lead', agree(at(7 * HOUR)))).toThrow('above_authority');
    story.do('supervisor', agree(at(7 * HOUR)));
    expect(promise(story)).toMatchObject({ state: 'running', dueAt: at(7 * HOUR) });
  });
});

describe('attempts', () => {
  const tried = (...hours: number[]): Story => {
    const story = new Story({ promisedReplyAt: at(12 * HOUR) });
    story.do('lead', ACTS.acknowledge());
    for (const hour of hours)
      story.wait(at(hour * HOUR).getTime() - story.now.getTime()).do('lead', contact('no_answer'));
    return story;
  };
  const due = (story: Story): Story => story.wait(at(12 * HOUR).getTime() - story.now.getTime());

  it('by policy make a missed promise attempted, which notifies and moves nothing', () => {
    const story = due(tried(1, 3, 5));
    const events = story.timer(miss);
    expect(events.map((event) => event.type)).toEqual(['clock.missed']);
    expect(promise(story)?.state).toBe('attempted');
    expect(story.ticket).toMatchObject({ holderId: 'lead', level: 0, state: 'in_progress' });
  });

  it('too few of them leave it missed, and the ticket goes up', () => {
    const story = due(tried(1, 3, 4));
    expect(story.timer(miss).map((event) => event.type)).toEqual(['clock.missed', 'ticket.escalated']);
    expect(promise(story)?.state).toBe('missed');
    expect(story.ticket).toMatchObject({ holderId: 'supervisor', level: 1, state: 'submitted' });
  });

  it('let the holder resolve without having told the customer; the promise ends attempted', () => {
    const story = tried(1, 3, 5);
    story.do('lead', resolve('unknown'));
    expect(promise(story)?.state).toBe('attempted');
  });

  it('belong to the promise that they were made for', () => {
    const story = tried(1, 3, 5);
    story.do('lead', agree(at(11 * HOUR)));
    expect(() => story.try('lead', resolve('unknown'))).toThrow('customer_not_told');
  });
});

describe('a form that owes no answer', () => {
  it.each([
    ['nobody to call', { channel: 'none', promisedReplyAt: null, noReplyReason: 'withheld' } as const],
    ['a commendation without a promise', { kind: 'commendation', promisedReplyAt: null } as const],
    ['a suggestion without a promise', { kind: 'suggestion', promisedReplyAt: null } as const],
  ])('is resolved without a contact: %s', (_case, change) => {
    const story = new Story(change);
    expect(promise(story)).toBeNull();
    story.do('lead', ACTS.acknowledge());
    story.do('lead', resolve('unknown'));
    expect(story.ticket.state).toBe('resolved');
  });

  it('but a commendation with a promise is owed one', () => {
    const story = new Story({ kind: 'commendation' });
    story.do('lead', ACTS.acknowledge());
    expect(() => story.try('lead', resolve('yes'))).toThrow('customer_not_told');
  });
});
