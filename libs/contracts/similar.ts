/** `POST /tickets/similar` and `POST /tickets/:id/customer-called`: what may be known of tickets that are out of sight. */
import type { TicketState } from './states';

/** At least one of the three. */
export interface SimilarForm {
  /** Of the caller, in any spelling. */
  phone?: string | null;
  topicId?: string | null;
  /** Beginning of a form that is being written. */
  content?: string | null;
}
/** Why a ticket is similar. */
export const SIMILAR_WHYS = ['caller', 'topic', 'content'] as const;
export type SimilarWhy = (typeof SIMILAR_WHYS)[number];

/** What an agent learns of a ticket outside their sight whose caller is on the line. */
export interface RestrictedRow {
  number: number;
  state: TicketState;
  holderName: string;
  promisedReplyAt: string | null;
  createdAt: string;
  restricted: true;
}

/** What the customer who called again wants. */
export const RECALL_WANTS = ['status', 'adds', 'withdraws', 'new_time'] as const;
export type RecallWant = (typeof RECALL_WANTS)[number];

export interface CustomerCalledForm {
  version?: number;
  callStartedAt: string;
  /** What the customer said. */
  content: string;
  callId?: string | null;
  wants: RecallWant;
}
export interface CustomerCalledAnswer {
  number: number;
  promisedReplyAt: string | null;
  /** A sentence to read out, in the caller's locale and the house's time zone; nothing about the matter. */
  phraseForCustomer: string;
}
