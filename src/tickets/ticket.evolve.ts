import { applyClock } from './clocks.rules';
import type { TicketEvent, TicketFacts } from './ticket.facts';

/** The ticket after an event; version and activity are raised once for all events of one act, by `raise`. */
export function evolve(ticket: TicketFacts, event: TicketEvent): TicketFacts {
  const { holderId = ticket.holderId } = event.change;
  return {
    ...ticket,
    ...(holderId === ticket.holderId ? null : FOR_THE_LAST_HOLDER),
    ...event.change,
    clocks: event.clocks.reduce((clocks, change) => applyClock(clocks, change, event.at), ticket.clocks),
    updatedAt: event.at,
  };
}

/** What one holder left undone is not laid to the next. */
const FOR_THE_LAST_HOLDER = { nudgeOpenSince: null, customerCalledAt: null } as const;

/** Acts that commute raise only `activity`, unless they settled a clock. */
export function raise(ticket: TicketFacts, commutes: boolean): TicketFacts {
  return { ...ticket, version: ticket.version + (commutes ? 0 : 1), activity: ticket.activity + 1 };
}
