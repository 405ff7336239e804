import type { LinkRelation } from '@upline/contracts/several';
import { asSelf } from './event.rules';
import type { CommandBy } from './ticket.commands';
import type { TicketEvent } from './ticket.facts';

/**
 * One ticket is linked to another; both timelines say so. Neither names the other one: a reader of this timeline need not
 * see that ticket, and whoever does finds it under the link.
 */
export function linked(
  command: CommandBy,
  link: { id: string; relation: LinkRelation },
): { from: TicketEvent[]; to: TicketEvent[] } {
  const event = (direction: 'out' | 'in'): TicketEvent[] => [
    asSelf(command, 'ticket.linked', { data: { linkId: link.id, relation: link.relation, direction } }),
  ];
  return { from: event('out'), to: event('in') };
}
