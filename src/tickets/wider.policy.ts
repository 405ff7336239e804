import type { WIDER_ACTIONS } from '@upline/contracts/actions';
import { after, isOpen } from './clocks.rules';
import type { Relation, TicketFacts } from './ticket.facts';
import { mayActAsHolder, type PolicyInput } from './ticket.policy';

/** How long after filing the filer may still look up what they typed. */
const FILERS_REVEAL_MS = 24 * 3_600_000;

export const mayLink = (relation: Relation): boolean => !relation.recused;

/** Who works on it; its filer for a day. */
export const mayReveal = (ticket: TicketFacts, relation: Relation, at: Date): boolean =>
  mayActAsHolder(relation) || (relation.isFiler && !relation.recused && at < after(ticket.createdAt, FILERS_REVEAL_MS));

/** Acts beyond the state of this ticket that it offers its reader; a merge by the holder of the other one is not known here. */
export function widerActions({ ticket, relation, at }: PolicyInput): (typeof WIDER_ACTIONS)[number][] {
  return [
    ...(mayLink(relation) ? (['link'] as const) : []),
    ...(isOpen(ticket.state) && mayActAsHolder(relation) ? (['merge'] as const) : []),
    ...(mayReveal(ticket, relation, at) && ticket.channel !== 'none' ? (['reveal'] as const) : []),
  ];
}
