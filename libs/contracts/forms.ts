/** Bodies of `POST /tickets` and `POST /tickets/:id/<action>`. Instants come in as RFC 3339 with an offset. */
import type {
  BestTime,
  Channel,
  ContactOutcome,
  NoReplyReason,
  NoteVisibility,
  Outcome,
  OutsideHoursReason,
  PauseReason,
  RemedyView,
  Risk,
  Satisfaction,
  Severity,
  TicketKind,
  Want,
} from './ticket';

export const CONTENT_LENGTH = { min: 10, max: 2000 } as const;
/** Other texts of a ticket: reasons, questions, notes, answers. */
export const TEXT_LENGTH = { min: 1, max: 4000 } as const;
/** A form may be filed up to this many days after its call. */
export const LATEST_FILING_DAYS = 7;

export interface CustomerForm {
  name?: string | null;
  /** Shorthand for `contact {channel: "phone", value}`. */
  phone?: string;
  contact?: { channel: Channel; value?: string };
  bestTime?: BestTime;
}
export interface FeedbackForm {
  kind: TicketKind;
  callStartedAt: string;
  content: string;
  customer: CustomerForm;
  promisedReplyAt?: string | null;
  topicId?: string | null;
  projectId?: string | null;
  severity?: Severity;
  wants?: Want[];
  risks?: Risk[];
  aboutPersonId?: string | null;
  callId?: string | null;
  draftId?: string | null;
  separateReason?: string | null;
  outsideHoursReason?: OutsideHoursReason | null;
  lateReason?: string | null;
  noReplyReason?: NoReplyReason | null;
}

/** Every act that others decide on carries the version that its caller saw. */
export interface Versioned {
  version: number;
}
export interface ReturnForm extends Versioned {
  question: string;
}
export interface SupplyForm extends Versioned {
  content: string;
}
export interface NoteForm {
  version?: number;
  text: string;
  visibility?: NoteVisibility;
  /** Person ids; each must see the ticket. */
  mentions?: string[];
}
export interface ContactForm {
  version?: number;
  outcome: ContactOutcome;
  /** The customer got the answer; only with `reached`. */
  answered?: boolean;
  note?: string;
  /** With `callback_agreed`: the new instant. */
  promisedReplyAt?: string;
}
export interface DecideForm extends Versioned {
  outcome: Outcome;
  rootCauseId?: string | null;
  answerForCustomer: string;
  remedy?: RemedyView | null;
}
export interface ResolveForm extends Versioned {
  outcome: Outcome;
  rootCauseId?: string | null;
  answerForCustomer: string;
  customerSatisfied: Satisfaction;
  lesson?: string | null;
}
export interface ReasonForm extends Versioned {
  reason: string;
}
export interface EscalateForm extends Versioned {
  reason: string;
  /** What was tried so far. */
  tried: string;
}
export interface TransferForm extends Versioned {
  toPersonId: string;
  reason: string;
}
export interface PauseForm extends Versioned {
  reason: PauseReason;
  /** When it ends by itself. */
  until: string;
}
export interface PromiseForm extends Versioned {
  promisedReplyAt: string;
  /** The contact in which the customer agreed: `reached`, since the last promise. */
  contactId: string;
}
export interface NudgeForm {
  version?: number;
  reason?: string | null;
}
export interface AssistForm {
  version?: number;
  personId: string;
  /** What the colleague is asked for. */
  ask: string;
}
