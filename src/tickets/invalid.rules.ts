import { Refusal } from '../kernel/refusal';
import { isOffShift } from '../people/routing.rules';
import { dueWithNext, transferWithin } from './passing.rules';
import { refusePause } from './pause.rules';
import { refuseAssistant } from './watch.rules';
import type { CommandOf, TicketCommand } from './ticket.commands';
import type { DecisionFacts, TicketFacts } from './ticket.facts';

/** What is wrong with the fields themselves, before anybody asks who may: 400 comes before 403 and 409. */
export function refuseInvalid(ticket: TicketFacts, command: TicketCommand, facts: DecisionFacts): void {
  switch (command.type) {
    case 'note':
      if (facts.blindMentions.length > 0) {
        throw Refusal.invalid(
          'mentions',
          'Somebody mentioned does not see this ticket; ask them by `assist` instead.',
          'blind_mention',
        );
      }
      return;
    case 'contact':
      return refuseContact(command);
    case 'decide':
    case 'resolve':
      return refuseCause(command, facts);
    case 'promise':
      return refuseNewTime(command);
    case 'pause':
      return refusePause(ticket, command, facts.policy);
    case 'assist':
      return refuseAssistant(ticket, command, facts);
    case 'transfer':
      return refuseTarget(ticket, command, facts);
    case 'acknowledge':
    case 'release':
    case 'return':
    case 'supply':
    case 'confirm':
    case 'dispute':
    case 'withdraw':
    case 'escalate':
    case 'resume':
    case 'nudge':
    case 'watch':
    case 'unwatch':
      return;
  }
}

function refuseCause({ rootCauseId }: CommandOf<'decide' | 'resolve'>, { rootCauseKnown }: DecisionFacts): void {
  if (rootCauseId && !rootCauseKnown) throw Refusal.invalid('rootCauseId', 'There is no such root cause.');
}

function refuseNewTime({ promisedReplyAt, at }: { promisedReplyAt: Date; at: Date }): void {
  if (promisedReplyAt <= at) throw Refusal.invalid('promisedReplyAt', 'The new time must lie ahead.', 'past');
}

function refuseContact({ outcome, answered, promisedReplyAt, at }: Extract<TicketCommand, { type: 'contact' }>): void {
  if (answered && outcome !== 'reached')
    throw Refusal.invalid('answered', 'Only somebody who was reached can have been answered.');
  if (outcome === 'callback_agreed') {
    if (!promisedReplyAt)
      throw Refusal.invalid('promisedReplyAt', 'An agreed callback needs the time that was agreed.', 'required');
    if (promisedReplyAt <= at) throw Refusal.invalid('promisedReplyAt', 'The new time must lie ahead.', 'past');
  } else if (promisedReplyAt) {
    throw Refusal.invalid('promisedReplyAt', 'Only an agreed callback takes a new time.');
  }
}

/** Whoever gets a ticket by hand: present, leading, neither filer nor recused nor the holder, and at work before a clock falls due. */
export function refuseTarget(
  ticket: TicketFacts,
  { toPersonId, at }: CommandOf<'transfer'>,
  facts: DecisionFacts,
): void {
  const { target, recusedIds } = facts;
  const refuse = (message: string): never => {
    throw Refusal.invalid('toPersonId', message, 'target');
  };
  if (!target || recusedIds.has(toPersonId)) return refuse('This person cannot hold the ticket.');
  if (toPersonId === ticket.filerId) return refuse('The filer cannot hold the ticket that they filed.');
  if (toPersonId === ticket.holderId) return refuse('This person holds the ticket already.');
  if (!target.active || target.away || !target.leading) return refuse('This person is away, has left or leads nobody.');
  if (isOffShift(facts.line, toPersonId, dueWithNext(ticket, at, transferWithin(ticket, at, facts))))
    return refuse('This person is off shift, and a clock falls due before their next one.');
}
