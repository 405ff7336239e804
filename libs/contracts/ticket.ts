/** Vocabulary and wire shapes of a ticket. Instants are RFC 3339 UTC with milliseconds. */
import type { OfferedAction } from './actions';
import type { LinkView, TicketRef } from './several';
import type { TicketState } from './states';
export { OPEN_STATES, TICKET_STATES, type TicketState } from './states';

export const TICKET_KINDS = ['inquiry', 'complaint', 'suggestion', 'commendation', 'other'] as const;
export type TicketKind = (typeof TICKET_KINDS)[number];
export const SEVERITIES = ['normal', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];
export const WANTS = ['refund', 'apology', 'explanation', 'callback_by_superior', 'compensation', 'other'] as const;
export type Want = (typeof WANTS)[number];
export const RISKS = ['legal', 'media', 'regulator', 'injury', 'personal_data'] as const;
export type Risk = (typeof RISKS)[number];
export const CHANNELS = ['phone', 'email', 'im', 'post', 'none'] as const;
export type Channel = (typeof CHANNELS)[number];
export const BEST_TIMES = ['any', 'morning', 'afternoon', 'evening'] as const;
export type BestTime = (typeof BEST_TIMES)[number];
export const NO_REPLY_REASONS = ['refused', 'withheld', 'not_wanted'] as const;
export type NoReplyReason = (typeof NO_REPLY_REASONS)[number];
export const OUTSIDE_HOURS_REASONS = ['customer_request', 'major_complaint'] as const;
export type OutsideHoursReason = (typeof OUTSIDE_HOURS_REASONS)[number];

/** Why the holder holds it. */
export const HOLDER_WHYS = [
  'direct_superior',
  'on_duty',
  'deputy',
  'next_superior',
  'recusal',
  'escalation_contact',
  'last_resort',
  'transfer',
  'handover',
  'escalated',
] as const;
export type HolderWhy = (typeof HOLDER_WHYS)[number];

export const OUTCOMES = [
  'solved',
  'partly_solved',
  'explained',
  'rejected',
  'customer_withdrew',
  'unreachable',
  'not_ours',
] as const;
export type Outcome = (typeof OUTCOMES)[number];
/** How a ticket may have ended: `duplicate` when it was merged into another one. */
export const FINAL_OUTCOMES = [...OUTCOMES, 'duplicate'] as const;
export type FinalOutcome = (typeof FINAL_OUTCOMES)[number];
export const SATISFACTIONS = ['yes', 'no', 'unknown'] as const;
export type Satisfaction = (typeof SATISFACTIONS)[number];
export const CONTACT_OUTCOMES = [
  'reached',
  'no_answer',
  'switched_off',
  'invalid_number',
  'wrong_number',
  'refused',
  'callback_agreed',
] as const;
export type ContactOutcome = (typeof CONTACT_OUTCOMES)[number];
export const REMEDY_KINDS = ['refund', 'compensation', 'voucher', 'replacement', 'other'] as const;
export type RemedyKind = (typeof REMEDY_KINDS)[number];
/** For whom a paused ticket waits. */
export const PAUSE_REASONS = ['customer', 'client', 'third_party', 'evidence'] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];
export const NOTE_VISIBILITIES = ['all', 'superiors'] as const;
export type NoteVisibility = (typeof NOTE_VISIBILITIES)[number];

/** Clocks that a ticket shows; the internal ones (`INTERNAL_DUE_KINDS`) are never listed. */
export const CLOCK_KINDS = ['acknowledge', 'promise', 'resolve', 'external'] as const;
export type ClockKind = (typeof CLOCK_KINDS)[number];
export const INTERNAL_DUE_KINDS = [
  'silent',
  'pause_end',
  'return_end',
  'auto_close',
  'top_reminder',
  'absence_start',
  'absence_end',
] as const;
export type DueKind = ClockKind | (typeof INTERNAL_DUE_KINDS)[number];
export const DUE_STATES = ['running', 'paused', 'met', 'missed', 'renewed', 'attempted', 'cancelled'] as const;
export type DueState = (typeof DUE_STATES)[number];

export interface PersonRef {
  id: string;
  name: string;
}
export interface HolderRef extends PersonRef {
  onBehalfOf: PersonRef | null;
  why: HolderWhy;
}
export interface ClockView {
  kind: ClockKind;
  occurrence: number;
  dueAt: string;
  state: DueState;
  /** When it was met, missed, renewed, attempted or cancelled; null while it runs or is paused. */
  settledAt: string | null;
}
export interface NextDueView {
  kind: ClockKind;
  dueAt: string;
  /** Who gets the ticket when it is missed; null at the top of the line. */
  thenHolder: PersonRef | null;
}
export interface CustomerView {
  name: string | null;
  channel: Channel;
  /** `138****1234`; null for a channel that is no phone. */
  phoneMasked: string | null;
  /** Any other contact, masked; null for a phone or none. */
  contactMasked: string | null;
  bestTime: BestTime;
}
export interface RemedyView {
  kind: RemedyKind;
  /** Minor units (cents, fen). */
  amountMinor: number;
  /** ISO 4217. */
  currency: string;
}
export interface DecisionView {
  outcome: FinalOutcome;
  rootCauseId: string | null;
  answerForCustomer: string | null;
  remedy: RemedyView | null;
}
export interface ResolutionView {
  outcome: FinalOutcome;
  rootCauseId: string | null;
  answerForCustomer: string | null;
  customerSatisfied: Satisfaction;
  lesson: string | null;
  resolvedAt: string;
}
export interface QuestionView {
  text: string | null;
  by: PersonRef;
  at: string;
}
/** A pause (挂起) of the resolve clock; it ends by itself at `until`. */
export interface PausedView {
  reason: PauseReason;
  at: string;
  until: string;
  by: PersonRef;
}
export interface TicketView {
  restricted: false;
  id: string;
  number: number;
  version: number;
  activity: number;
  state: TicketState;
  kind: TicketKind;
  severity: Severity;
  level: number;
  filer: PersonRef;
  holder: HolderRef;
  project: { id: string; key: string; name: string };
  topic: { id: string; name: string };
  /** Null only after the text was erased. */
  content: string | null;
  callStartedAt: string;
  callId: string | null;
  aboutPersonId: string | null;
  customer: CustomerView;
  promisedReplyAt: string | null;
  wants: Want[];
  risks: Risk[];
  clocks: ClockView[];
  nextDue: NextDueView | null;
  question: QuestionView | null;
  decision: DecisionView | null;
  resolution: ResolutionView | null;
  /** Null while nothing is paused. */
  paused: PausedView | null;
  disputes: number;
  /** How often the customer called again. */
  recontacts: number;
  links: LinkView[];
  mergedInto: TicketRef | null;
  allowedActions: OfferedAction[];
  createdAt: string;
  updatedAt: string;
}
/** What a filer sees who is the accused: state, promise and outcome, nothing else. */
export interface RestrictedTicketView {
  restricted: true;
  id: string;
  number: number;
  version: number;
  activity: number;
  state: TicketState;
  promisedReplyAt: string | null;
  outcome: FinalOutcome | null;
  /** The holder's open question, which its filer may answer. */
  question: { text: string | null; at: string } | null;
  allowedActions: OfferedAction[];
  createdAt: string;
  updatedAt: string;
}
export type TicketAnswer = TicketView | RestrictedTicketView;
