import { CLOCK_KINDS } from '@upline/contracts/ticket';
import { attemptsExhausted } from './contact.rules';
import { byTimer } from './event.rules';
import type { ClockChange, ClockFacts, DecisionFacts, TicketEvent, TicketFacts } from './ticket.facts';

/** A clock's time has passed; a promise with the policy's attempts made in time is `attempted`, not missed. */
export function missedEvent(ticket: TicketFacts, clock: ClockFacts, at: Date, facts: DecisionFacts): TicketEvent {
  const { kind, occurrence, dueAt } = clock;
  const attempted = kind === 'promise' && attemptsExhausted(facts.attempts, facts.policy, dueAt);
  const state = attempted ? 'attempted' : 'missed';
  return byTimer(at, 'clock.missed', {
    clocks: [{ op: 'settle', kind, occurrence, state, missedById: attempted ? null : ticket.holderId }],
    data: {
      clock: kind,
      occurrence,
      state,
      dueAt: dueAt.toISOString(),
      noticedAt: at.toISOString(),
      holderId: ticket.holderId,
    },
  });
}

const settles = (change: ClockChange, clock: ClockFacts): boolean =>
  change.op === 'settle' && change.kind === clock.kind && change.occurrence === clock.occurrence;

/** An act that settles a clock after its time, before any timer came, does not turn a late answer into a kept promise. */
export function noticeLate(ticket: TicketFacts, events: TicketEvent[], at: Date, facts: DecisionFacts): TicketEvent[] {
  const late = ticket.clocks.filter(
    (clock) =>
      clock.state === 'running' &&
      clock.dueAt <= at &&
      (CLOCK_KINDS as readonly string[]).includes(clock.kind) &&
      events.some((event) => event.clocks.some((change) => settles(change, clock))),
  );
  if (late.length === 0) return events;
  const kept = (change: ClockChange): boolean => !late.some((clock) => settles(change, clock));
  return [
    ...late.map((clock) => missedEvent(ticket, clock, at, facts)),
    ...events.map((event) => ({ ...event, clocks: event.clocks.filter(kept) })),
  ];
}
