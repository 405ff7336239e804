import type { RefusalCode } from './refusals';
import type { PersonRef } from './ticket';

/** Tickets of one handover. */
export const HANDOVER_MAX = 500;

/** Body of `POST /handovers` (交接班): passes a queue, or some tickets, at the end of a shift. */
export interface HandoverBody {
  /** Active, with a leading role. */
  toPersonId: string;
  /** For all of them, on each one's timeline. */
  note: string;
  /** Ids, or `all` of what `view=queue` shows. */
  ticketIds: string[] | 'all';
}
/** What became of one ticket. */
export interface HandoverResult {
  id: string;
  /** Null where the caller does not see it. */
  number: number | null;
  ok: boolean;
  /** Why it was not handed over; else null. */
  code: RefusalCode | null;
  detail: string | null;
}
export interface HandoverView {
  to: PersonRef;
  /** How many were handed over. */
  handedOver: number;
  /** One for each ticket that was named. */
  results: HandoverResult[];
}
