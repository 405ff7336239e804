import { ACTS, DAY, HOUR, MINUTE, Story, at, resolve, storyIn, type Act } from '../../test/tickets/story';
import { alive, applyClock, latest, nextDue } from './clocks.rules';
import type { ClockFacts } from './ticket.facts';

const clock = (kind: ClockFacts['kind'], state: ClockFacts['state'], dueMs: number, occurrence = 1): ClockFacts => ({
  kind,
  occurrence,
  state,
  startedAt: at(0),
  dueAt: at(dueMs),
  pausedAt: state === 'paused' ? at(0) : null,
  pausedMs: 0,
  settledAt: state === 'running' || state === 'paused' ? null : at(0),
  noticedAt: null,
  missedById: null,
});
const due = (story: Story, kind: ClockFacts['kind']): Date | undefined => alive(story.ticket.clocks, kind)?.dueAt;

describe('a new ticket', () => {
  it('runs acknowledge from now, promise to the promised instant, resolve from the call', () => {
    const { ticket } = new Story({ callStartedAt: at(-2 * HOUR), promisedReplyAt: at(5 * HOUR) });
    expect(ticket.clocks.map(({ kind, occurrence, state, dueAt }) => [kind, occurrence, state, dueAt])).toEqual([
      ['acknowledge', 1, 'running', at(30 * MINUTE)],
      ['promise', 1, 'running', at(5 * HOUR)],
      ['resolve', 1, 'running', at(22 * HOUR)],
    ]);
  });
});

describe('release', () => {
  it('gives the whole time once, and the second time at one level only what was left', () => {
    const story = new Story();
    story.wait(10 * MINUTE).do('lead', ACTS.acknowledge());
    story.wait(HOUR).do('lead', ACTS.release());
    expect(due(story, 'acknowledge')).toEqual(at(70 * MINUTE + 30 * MINUTE));
    story.wait(25 * MINUTE).do('lead', ACTS.acknowledge());
    story.wait(HOUR).do('lead', ACTS.release());
    expect(due(story, 'acknowledge')).toEqual(new Date(story.now.getTime() + 5 * MINUTE));
  });

  it('leaves nothing to somebody who had used it up', () => {
    const story = new Story({}, { holderId: 'manager' });
    story.do('manager', ACTS.acknowledge());
    story.do('manager', ACTS.release());
    story.wait(30 * MINUTE).timer({ type: 'clockMissed', clock: 'acknowledge', occurrence: 2 });
    story.wait(MINUTE).do('manager', ACTS.acknowledge());
    story.do('manager', ACTS.release());
    expect(due(story, 'acknowledge')).toEqual(story.now);
  });

  it('gives the whole time again one level up', () => {
    const story = new Story();
    for (const act of [ACTS.acknowledge(), ACTS.release(), ACTS.escalate()]) story.do('lead', act);
    story.wait(20 * MINUTE).do('supervisor', ACTS.acknowledge());
    story.do('supervisor', ACTS.release());
    expect(due(story, 'acknowledge')).toEqual(new Date(story.now.getTime() + 30 * MINUTE));
  });
});

describe('transfer', () => {
  const to = (toPersonId: string): Act => ({ ...ACTS.transfer(), toPersonId }) as Act;

  it('starts acknowledge anew; a second one at one level keeps the time left', () => {
    const story = new Story();
    story.wait(20 * MINUTE).do('lead', to('lead2'));
    expect(due(story, 'acknowledge')).toEqual(at(50 * MINUTE));
    story.wait(20 * MINUTE).do('lead2', to('other'));
    expect(due(story, 'acknowledge')).toEqual(at(50 * MINUTE));
    expect(story.ticket).toMatchObject({ state: 'submitted', level: 0, holderId: 'other', holderWhy: 'transfer' });
  });

  it('ends the old occurrence instead of losing it', () => {
    const story = new Story();
    story.do('lead', to('lead2'));
    expect(story.ticket.clocks.filter((one) => one.kind === 'acknowledge').map((one) => one.state)).toEqual([
      'cancelled',
      'running',
    ]);
  });

  it('goes on with a resolve that waited for the filer', () => {
    const story = storyIn('returned');
    story.wait(2 * HOUR).do('lead', to('lead2'));
    expect(alive(story.ticket.clocks, 'resolve')).toMatchObject({
      state: 'running',
      dueAt: at(26 * HOUR - 10 * MINUTE),
    });
    expect(alive(story.ticket.clocks, 'return_end')).toBeNull();
    expect(story.ticket.questionTextId).not.toBeNull();
  });
});

describe('return and supply', () => {
  it('hold resolve, never the promise, and settle acknowledge', () => {
    const story = new Story();
    story.wait(5 * MINUTE).do('lead', ACTS.return());
    expect(latest(story.ticket.clocks, 'acknowledge')).toMatchObject({ state: 'met', settledAt: at(5 * MINUTE) });
    expect(alive(story.ticket.clocks, 'resolve')?.state).toBe('paused');
    expect(alive(story.ticket.clocks, 'promise')).toMatchObject({ state: 'running', dueAt: at(4 * HOUR) });
    expect(due(story, 'return_end')).toEqual(at(5 * MINUTE + DAY));
    story.wait(3 * HOUR).do('agent', ACTS.supply());
    expect(alive(story.ticket.clocks, 'resolve')).toMatchObject({
      state: 'running',
      dueAt: at(24 * HOUR - 10 * MINUTE + 3 * HOUR),
      pausedMs: 3 * HOUR,
    });
    expect(latest(story.ticket.clocks, 'return_end')?.state).toBe('met');
  });

  it('go on without the answer after returnMax; the question stays', () => {
    const story = storyIn('returned');
    story.wait(DAY).timer({ type: 'returnEnded', occurrence: 1 });
    expect(story.ticket.state).toBe('in_progress');
    expect(story.ticket.questionTextId).not.toBeNull();
    expect(alive(story.ticket.clocks, 'resolve')?.dueAt).toEqual(at(48 * HOUR - 10 * MINUTE));
    expect(latest(story.ticket.clocks, 'return_end')?.state).toBe('missed');
  });

  it('resolve does not fire while it waits', () => {
    const story = storyIn('returned');
    expect(story.wait(72 * HOUR).tryTimer({ type: 'clockMissed', clock: 'resolve', occurrence: 1 })).toEqual([]);
  });
});

describe('resolve, dispute, confirm', () => {
  it('closes by itself after three days, unless the customer said no', () => {
    const story = storyIn('resolved');
    expect(due(story, 'auto_close')).toEqual(new Date(story.now.getTime() + 3 * DAY));
    story.wait(3 * DAY).timer({ type: 'autoClosed', occurrence: 1 });
    expect(story.ticket.state).toBe('closed');
    const unhappy = new Story();
    for (const act of [ACTS.acknowledge(), ACTS.contact(), resolve('no')]) unhappy.do('lead', act);
    expect(alive(unhappy.ticket.clocks, 'auto_close')).toBeNull();
  });

  it('a dispute starts resolve anew from now, and stops the closing', () => {
    const story = storyIn('resolved');
    story.wait(2 * DAY).do('agent', ACTS.dispute());
    expect(alive(story.ticket.clocks, 'resolve')).toMatchObject({
      occurrence: 2,
      dueAt: new Date(story.now.getTime() + DAY),
    });
    expect(latest(story.ticket.clocks, 'auto_close')?.state).toBe('cancelled');
  });

  it('two disputes go back to the holder, the third up, and then only the appeal is left', () => {
    const story = storyIn('resolved');
    for (const expected of ['lead', 'lead', 'supervisor', null]) {
      if (expected === null) {
        expect(() => story.do('agent', ACTS.dispute())).toThrow('dispute_limit');
        break;
      }
      story.do('agent', ACTS.dispute());
      expect(story.ticket.holderId).toBe(expected);
      expect(story.ticket.state).toBe(expected === 'lead' ? 'in_progress' : 'submitted');
      if (expected === 'supervisor') story.do('supervisor', ACTS.acknowledge());
      story.do(expected, resolve('yes'));
    }
    expect(story.ticket.disputes).toBe(3);
  });
});

describe('nextDue', () => {
  const of = (state: 'submitted' | 'resolved', clocks: ClockFacts[]) => nextDue({ state, clocks, updatedAt: at(-1) });

  it('is the earliest running clock that people see', () => {
    const clocks = [clock('resolve', 'running', 9), clock('promise', 'running', 5), clock('silent', 'running', 1)];
    expect(of('submitted', clocks)).toEqual({ at: at(5), kind: 'promise' });
  });

  it('leaves out what is settled, missed or paused while another runs', () => {
    const clocks = [
      clock('acknowledge', 'met', 1),
      clock('promise', 'missed', 2),
      clock('external', 'paused', 3),
      clock('resolve', 'running', 9),
    ];
    expect(of('submitted', clocks)).toEqual({ at: at(9), kind: 'resolve' });
  });

  it('sorts a ticket whose clocks are all over by the first miss, then by what waits', () => {
    const missed = [clock('promise', 'missed', 4), clock('acknowledge', 'missed', 2), clock('resolve', 'paused', 1)];
    expect(of('submitted', missed)).toEqual({ at: at(2), kind: null });
    expect(of('submitted', [clock('resolve', 'paused', 7)])).toEqual({ at: at(7), kind: null });
    expect(of('submitted', [])).toEqual({ at: at(-1), kind: null });
  });

  it('is nothing once the ticket is no longer open', () => {
    expect(of('resolved', [clock('promise', 'running', 5)])).toBeNull();
  });
});

describe('applyClock', () => {
  it('touches one occurrence and leaves the others as they were', () => {
    const clocks = [
      clock('acknowledge', 'met', 1),
      clock('acknowledge', 'running', 2, 2),
      clock('promise', 'running', 3),
    ];
    const after = applyClock(
      clocks,
      { op: 'settle', kind: 'acknowledge', occurrence: 2, state: 'met', missedById: null },
      at(2),
    );
    expect(after[0]).toBe(clocks[0]);
    expect(after[2]).toBe(clocks[2]);
    expect(after[1]).toMatchObject({ state: 'met', settledAt: at(2), noticedAt: null });
  });
});
