import type {
  BestTime,
  Channel,
  ContactOutcome,
  DueKind,
  DueState,
  FinalOutcome,
  HolderWhy,
  NoReplyReason,
  PauseReason,
  RemedyKind,
  Risk,
  Satisfaction,
  Severity,
  TicketKind,
  TicketState,
  Want,
} from '@upline/contracts/ticket';
import type { TicketEventType } from '@upline/contracts/events';
import type { PolicyFacts } from '../deadlines/policy.rules';
import type { LineFacts } from '../people/routing.rules';

/** One occurrence of a clock of the ticket. */
export interface ClockFacts {
  kind: DueKind;
  occurrence: number;
  state: DueState;
  startedAt: Date;
  dueAt: Date;
  pausedAt: Date | null;
  pausedMs: number;
  settledAt: Date | null;
  noticedAt: Date | null;
  missedById: string | null;
}

/** The ticket as `decide` knows it: ids, states and times, no personal text. */
export interface TicketFacts {
  id: string;
  number: number;
  version: number;
  activity: number;
  state: TicketState;
  kind: TicketKind;
  severity: Severity;
  level: number;
  filerId: string;
  holderId: string;
  onBehalfOfId: string | null;
  holderWhy: HolderWhy;
  heldSince: Date;
  projectId: string;
  topicId: string;
  aboutPersonId: string | null;
  callId: string | null;
  callStartedAt: Date;
  customerId: string | null;
  channel: Channel;
  contactMasked: string | null;
  bestTime: BestTime;
  noReplyReason: NoReplyReason | null;
  promisedReplyAt: Date | null;
  wants: Want[];
  risks: Risk[];
  contentTextId: string;
  questionTextId: string | null;
  answerTextId: string | null;
  lessonTextId: string | null;
  outcome: FinalOutcome | null;
  rootCauseId: string | null;
  customerSatisfied: Satisfaction | null;
  remedyKind: RemedyKind | null;
  remedyMinor: number | null;
  remedyCurrency: string | null;
  customerTold: boolean;
  disputes: number;
  renewals: number;
  releasesAtLevel: number;
  transfersAtLevel: number;
  /** How often the customer called again, and when last. */
  recontacts: number;
  customerCalledAt: Date | null;
  /** Of the pause that its running `pause_end` ends. */
  pauseReason: PauseReason | null;
  pausedById: string | null;
  /** The last nudge, and the first that the holder has not acted on. */
  nudgedAt: Date | null;
  nudgeOpenSince: Date | null;
  /** Holders whom the filer went over; each of them once. */
  filerEscalatedFrom: string[];
  incidentId: string | null;
  /** The ticket that goes on in its place. */
  mergedIntoId: string | null;
  policyId: string;
  resolvedAt: Date | null;
  closedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  clocks: ClockFacts[];
}

/** What an event may set on the ticket; clocks change by `ClockChange` only, version and activity by the store. */
export type TicketChange = Partial<
  Omit<
    TicketFacts,
    'id' | 'number' | 'version' | 'activity' | 'clocks' | 'filerId' | 'createdAt' | 'updatedAt' | 'contentTextId'
  >
>;

export type ClockChange =
  | { op: 'start'; kind: DueKind; occurrence: number; dueAt: Date; state: 'running' | 'missed' }
  | {
      op: 'settle';
      kind: DueKind;
      occurrence: number;
      state: 'met' | 'missed' | 'renewed' | 'attempted' | 'cancelled';
      missedById: string | null;
    }
  | { op: 'pause'; kind: DueKind; occurrence: number }
  | { op: 'resume' | 'move'; kind: DueKind; occurrence: number; dueAt: Date };

export interface EventText {
  id: string;
  field:
    | 'content'
    | 'question'
    | 'supplement'
    | 'note'
    | 'fileName'
    | 'contactNote'
    | 'answer'
    | 'lesson'
    | 'reason'
    | 'tried'
    | 'recall'
    | 'ask';
  visibility: 'all' | 'superiors';
  body: string;
}

export interface TicketEvent {
  type: TicketEventType;
  at: Date;
  byId: string | null;
  onBehalfOfId: string | null;
  change: TicketChange;
  clocks: ClockChange[];
  /** Facts of the event for its readers; never personal text. */
  data: Record<string, string | number | boolean | null>;
  texts: EventText[];
  /** A contact attempt to keep as a row of its own; `id` is the `createdId` of the answer. */
  contact?: {
    id: string;
    outcome: ContactOutcome;
    answered: boolean;
    promiseOccurrence: number;
    noteTextId: string | null;
  };
  /** Who sees it from now on. */
  grant?: { personId: string; reason: 'assist' };
  /** Who is told beside filer, holder and whoever watches or assists: mentions, the holder whom it leaves. */
  alsoTold: string[];
}

/** How the actor stands to the ticket, read from the database in the transaction. */
export interface Relation {
  isFiler: boolean;
  isHolder: boolean;
  /** Deputy of the holder now. */
  coversHolder: boolean;
  aboveHolder: boolean;
  aboveFiler: boolean;
  isAssistant: boolean;
  /** Filed a form that was merged into this one. */
  isCoFiler: boolean;
  isWatcher: boolean;
  /** The accused, or a deputy whom the accused named; beats everything else. */
  recused: boolean;
}

/** Everything that `decide` needs and may not look up. */
export interface DecisionFacts {
  relation: Relation;
  policy: PolicyFacts;
  line: LineFacts;
  /** The accused and deputies they named. */
  recusedIds: ReadonlySet<string>;
  filerActive: boolean;
  /** Contact attempts of the present promise, oldest first. */
  attempts: { at: Date; outcome: ContactOutcome }[];
  /** Of a transfer or an assist: the person who is named. */
  target: { id: string; leading: boolean; active: boolean; away: boolean; onlyAdmin: boolean } | null;
  /** Mentioned people who do not see the ticket. */
  blindMentions: string[];
  rootCauseKnown: boolean;
  /** The contact that a new promise names, when it is one of this ticket. */
  agreement: { outcome: ContactOutcome; promiseOccurrence: number } | null;
}
