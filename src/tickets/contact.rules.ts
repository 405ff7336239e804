import type { ContactOutcome } from '@upline/contracts/ticket';
import type { PolicyFacts } from '../deadlines/policy.rules';
import { latest, settle } from './clocks.rules';
import { asHolderOrSelf, asSelf } from './event.rules';
import { renewPromise } from './promise.rules';
import type { CommandOf } from './ticket.commands';
import type { DecisionFacts, TicketChange, TicketEvent, TicketFacts } from './ticket.facts';

export function decideNote(command: CommandOf<'note'>): TicketEvent[] {
  const { note, mentions, file } = command;
  return [
    asSelf(command, 'ticket.noted', {
      data: { visibility: note.visibility, noteId: note.id, ...file },
      texts: [note],
      alsoTold: mentions,
    }),
  ];
}

const NO_ATTEMPT = new Set<ContactOutcome>(['invalid_number', 'wrong_number']);

/** Attempts that count (a wrong number is none), each at least `gap` after the one counted before. */
export function countedAttempts(attempts: DecisionFacts['attempts'], gapMs: number, until: Date): number {
  let counted = 0;
  let last = -Infinity;
  for (const { at, outcome } of attempts) {
    if (NO_ATTEMPT.has(outcome) || at > until || at.getTime() - last < gapMs) continue;
    counted += 1;
    last = at.getTime();
  }
  return counted;
}

/** Whether the policy's attempts were made by that instant. */
export const attemptsExhausted = (attempts: DecisionFacts['attempts'], policy: PolicyFacts, until: Date): boolean =>
  policy.attempts.min > 0 && countedAttempts(attempts, policy.attempts.gapMs, until) >= policy.attempts.min;

/** A contact with the customer: an answer settles the promise, a refusal counts as told, an agreed callback renews it. */
export function decideContact(ticket: TicketFacts, command: CommandOf<'contact'>, facts: DecisionFacts): TicketEvent[] {
  const told = command.answered || command.outcome === 'refused';
  const promise = latest(ticket.clocks, 'promise');
  const { promisedReplyAt } = command;
  const renewal = promisedReplyAt ? renewPromise(ticket, promisedReplyAt, facts) : null;
  const change: TicketChange = { ...(told ? { customerTold: true } : {}), ...(renewal?.change ?? {}) };
  return [
    asHolderOrSelf(ticket, command, facts, 'ticket.contacted', {
      change,
      clocks: [...(told ? settle(ticket, 'promise', 'met') : []), ...(renewal?.clocks ?? [])],
      data: {
        contactId: command.contactId,
        outcome: command.outcome,
        answered: command.answered,
        ...(renewal?.data ?? {}),
      },
      texts: command.note ? [command.note] : [],
      contact: {
        id: command.contactId,
        outcome: command.outcome,
        answered: command.answered,
        promiseOccurrence: promise?.occurrence ?? 0,
        noteTextId: command.note?.id ?? null,
      },
    }),
  ];
}
