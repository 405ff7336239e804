import type { ContactOutcome, Outcome, PauseReason, RemedyKind, Satisfaction } from '@upline/contracts/ticket';
import type { EventText } from './ticket.facts';

export interface CommandBy {
  actor: { id: string };
  /** Read from the database's clock after the ticket was locked. */
  at: Date;
  /** The version that the actor saw; null for acts that commute. */
  version: number | null;
}
/** A file that is noted on the ticket; its name is the note's text. */
export interface FileFacts {
  attachmentId: string;
  /** Bytes. */
  size: number;
  /** Media type. */
  type: string;
  /** Salted hash of the bytes, so that the chain proves them. */
  fingerprint: string;
}
/** A person's act or a timer's; imperative. Texts come with the id of the row that they will live in. */
export type TicketCommand = CommandBy &
  (
    | { type: 'acknowledge' | 'release' | 'confirm' }
    | { type: 'resume' | 'watch' | 'unwatch' }
    | { type: 'return'; question: EventText }
    | { type: 'supply'; content: EventText }
    | { type: 'note'; note: EventText; mentions: string[]; file?: FileFacts }
    | {
        type: 'contact';
        contactId: string;
        outcome: ContactOutcome;
        answered: boolean;
        note: EventText | null;
        promisedReplyAt: Date | null;
      }
    | {
        type: 'decide';
        outcome: Outcome;
        rootCauseId: string | null;
        answer: EventText;
        remedy: { kind: RemedyKind; amountMinor: number; currency: string } | null;
      }
    | {
        type: 'resolve';
        outcome: Outcome;
        rootCauseId: string | null;
        answer: EventText;
        customerSatisfied: Satisfaction;
        lesson: EventText | null;
      }
    | { type: 'dispute'; reason: EventText }
    | { type: 'withdraw'; reason: EventText }
    | { type: 'escalate'; reason: EventText; tried: EventText }
    | { type: 'transfer'; toPersonId: string; reason: EventText }
    | { type: 'pause'; reason: PauseReason; until: Date }
    | { type: 'promise'; promisedReplyAt: Date; contactId: string }
    | { type: 'nudge'; reason: EventText | null }
    | { type: 'assist'; personId: string; ask: EventText }
  );

/** The command of one type; the others' fields are out of reach. */
export type CommandOf<Type extends TicketCommand['type']> = TicketCommand & { type: Type };

/** A timer's command: it has nobody to refuse, and gets `[]` when somebody was faster. */
export type TimerCommand = { at: Date; occurrence: number } & (
  | { type: 'clockMissed'; clock: 'acknowledge' | 'promise' | 'resolve' | 'external' }
  | { type: 'returnEnded' | 'autoClosed' | 'pauseEnded' }
);
