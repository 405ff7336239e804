import type { Outcome, Risk, Severity, TicketKind, Want } from '@upline/contracts/ticket';

/** A form of the demo and the texts of what becomes of it. */
export interface StoryFacts {
  /** Hours before the end of the builder's time at which it is filed. */
  ago: number;
  /** Login. */
  filer: string;
  kind: TicketKind;
  topic: string;
  content: string;
  /** How the customer is called, and the last four digits of their number; null: left no contact. */
  customer: readonly [name: string, digits: string] | null;
  /** Hours after the call; left out: no promise. */
  promise?: number;
  severity?: Severity;
  wants?: Want[];
  risks?: Risk[];
  /** Login of the accused. */
  about?: string;
  /** What the holder asks of the filer, and what the filer answers. */
  question?: string;
  supply?: string;
  note?: string;
  /** Why it is disputed, escalated, transferred or withdrawn. */
  reason?: string;
  /** What the customer is told. */
  answer?: string;
  outcome?: Outcome;
  cause?: string;
  /** Yuan. */
  refund?: number;
  lesson?: string;
  /** Login to whom it is transferred. */
  to?: string;
}
