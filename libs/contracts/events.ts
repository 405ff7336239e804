/** Types of ticket events; the same words name webhooks and personal hints. */
export const TICKET_EVENT_TYPES = [
  'ticket.filed',
  'ticket.acknowledged',
  'ticket.released',
  'ticket.returned',
  'ticket.supplied',
  'ticket.paused',
  'ticket.resumed',
  'ticket.noted',
  'ticket.assist_asked',
  'ticket.contacted',
  'ticket.promise_renewed',
  'ticket.escalated',
  'ticket.transferred',
  'ticket.rehomed',
  'ticket.amended',
  'ticket.decided',
  'ticket.resolved',
  'ticket.disputed',
  'ticket.closed',
  'ticket.reopened',
  'ticket.merged',
  'ticket.customer_called',
  'ticket.nudged',
  'ticket.external_set',
  'ticket.reevaluated',
  'ticket.linked',
  'ticket.handed_over',
  'ticket.withdrawn',
  'clock.warning',
  'clock.missed',
  'call.recording_linked',
] as const;
/** On the timeline only: they are no webhook, and nobody is told. */
export const TIMELINE_ONLY_TYPES = ['ticket.revealed'] as const;
export const TIMELINE_TYPES = [...TICKET_EVENT_TYPES, ...TIMELINE_ONLY_TYPES] as const;
export type TicketEventType = (typeof TIMELINE_TYPES)[number];

/** A personal event as `GET /events` and the socket give it: a hint, content is fetched. `seq` has no gaps per person. */
export interface PersonEventView {
  seq: number;
  type: string;
  ticketId: string | null;
  number: number | null;
  version: number | null;
  at: string;
}

/** One row of `GET /tickets/:id/timeline`. */
export interface TimelineEntry {
  sequence: number;
  type: TicketEventType;
  at: string;
  by: { id: string; name: string } | null;
  onBehalfOf: { id: string; name: string } | null;
  /** The ticket's version after it. */
  version: number;
  /** Facts of the event without personal text: clock, due time, holder ids, outcome, old and new level. */
  data: Record<string, unknown>;
  /** Texts by field (`content`, `question`, `note` …); null when erased or not for the reader. */
  texts: { field: string; id: string; text: string | null; hidden: boolean }[];
  /** Hex SHA-256 of this row, which covers `prevHash`. */
  hash: string;
  prevHash: string;
}
