import { TRANSITIONS, type TicketAction } from '@upline/contracts/actions';
import { OPEN_STATES, type DueState, type TicketState } from '@upline/contracts/ticket';
import fc from 'fast-check';
import {
  ACTS,
  HOUR,
  HOUSE_POLICY,
  MINUTE,
  PEOPLE,
  Story,
  agree,
  contact,
  resolve,
  type Act,
  type Timer,
} from '../../test/tickets/story';
import { Refusal } from '../kernel/refusal';
import type { ClockFacts, TicketFacts } from './ticket.facts';

type Step =
  /** Anybody tries anything. */
  | { wild: { person: string; act: (now: Date) => Act } }
  /** The right person does one of the things that the state allows. */
  | { likely: number; said: 'yes' | 'no' | 'unknown'; to: string; answered: boolean }
  /** A timer that may be too early, or of another occurrence. */
  | { timer: Timer }
  /** The world waits until one of the running clocks is due, and its timer comes. */
  | { due: number }
  | { wait: number };

const person = fc.constantFrom(...PEOPLE);
const said = fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const);
const wildAct = fc.oneof(
  fc.constantFrom(...Object.values(ACTS)).map((make) => () => make()),
  fc
    .constantFrom('reached' as const, 'no_answer' as const, 'refused' as const, 'wrong_number' as const)
    .map((outcome) => () => contact(outcome)),
  fc.integer({ min: 1, max: 30 }).map((hours) => (now: Date) => agree(new Date(now.getTime() + hours * HOUR))),
  said.map((satisfied) => () => resolve(satisfied)),
);
const occurrence = fc.integer({ min: 1, max: 4 });
const timer: fc.Arbitrary<Timer> = fc.oneof(
  fc.record({
    type: fc.constant('clockMissed' as const),
    clock: fc.constantFrom('acknowledge' as const, 'promise' as const, 'resolve' as const),
    occurrence,
  }),
  fc.record({ type: fc.constantFrom('returnEnded' as const, 'autoClosed' as const), occurrence }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ wild: fc.record({ person, act: wildAct }) }) },
  { weight: 10, arbitrary: fc.record({ likely: fc.nat(), said, to: person, answered: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ timer }) },
  { weight: 2, arbitrary: fc.record({ due: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ wait: fc.constantFrom(MINUTE, 31 * MINUTE, 2 * HOUR) }) },
);
const story = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 40 }),
  accused: fc.constantFrom(null, null, 'supervisor', 'agent', 'other'),
  kind: fc.constantFrom('complaint' as const, 'commendation' as const),
});

const BY_FILER: TicketAction[] = ['supply', 'confirm', 'dispute', 'withdraw'];

/** What somebody sensible would do; a withdrawal now and then only, since it ends the story. */
function likely({ ticket, now }: Story, pick: Extract<Step, { likely: number }>): [string, Act] {
  const actions = TRANSITIONS[ticket.state].filter((action) => action !== 'withdraw' || pick.likely % 5 === 0);
  const action = actions[pick.likely % actions.length]!;
  const who = BY_FILER.includes(action) ? ticket.filerId : ticket.holderId;
  if (action === 'resolve') return [who, resolve(pick.said)];
  if (action === 'transfer') return [who, { ...ACTS.transfer(), toPersonId: pick.to } as Act];
  if (action === 'contact' && !pick.answered)
    return [who, pick.said === 'yes' ? agree(new Date(now.getTime() + 3 * HOUR)) : contact('no_answer')];
  return [who, ACTS[action]()];
}

/** Moves the world to the moment when a running clock is due. */
function dueTimer(told: Story, pick: number): Timer | null {
  const running = told.ticket.clocks.filter((clock) => clock.state === 'running');
  const clock = running[pick % Math.max(1, running.length)];
  if (!clock) return null;
  told.wait(Math.max(0, clock.dueAt.getTime() - told.now.getTime()));
  if (clock.kind === 'return_end') return { type: 'returnEnded', occurrence: clock.occurrence };
  if (clock.kind === 'auto_close') return { type: 'autoClosed', occurrence: clock.occurrence };
  return { type: 'clockMissed', clock: clock.kind as 'acknowledge', occurrence: clock.occurrence };
}

/** Takes one step; refusals are answers, anything else that is thrown fails the property. */
function take(told: Story, one: Step): { action: TicketAction | null; timer: Timer | null } {
  if ('wait' in one) {
    told.wait(one.wait);
    return { action: null, timer: null };
  }
  if ('timer' in one || 'due' in one) {
    const next = 'timer' in one ? one.timer : dueTimer(told, one.due);
    if (next) told.timer(next);
    return { action: null, timer: next };
  }
  const [who, act] = 'wild' in one ? ([one.wild.person, one.wild.act(told.now)] as const) : likely(told, one);
  try {
    told.do(who, act);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  return { action: act.type, timer: null };
}

interface Seen {
  before: TicketFacts;
  after: TicketFacts;
  told: Story;
  action: TicketAction | null;
  timer: Timer | null;
  happened: boolean;
}
type Look = (seen: Seen) => void;

const holds = (look: Look): void =>
  fc.assert(
    fc.property(story, (input) => {
      const promised = input.kind === 'commendation' ? { promisedReplyAt: null } : {};
      const told = new Story({ kind: input.kind, aboutPersonId: input.accused, ...promised });
      for (const one of input.steps) {
        const before = told.ticket;
        const count = told.events.length;
        const took = take(told, one);
        look({ before, after: told.ticket, told, ...took, happened: told.events.length > count });
      }
    }),
    { numRuns: 300 },
  );

const lives = (clock: ClockFacts): boolean => clock.state === 'running' || clock.state === 'paused';
const isOpen = (state: TicketState): boolean => (OPEN_STATES as readonly string[]).includes(state);
const find = (ticket: TicketFacts, { kind, occurrence }: ClockFacts): ClockFacts | undefined =>
  ticket.clocks.find((clock) => clock.kind === kind && clock.occurrence === occurrence);

describe('whatever people and timers do', () => {
  it('a ticket has one holder, never its filer, never anybody recused', () =>
    holds(({ after, told }) => {
      expect(PEOPLE).toContain(after.holderId);
      expect(after.holderId).not.toBe(after.filerId);
      expect(told.recusedIds.has(after.holderId)).toBe(false);
    }));

  it('the state changes only along the arrows', () =>
    holds(({ before, after, action, timer: came }) => {
      if (before.state === after.state) return;
      if (came) return expect(isOpen(before.state) || before.state === 'resolved').toBe(true);
      expect(TRANSITIONS[before.state]).toContain(action);
    }));

  it('the promise never vanishes: one lives at most, each ends in a way that says how, cancelled only with the ticket', () =>
    holds(({ before, after }) => {
      expect(after.clocks.filter((clock) => clock.kind === 'promise' && lives(clock)).length).toBeLessThanOrEqual(1);
      for (const was of before.clocks.filter((clock) => clock.kind === 'promise')) {
        const is = find(after, was);
        if (!is) throw new Error('a promise vanished');
        if (!lives(was)) expect(is).toEqual(was);
        else if (!lives(is)) {
          const ends: DueState[] = ['met', 'missed', 'renewed', 'attempted'];
          expect(isOpen(after.state) || after.state === 'resolved' ? ends : [...ends, 'cancelled']).toContain(is.state);
        } else expect(is.dueAt).toEqual(was.dueAt);
      }
      const promise = after.clocks.find((clock) => clock.kind === 'promise' && lives(clock));
      if (promise) expect(after.promisedReplyAt).toEqual(promise.dueAt);
    }));

  it('no clock has two lives, none comes back, occurrences are counted without a gap', () =>
    holds(({ before, after }) => {
      for (const kind of ['acknowledge', 'promise', 'resolve', 'return_end', 'auto_close']) {
        const own = after.clocks.filter((clock) => clock.kind === kind);
        expect(own.filter(lives).length).toBeLessThanOrEqual(1);
        expect(own.map((clock) => clock.occurrence)).toEqual(own.map((_, index) => index + 1));
      }
      for (const was of before.clocks.filter((clock) => !lives(clock))) expect(find(after, was)).toEqual(was);
      for (const clock of after.clocks) expect(clock.settledAt === null).toBe(lives(clock));
    }));

  it('clocks fit the state: acknowledge while submitted, return_end while returned, auto_close while resolved, none after', () =>
    holds(({ after }) => {
      const living = new Set(after.clocks.filter(lives).map((clock) => clock.kind));
      if (after.state !== 'submitted') expect(living.has('acknowledge')).toBe(false);
      expect(living.has('return_end')).toBe(after.state === 'returned');
      expect(living.has('auto_close')).toBe(after.state === 'resolved' && after.customerSatisfied !== 'no');
      if (after.state !== 'returned') expect(after.clocks.some((clock) => clock.state === 'paused')).toBe(false);
      if (!isOpen(after.state)) expect([...living].filter((kind) => kind !== 'auto_close')).toEqual([]);
      if (after.state === 'resolved') expect(after.resolvedAt).not.toBeNull();
    }));

  it('an open ticket is never left alone: a clock runs, or one was missed and its line is used up', () =>
    holds(({ after, told }) => {
      if (!isOpen(after.state)) return;
      const running = after.clocks.some((clock) => clock.state === 'running');
      const missed = after.clocks.some((clock) => clock.state === 'missed');
      expect(running || missed || told.ticket.kind === 'commendation').toBe(true);
    }));

  it('the version rises exactly with what changed, activity with every act', () =>
    holds(({ before, after, happened, action }) => {
      if (!happened) return expect(after).toBe(before);
      expect(after.activity).toBe(before.activity + 1);
      const { activity: _a, version: _v, updatedAt: _u, customerTold: _c, ...was } = before;
      const { activity: _A, version: _V, updatedAt: _U, customerTold: _C, ...is } = after;
      const commutes = action === 'note' || action === 'contact';
      expect(after.version).toBe(before.version + (commutes && JSON.stringify(was) === JSON.stringify(is) ? 0 : 1));
    }));

  it('the level only rises, by one, and never by a transfer', () =>
    holds(({ before, after, action }) => {
      expect([0, 1]).toContain(after.level - before.level);
      if (action === 'transfer') expect(after.level).toBe(before.level);
      if (after.level > before.level) expect(after.holderId).not.toBe(before.holderId);
    }));

  it('escalation never gives it back to whoever missed a clock on it', () =>
    holds(({ before, after }) => {
      if (after.level === before.level) return;
      expect(before.clocks.map((clock) => clock.missedById)).not.toContain(after.holderId);
    }));

  it('a timer that lost its race does nothing', () =>
    holds(({ before, told, timer: came, happened }) => {
      if (!came) return;
      const kind = came.type === 'clockMissed' ? came.clock : came.type === 'returnEnded' ? 'return_end' : 'auto_close';
      const clock = before.clocks.find((one) => one.kind === kind && one.occurrence === came.occurrence);
      expect(happened).toBe(clock?.state === 'running' && clock.dueAt <= told.now);
    }));

  it('and the stories go everywhere', () => {
    const seen = new Set<string>();
    holds(({ told, after }) => {
      for (const event of told.events) seen.add(event.type);
      if (after.disputes > HOUSE_POLICY.maxDisputes) seen.add('a dispute that went up');
      if (after.clocks.some((clock) => clock.state === 'attempted')) seen.add('a promise attempted');
    });
    const types = ['filed', 'acknowledged', 'released', 'returned', 'supplied', 'noted', 'contacted', 'decided', 'resolved',
      'closed', 'disputed', 'escalated', 'transferred', 'withdrawn'].map((type) => `ticket.${type}`); // prettier-ignore
    expect([...types, 'clock.missed'].filter((type) => !seen.has(type))).toEqual([]);
  });
});
