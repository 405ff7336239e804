import { Refusal } from '../kernel/refusal';
import { after } from './clocks.rules';
import { asHolderOrSelf, asSelf } from './event.rules';
import { NUDGE_STANDS_MS, mayActAsHolder } from './ticket.policy';
import type { CommandOf, TicketCommand } from './ticket.commands';
import type { DecisionFacts, TicketEvent, TicketFacts } from './ticket.facts';

/** 催单: the holder hears of it; one that stands unanswered lets the filer go over the holder's head. */
export function decideNudge(ticket: TicketFacts, command: CommandOf<'nudge'>): TicketEvent[] {
  const { at, reason } = command;
  const next = ticket.nudgedAt && after(ticket.nudgedAt, NUDGE_STANDS_MS);
  if (next && next > at) {
    const retryAfter = Math.ceil((next.getTime() - at.getTime()) / 1000);
    throw new Refusal('too_many_requests', 'The holder was nudged less than 30 minutes ago.', { retryAfter });
  }
  return [
    asSelf(command, 'ticket.nudged', {
      change: { nudgedAt: at, nudgeOpenSince: ticket.nudgeOpenSince ?? at },
      data: { holderId: ticket.holderId },
      texts: reason ? [reason] : [],
    }),
  ];
}

/** A colleague sees the ticket, notes and contacts, and does not hold it (H-A5); asked again, they hear of it again. */
export function decideAssist(ticket: TicketFacts, command: CommandOf<'assist'>, facts: DecisionFacts): TicketEvent[] {
  const { personId, ask } = command;
  return [
    asHolderOrSelf(ticket, command, facts, 'ticket.assist_asked', {
      data: { personId },
      texts: [ask],
      grant: { personId, reason: 'assist' },
      alsoTold: [personId],
    }),
  ];
}

export function refuseAssistant(
  ticket: TicketFacts,
  { personId }: CommandOf<'assist'>,
  { target, recusedIds }: DecisionFacts,
): void {
  const refuse = (message: string): never => {
    throw Refusal.invalid('personId', message, 'target');
  };
  if (!target?.active || target.onlyAdmin || recusedIds.has(personId)) refuse('This person cannot help here.');
  if (personId === ticket.filerId || personId === ticket.holderId) refuse('Filer and holder are in it already.');
}

/** Whatever the holder does, or somebody for the holder, answers the nudges that stood. */
export function answeringNudge(
  ticket: TicketFacts,
  command: TicketCommand,
  facts: DecisionFacts,
  events: TicketEvent[],
): TicketEvent[] {
  const { relation } = facts;
  const last = events.at(-1);
  if (!last || !ticket.nudgeOpenSince || command.type === 'nudge') return events;
  if (relation.isFiler || !mayActAsHolder(relation)) return events;
  return [...events.slice(0, -1), { ...last, change: { ...last.change, nudgeOpenSince: null } }];
}
