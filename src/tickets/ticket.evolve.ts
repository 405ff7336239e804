import { applyClock } from './clocks.rules';
import type { TicketEvent, TicketFacts } from './ticket.facts';

/** The ticket after an event; version and activity are raised once for all events of one act, by `raise`. */
export function evolve(ticket: TicketFacts, event: TicketEvent): TicketFacts {
  return {
    ...ticket,
    ...event.change,
    clocks: event.clocks.reduce((clocks, change) => applyClock(clocks, change, event.at), ticket.clocks),
    updatedAt: event.at,
  };
}

/** Acts that commute raise only `activity`, unless they settled a clock. */
export function raise(ticket: TicketFacts, commutes: boolean): TicketFacts {
  return { ...ticket, version: ticket.version + (commutes ? 0 : 1), activity: ticket.activity + 1 };
}
