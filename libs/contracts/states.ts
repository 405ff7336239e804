/** States of a ticket; level and urgency are none. */
export const TICKET_STATES = [
  'submitted',
  'in_progress',
  'callback_due',
  'returned',
  'resolved',
  'closed',
  'withdrawn',
] as const;
export type TicketState = (typeof TICKET_STATES)[number];
export const OPEN_STATES = [
  'submitted',
  'in_progress',
  'callback_due',
  'returned',
] as const satisfies readonly TicketState[];
