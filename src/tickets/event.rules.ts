import { actsFor, mayActAsHolder } from './ticket.policy';
import type { CommandBy } from './ticket.commands';
import type { DecisionFacts, TicketEvent, TicketFacts } from './ticket.facts';

type Filling = Partial<Pick<TicketEvent, 'change' | 'clocks' | 'data' | 'texts' | 'contact' | 'grant' | 'alsoTold'>>;

/** An event of a person who acts for the holder (or as the holder). */
export function asHolder(
  ticket: TicketFacts,
  command: CommandBy,
  facts: DecisionFacts,
  type: TicketEvent['type'],
  filling: Filling,
): TicketEvent {
  return event(command.at, command.actor.id, actsFor(ticket, facts.relation), type, filling);
}

/** An event of a person who acts for the holder where they may, else in their own name: an assistant, the filer. */
export const asHolderOrSelf = (
  ticket: TicketFacts,
  command: CommandBy,
  facts: DecisionFacts,
  type: TicketEvent['type'],
  filling: Filling,
): TicketEvent =>
  mayActAsHolder(facts.relation) ? asHolder(ticket, command, facts, type, filling) : asSelf(command, type, filling);

/** An event of a person who acts in their own name. */
export const asSelf = (command: CommandBy, type: TicketEvent['type'], filling: Filling): TicketEvent =>
  event(command.at, command.actor.id, null, type, filling);

/** An event that a timer made. */
export const byTimer = (at: Date, type: TicketEvent['type'], filling: Filling): TicketEvent =>
  event(at, null, null, type, filling);

function event(
  at: Date,
  byId: string | null,
  onBehalfOfId: string | null,
  type: TicketEvent['type'],
  filling: Filling,
): TicketEvent {
  return { type, at, byId, onBehalfOfId, change: {}, clocks: [], data: {}, texts: [], alsoTold: [], ...filling };
}
