import { lastHope, nextSuperior, seatFor, type Assignment } from '../people/routing.rules';
import { after, alive } from './clocks.rules';
import { byTimer } from './event.rules';
import { dueWithNext } from './passing.rules';
import type { ClockChange, DecisionFacts, TicketEvent, TicketFacts } from './ticket.facts';

/** Somebody who leaves, and who takes over; null: the next superior. */
export interface Leaving {
  leaverId: string;
  successorId: string | null;
  byId: string;
  at: Date;
}

/** Tickets that one person is given in one acknowledge time; the next ones have as much time more. */
const TAKEN_AT_ONCE = 10;

/**
 * To whom an open ticket of somebody who leaves falls: the successor; where the leaver stood in for somebody, that person
 * or their deputy; else the next superior of whoever was in charge; else a post. Never the filer, the accused or their deputies.
 */
export function heirOf(ticket: TicketFacts, { leaverId, successorId, at }: Leaving, facts: DecisionFacts): Assignment {
  const barred = new Set([ticket.filerId, leaverId, ...facts.recusedIds]);
  const due = dueWithNext(ticket, at, facts.policy.acknowledgeMs);
  const inChargeId = ticket.onBehalfOfId ?? leaverId;
  const taker = inChargeId === leaverId ? successorId : inChargeId;
  const seat =
    taker === null ? null : (seatFor(facts.line, taker, barred, due) ?? seatFor(facts.line, taker, barred, null));
  if (seat)
    return { ...seat, why: seat.onBehalfOfId ? 'deputy' : taker === successorId ? 'handover' : 'next_superior' };
  const missers = ticket.clocks.flatMap(({ missedById }) => (missedById ? [missedById] : []));
  const next =
    nextSuperior(facts.line, inChargeId, new Set([...barred, ...missers]), due) ??
    nextSuperior(facts.line, inChargeId, barred, due);
  if (next) return { ...next, why: next.onBehalfOfId ? 'deputy' : 'next_superior' };
  return lastHope(facts.line, barred, due);
}

/**
 * State and clocks are kept, but for the time to acknowledge: whoever gets many at once gets it in turns. `turn` counts the
 * submitted tickets that the new holder got before this one.
 */
export function decideRehomed(
  ticket: TicketFacts,
  heir: Assignment,
  { leaverId, byId, at }: Leaving,
  { policy }: DecisionFacts,
  turn: number,
): TicketEvent {
  const within = policy.acknowledgeMs * (1 + Math.floor(turn / TAKEN_AT_ONCE));
  return {
    ...byTimer(at, 'ticket.rehomed', {
      change: { holderId: heir.holderId, onBehalfOfId: heir.onBehalfOfId, holderWhy: heir.why, heldSince: at },
      clocks: spread(ticket, at, within),
      data: {
        why: heir.why,
        reason: 'left',
        leaverId,
        fromHolderId: ticket.holderId,
        toHolderId: heir.holderId,
        onBehalfOfId: heir.onBehalfOfId,
      },
      alsoTold: [ticket.holderId],
    }),
    byId,
  };
}

/** Later, never sooner; a time that is past stays what it is. */
function spread(ticket: TicketFacts, at: Date, within: number): ClockChange[] {
  const clock = alive(ticket.clocks, 'acknowledge');
  const dueAt = after(at, within);
  if (clock?.state !== 'running' || clock.dueAt <= at || dueAt <= clock.dueAt) return [];
  return [{ op: 'move', kind: 'acknowledge', occurrence: clock.occurrence, dueAt }];
}
