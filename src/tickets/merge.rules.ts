import { Refusal } from '../kernel/refusal';
import { alive, cancelRest, isOpen, settle, start } from './clocks.rules';
import { asHolderOrSelf } from './event.rules';
import { noticeLate } from './missed.rules';
import { mayActAsHolder } from './ticket.policy';
import type { CommandBy } from './ticket.commands';
import type { ClockChange, DecisionFacts, EventText, TicketChange, TicketEvent, TicketFacts } from './ticket.facts';

export interface Side {
  ticket: TicketFacts;
  facts: DecisionFacts;
}
export interface MergeCommand extends CommandBy {
  /** The reason, once for each timeline. */
  reasons: { loser: EventText; survivor: EventText };
}

/** What a merge does to both; refusals come in the contract's order, judged on both under lock. */
export function decideMerge(
  loser: Side,
  survivor: Side,
  command: MergeCommand,
): { loser: TicketEvent[]; survivor: TicketEvent[] } {
  refuseUnlike(loser.ticket, survivor);
  if (!mayActAsHolder(loser.facts.relation) && !mayActAsHolder(survivor.facts.relation))
    throw new Refusal('forbidden', 'Only who holds one of the two merges them, or a superior of theirs.');
  if (command.version !== loser.ticket.version)
    throw new Refusal('stale_version', 'Somebody changed the ticket since you looked at it.');
  for (const { ticket } of [loser, survivor])
    if (!isOpen(ticket.state))
      throw new Refusal('wrong_state', `Ticket ${ticket.number} is ${ticket.state}; only open ones are merged.`);
  return { loser: decideLoser(loser, survivor.ticket, command), survivor: decideSurvivor(loser, survivor, command) };
}

/** A merge makes the filer of one a reader of the other, so nobody may be kept out of one of them only. */
function refuseUnlike(loser: TicketFacts, { ticket: survivor, facts }: Side): void {
  const refuse = (code: string, message: string): never => {
    throw Refusal.invalid('intoId', message, code);
  };
  if (loser.id === survivor.id) refuse('itself', 'A ticket is not merged into itself.');
  if (loser.projectId !== survivor.projectId) refuse('project', 'Tickets of two projects are not merged; link them.');
  if (loser.aboutPersonId !== null && loser.aboutPersonId !== survivor.aboutPersonId)
    refuse('about_person', 'The other ticket is not about the same person; link them.');
  if (facts.recusedIds.has(loser.filerId)) refuse('recused', 'The filer of this ticket may not see the other one.');
}

function decideLoser({ ticket, facts }: Side, survivor: TicketFacts, command: MergeCommand): TicketEvent[] {
  const merged = asHolderOrSelf(ticket, command, facts, 'ticket.merged', {
    change: { state: 'closed', outcome: 'duplicate', closedAt: command.at, mergedIntoId: survivor.id },
    clocks: [...settle(ticket, 'resolve', 'cancelled'), ...cancelRest(ticket)],
    data: { direction: 'into', otherId: survivor.id, outcome: 'duplicate' },
    texts: [command.reasons.loser],
  });
  return noticeLate(ticket, [merged], command.at, facts);
}

function decideSurvivor(loser: Side, { ticket, facts }: Side, command: MergeCommand): TicketEvent[] {
  const carried = carry(loser.ticket, ticket, command.at);
  return [
    asHolderOrSelf(ticket, command, facts, 'ticket.merged', {
      ...carried,
      data: { direction: 'from', otherId: loser.ticket.id },
      texts: [command.reasons.survivor],
      alsoTold: [loser.ticket.filerId],
    }),
  ];
}

/**
 * Unanswered promises go to the survivor, where the earliest rules; so does an external limit. Each given-up occurrence ends
 * `cancelled`, never `renewed`: nobody broke it, and one caller's matter counts once in the kept rate, by the occurrence
 * that goes on. A promise that is late already stays behind as missed.
 */
function carry(loser: TicketFacts, survivor: TicketFacts, at: Date): { change: TicketChange; clocks: ClockChange[] } {
  const clocks: ClockChange[] = [];
  let promisedReplyAt = survivor.promisedReplyAt;
  for (const kind of ['promise', 'external'] as const) {
    const [theirs, own] = [alive(loser.clocks, kind), alive(survivor.clocks, kind)];
    if (!theirs || theirs.dueAt <= at || (own && own.dueAt <= theirs.dueAt)) continue;
    clocks.push(...settle(survivor, kind, 'cancelled'), start(survivor, kind, theirs.dueAt));
    if (kind === 'promise') promisedReplyAt = theirs.dueAt;
  }
  const owed = loser.promisedReplyAt !== null && !loser.customerTold;
  return {
    change: owed ? { promisedReplyAt: promisedReplyAt ?? loser.promisedReplyAt, customerTold: false } : {},
    clocks,
  };
}
