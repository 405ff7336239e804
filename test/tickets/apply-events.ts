import type { TimelineEntry } from '@upline/contracts/events';
import { CLOCK_KINDS, type ClockKind, type HolderWhy, type Outcome, type RemedyKind, type Satisfaction, type TicketState, type TicketView } from '@upline/contracts/ticket'; // prettier-ignore

/** What an event says that it did to the ticket, as it comes over the wire. */
interface Change {
  state?: TicketState;
  level?: number;
  holderId?: string;
  onBehalfOfId?: string | null;
  holderWhy?: HolderWhy;
  promisedReplyAt?: string | null;
  disputes?: number;
  recontacts?: number;
  questionTextId?: string | null;
  answerTextId?: string | null;
  lessonTextId?: string | null;
  outcome?: Outcome | null;
  rootCauseId?: string | null;
  remedyKind?: RemedyKind | null;
  remedyMinor?: number | null;
  remedyCurrency?: string | null;
  customerSatisfied?: Satisfaction | null;
  resolvedAt?: string | null;
}
type ClockOp = { kind: ClockKind; occurrence: number } & (
  | { op: 'start'; dueAt: string; state: 'running' | 'missed' }
  | { op: 'settle'; state: 'met' | 'missed' | 'renewed' | 'attempted' | 'cancelled' }
  | { op: 'pause' }
  | { op: 'resume' | 'move'; dueAt: string }
);

/** What a client knows of a ticket and keeps up to date by events alone; names are another matter. */
export interface Known {
  version: number;
  activity: number;
  updatedAt: string;
  state: TicketState;
  level: number;
  holder: { id: string; onBehalfOf: string | null; why: HolderWhy };
  promisedReplyAt: string | null;
  disputes: number;
  recontacts: number;
  question: { text: string | null; by: string; at: string } | null;
  decision: TicketView['decision'];
  resolution: TicketView['resolution'];
  clocks: TicketView['clocks'];
}

export function known(view: TicketView): Known {
  const { version, activity, updatedAt, state, level, promisedReplyAt, disputes, recontacts, decision, resolution, clocks, holder, question } = view; // prettier-ignore
  return {
    ...{ version, activity, updatedAt, state, level, promisedReplyAt, disputes, recontacts, decision, resolution },
    clocks: clocks.map((clock) => ({ ...clock })),
    holder: { id: holder.id, onBehalfOf: holder.onBehalfOf?.id ?? null, why: holder.why },
    question: question && { text: question.text, by: question.by.id, at: question.at },
  };
}

/** The snapshot before, and the entries of one act after it: what a fresh look must show. */
export function applied(before: Known, entries: TimelineEntry[]): Known {
  const ticket = structuredClone(before);
  for (const entry of entries) {
    applyChange(ticket, entry, entry.data.change as Change);
    for (const op of entry.data.clocks as ClockOp[]) if (CLOCK_KINDS.includes(op.kind)) applyClock(ticket, entry, op);
    ticket.version = entry.version;
    ticket.updatedAt = entry.at;
  }
  ticket.activity += 1;
  ticket.clocks.sort(
    (a, b) => CLOCK_KINDS.indexOf(a.kind) - CLOCK_KINDS.indexOf(b.kind) || a.occurrence - b.occurrence,
  );
  return ticket;
}

function applyChange(ticket: Known, entry: TimelineEntry, change: Change): void {
  const text = (id: string | null | undefined): string | null => entry.texts.find((one) => one.id === id)?.text ?? null;
  ticket.state = change.state ?? ticket.state;
  ticket.level = change.level ?? ticket.level;
  ticket.disputes = change.disputes ?? ticket.disputes;
  ticket.recontacts = change.recontacts ?? ticket.recontacts;
  if (change.promisedReplyAt !== undefined) ticket.promisedReplyAt = change.promisedReplyAt;
  if (change.holderId !== undefined)
    ticket.holder = { id: change.holderId, onBehalfOf: change.onBehalfOfId ?? null, why: change.holderWhy! };
  if (change.questionTextId !== undefined) {
    const by = entry.by?.id ?? '';
    ticket.question = change.questionTextId && { text: text(change.questionTextId), by, at: entry.at } || null; // prettier-ignore
  }
  if (change.outcome) {
    const kept = ticket.decision?.remedy ?? null;
    const { remedyKind: kind, remedyMinor: amountMinor, remedyCurrency: currency } = change;
    const remedy = kind === undefined ? kept : kind && { kind, amountMinor: amountMinor!, currency: currency! };
    const answerForCustomer = text(change.answerTextId);
    ticket.decision = { outcome: change.outcome, rootCauseId: change.rootCauseId ?? null, answerForCustomer, remedy };
  }
  if (change.resolvedAt === null) ticket.resolution = null;
  if (change.resolvedAt) {
    const { remedy: _, ...said } = ticket.decision!;
    const { customerSatisfied, resolvedAt, lessonTextId } = change;
    ticket.resolution = { ...said, customerSatisfied: customerSatisfied!, resolvedAt, lesson: text(lessonTextId) };
  }
}

function applyClock(ticket: Known, { at }: TimelineEntry, op: ClockOp): void {
  const { kind, occurrence } = op;
  if (op.op === 'start') {
    const settledAt = op.state === 'missed' ? at : null;
    ticket.clocks.push({ kind, occurrence, dueAt: op.dueAt, state: op.state, settledAt });
    return;
  }
  const clock = ticket.clocks.find((one) => one.kind === kind && one.occurrence === occurrence)!;
  if (op.op === 'settle') Object.assign(clock, { state: op.state, settledAt: at });
  if (op.op === 'pause') clock.state = 'paused';
  if (op.op === 'move') clock.dueAt = op.dueAt;
  if (op.op === 'resume') Object.assign(clock, { state: 'running', dueAt: op.dueAt });
}
