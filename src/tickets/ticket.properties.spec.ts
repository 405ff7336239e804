import { COMMUTING_ACTIONS, TRANSITIONS, type TicketAction } from '@upline/contracts/actions';
import { OPEN_STATES, type DueState, type TicketState } from '@upline/contracts/ticket';
import fc from 'fast-check';
import { HOUSE_POLICY } from '../../test/tickets/house-policy';
import { PEOPLE, Story, type Timer } from '../../test/tickets/story';
import { story, take } from '../../test/tickets/story-steps';
import type { ClockFacts, TicketFacts } from './ticket.facts';

interface Seen {
  before: TicketFacts;
  after: TicketFacts;
  told: Story;
  action: TicketAction | null;
  timer: Timer | null;
  happened: boolean;
}
type Look = (seen: Seen) => void;

const holds = (look: Look, numRuns = 300): void =>
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
    { numRuns },
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
      for (const kind of ['acknowledge', 'promise', 'resolve', 'return_end', 'pause_end', 'auto_close']) {
        const own = after.clocks.filter((clock) => clock.kind === kind);
        expect(own.filter(lives).length).toBeLessThanOrEqual(1);
        expect(own.map((clock) => clock.occurrence)).toEqual(own.map((_, index) => index + 1));
      }
      for (const was of before.clocks.filter((clock) => !lives(clock))) expect(find(after, was)).toEqual(was);
      for (const clock of after.clocks) expect(clock.settledAt === null).toBe(lives(clock));
    }));

  it('clocks fit the state: acknowledge while submitted, return_end while returned, pause_end only in progress, auto_close while resolved, none after', () =>
    holds(({ after }) => {
      const living = new Set(after.clocks.filter(lives).map((clock) => clock.kind));
      if (after.state !== 'submitted') expect(living.has('acknowledge')).toBe(false);
      expect(living.has('return_end')).toBe(after.state === 'returned');
      expect(living.has('auto_close')).toBe(after.state === 'resolved' && after.customerSatisfied !== 'no');
      if (living.has('pause_end')) expect(after.state).toBe('in_progress');
      expect(after.pauseReason !== null).toBe(living.has('pause_end'));
      const waits = after.state === 'returned' || living.has('pause_end');
      const paused = after.clocks.filter((clock) => clock.state === 'paused');
      expect(paused.filter(({ kind }) => !waits || kind !== 'resolve')).toEqual([]);
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
      const unseen = { activity: 0, version: 0, updatedAt: 0, customerTold: 0, nudgedAt: 0, nudgeOpenSince: 0 };
      const [was, is] = [
        { ...before, ...unseen },
        { ...after, ...unseen },
      ];
      const commutes = action !== null && (COMMUTING_ACTIONS as readonly TicketAction[]).includes(action);
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
      const internal = { returnEnded: 'return_end', autoClosed: 'auto_close', pauseEnded: 'pause_end' } as const;
      const kind = came.type === 'clockMissed' ? came.clock : internal[came.type];
      const clock = before.clocks.find((one) => one.kind === kind && one.occurrence === came.occurrence);
      expect(happened).toBe(clock?.state === 'running' && clock.dueAt <= told.now);
    }));

  it('and the stories go everywhere', () => {
    const seen = new Set<string>();
    holds(({ told, after }) => {
      for (const event of told.events) seen.add(event.type);
      if (after.disputes > HOUSE_POLICY.maxDisputes) seen.add('a dispute that went up');
      if (after.clocks.some((clock) => clock.state === 'attempted')) seen.add('a promise attempted');
    }, 1500);
    const types = ['filed', 'acknowledged', 'released', 'returned', 'supplied', 'noted', 'contacted', 'decided', 'resolved',
      'paused', 'resumed', 'promise_renewed', 'nudged', 'assist_asked', 'closed', 'disputed', 'escalated', 'transferred', 'withdrawn'].map((type) => `ticket.${type}`); // prettier-ignore
    expect([...types, 'clock.missed'].filter((type) => !seen.has(type))).toEqual([]);
  });
});
