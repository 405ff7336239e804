import type { PolicyFacts } from '../deadlines/policy.rules';
import { Refusal } from '../kernel/refusal';
import { alive, isPaused, pause, resume, settle, start } from './clocks.rules';
import { asHolder, asHolderOrSelf, byTimer } from './event.rules';
import { evolve } from './ticket.evolve';
import type { CommandOf, TicketCommand, TimerCommand } from './ticket.commands';
import type { ClockFacts, DecisionFacts, TicketEvent, TicketFacts } from './ticket.facts';

const earlier = (a: Date, b: Date): Date => (a < b ? a : b);
const lasted = (end: ClockFacts, at: Date): number =>
  earlier(end.settledAt ?? at, end.dueAt).getTime() - end.startedAt.getTime();

/** Milliseconds for which a ticket has been paused, over all its pauses. */
export const pausedTime = (ticket: Pick<TicketFacts, 'clocks'>, at: Date): number =>
  ticket.clocks.filter(({ kind }) => kind === 'pause_end').reduce((sum, end) => sum + lasted(end, at), 0);

/** A pause ends in the future, and within what the policy allows for one and for all pauses of a ticket. */
export function refusePause(ticket: TicketFacts, { until, at }: CommandOf<'pause'>, policy: PolicyFacts): void {
  const length = until.getTime() - at.getTime();
  if (length <= 0) throw Refusal.invalid('until', 'A pause ends in the future.', 'past');
  if (length > policy.pause.eachMs) throw Refusal.invalid('until', 'The policy allows no pause of that length.', 'max');
  if (length > policy.pause.totalMs - pausedTime(ticket, at))
    throw Refusal.invalid('until', 'All pauses of this ticket together would be longer than the policy allows.', 'max');
}

/** The resolve clock waits, the promise to the customer never does. */
export function decidePause(ticket: TicketFacts, command: CommandOf<'pause'>, facts: DecisionFacts): TicketEvent[] {
  if (isPaused(ticket)) throw new Refusal('wrong_state', 'The ticket is paused already.');
  const { reason, until, at, actor } = command;
  return [
    asHolder(ticket, command, facts, 'ticket.paused', {
      change: { pauseReason: reason, pausedById: actor.id },
      clocks: [...pause(ticket, 'resolve', at), start(ticket, 'pause_end', until)],
      data: { reason, until: until.toISOString() },
    }),
  ];
}

export function decideResume(ticket: TicketFacts, command: TicketCommand, facts: DecisionFacts): TicketEvent[] {
  if (!isPaused(ticket)) throw new Refusal('wrong_state', 'The ticket is not paused.');
  const { change, clocks } = ending(ticket, command.at, 'cancelled');
  return [asHolder(ticket, command, facts, 'ticket.resumed', { change, clocks, data: { why: 'resume' } })];
}

/** Its time has come: the pause ends by itself, at the instant that was said, whenever that is noticed. */
export function decidePauseEnded(ticket: TicketFacts, command: TimerCommand): TicketEvent[] {
  const end = alive(ticket.clocks, 'pause_end');
  if (end?.occurrence !== command.occurrence || end.dueAt > command.at) return [];
  return [byTimer(command.at, 'ticket.resumed', { ...ending(ticket, command.at, 'met'), data: { why: 'pause_end' } })];
}

/** What ends a pause beside its act: a breach that moves the ticket. */
export const pauseEndedBy = (ticket: TicketFacts, at: Date, why: string): TicketEvent[] =>
  isPaused(ticket) ? [byTimer(at, 'ticket.resumed', { ...ending(ticket, at, 'cancelled'), data: { why } })] : [];

/** An act that leaves `in_progress` ends the pause first, and is decided on the ticket whose clock runs again. */
export function endingPause(
  ticket: TicketFacts,
  command: TicketCommand,
  facts: DecisionFacts,
  decideOn: (ticket: TicketFacts) => TicketEvent[],
): TicketEvent[] {
  const events = decideOn(ticket);
  if (!isPaused(ticket) || events.reduce(evolve, ticket).state === 'in_progress') return events;
  const { change, clocks } = ending(ticket, command.at, 'cancelled');
  const resumed = asHolderOrSelf(ticket, command, facts, 'ticket.resumed', {
    change,
    clocks,
    data: { why: command.type },
  });
  return [resumed, ...decideOn(evolve(ticket, resumed))];
}

function ending(ticket: TicketFacts, at: Date, state: 'met' | 'cancelled'): Pick<TicketEvent, 'change' | 'clocks'> {
  const until = alive(ticket.clocks, 'pause_end')?.dueAt ?? at;
  return {
    change: { pauseReason: null, pausedById: null },
    clocks: [...settle(ticket, 'pause_end', state), ...resume(ticket, 'resolve', earlier(at, until))],
  };
}
