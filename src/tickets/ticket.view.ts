import {
  CLOCK_KINDS,
  type ClockKind,
  type PersonRef,
  type RestrictedTicketView,
  type TicketAnswer,
  type TicketView,
} from '@upline/contracts/ticket';
import type { DecisionFacts, Relation } from './ticket.facts';
import type { OfferedAction } from '@upline/contracts/actions';
import type { LinkView, TicketRef } from '@upline/contracts/several';
import { alive, nextDue } from './clocks.rules';
import { dueWithNext, isNextSuperior, whoIsNext } from './passing.rules';
import { allowedActions } from './ticket.policy';
import type { StoredTicket } from './ticket.rows';
import { widerActions } from './wider.policy';

/** What is joined to a ticket to show it. */
export interface Joined {
  filerName: string;
  holderName: string;
  onBehalfOfName: string | null;
  projectKey: string;
  projectName: string;
  topicName: string;
  customerName: string | null;
  filerActive: boolean;
  relation: Relation;
  links: LinkView[];
  mergedInto: TicketRef | null;
  pausedBy: PersonRef | null;
  texts: { id: string; field: string; body: string | null; at: string; by: PersonRef | null }[];
}

export interface ViewFacts extends Pick<DecisionFacts, 'line' | 'recusedIds' | 'policy'> {
  actorId: string;
  at: Date;
}

/** The answer about one ticket to one reader; a recused filer gets state, promise and outcome only. */
export function viewOf(ticket: StoredTicket, joined: Joined, facts: ViewFacts): TicketAnswer {
  const { relation, filerActive } = joined;
  const filerRecused = facts.recusedIds.has(ticket.filerId);
  const next = isNextSuperior(ticket, facts.actorId, facts);
  const input = { ticket, at: facts.at, relation, filerActive, filerRecused, isNextSuperior: next };
  const actions = [...allowedActions(input, facts.policy.maxDisputes), ...widerActions(input)].sort();
  const text = (id: string | null): string | null => joined.texts.find((one) => one.id === id)?.body ?? null;
  if (relation.recused) return restrictedView(ticket, joined, actions, text);
  const { createdAt, updatedAt, callStartedAt, promisedReplyAt } = ticket;
  return {
    ...pick(ticket, 'id', 'number', 'version', 'activity', 'state', 'kind', 'severity', 'level'),
    ...pick(ticket, 'callId', 'aboutPersonId', 'wants', 'risks', 'disputes', 'recontacts'),
    restricted: false,
    filer: { id: ticket.filerId, name: joined.filerName },
    holder: holderOf(ticket, joined),
    project: { id: ticket.projectId, key: joined.projectKey, name: joined.projectName },
    topic: { id: ticket.topicId, name: joined.topicName },
    content: text(ticket.contentTextId),
    customer: customerOf(ticket, joined),
    clocks: clocksOf(ticket),
    nextDue: nextDueOf(ticket, facts),
    question: questionOf(ticket, joined, text),
    ...outcomeOf(ticket, text),
    links: joined.links,
    mergedInto: joined.mergedInto,
    paused: pausedOf(ticket, joined),
    allowedActions: actions,
    callStartedAt: callStartedAt.toISOString(),
    promisedReplyAt: iso(promisedReplyAt),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

function pick<T extends object, Key extends keyof T>(from: T, ...keys: Key[]): Pick<T, Key> {
  const picked: Partial<T> = {};
  for (const key of keys) picked[key] = from[key];
  return picked as Pick<T, Key>;
}

function holderOf(ticket: StoredTicket, { holderName, onBehalfOfName }: Joined): TicketView['holder'] {
  const { holderId: id, onBehalfOfId, holderWhy: why } = ticket;
  const onBehalfOf = onBehalfOfId === null ? null : { id: onBehalfOfId, name: onBehalfOfName ?? '' };
  return { id, name: holderName, onBehalfOf, why };
}

function customerOf(
  { channel, contactMasked, bestTime }: StoredTicket,
  { customerName }: Joined,
): TicketView['customer'] {
  const masked =
    channel === 'phone' ? { phoneMasked: contactMasked, contactMasked: null } : { phoneMasked: null, contactMasked };
  return { name: customerName, channel, ...masked, bestTime };
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

function restrictedView(
  ticket: StoredTicket,
  joined: Joined,
  actions: OfferedAction[],
  text: (id: string | null) => string | null,
): RestrictedTicketView {
  const { id, number, version, activity, state, outcome } = ticket;
  const question = questionOf(ticket, joined, text);
  return {
    restricted: true,
    id,
    number,
    version,
    activity,
    state,
    promisedReplyAt: iso(ticket.promisedReplyAt),
    outcome,
    question: question && { text: question.text, at: question.at },
    allowedActions: actions,
    createdAt: ticket.createdAt.toISOString(),
    updatedAt: ticket.updatedAt.toISOString(),
  };
}

function clocksOf(ticket: StoredTicket): TicketView['clocks'] {
  return ticket.clocks
    .filter((clock): clock is typeof clock & { kind: ClockKind } =>
      (CLOCK_KINDS as readonly string[]).includes(clock.kind),
    )
    .sort((a, b) => CLOCK_KINDS.indexOf(a.kind) - CLOCK_KINDS.indexOf(b.kind) || a.occurrence - b.occurrence)
    .map(({ kind, occurrence, dueAt, state, settledAt }) => ({
      kind,
      occurrence,
      dueAt: dueAt.toISOString(),
      state,
      settledAt: iso(settledAt),
    }));
}

function nextDueOf(ticket: StoredTicket, facts: ViewFacts): TicketView['nextDue'] {
  const due = nextDue(ticket);
  if (!due?.kind) return null;
  const next = whoIsNext(ticket, facts, dueWithNext(ticket, due.at, facts.policy.acknowledgeMs));
  const name = next && facts.line.people.get(next.holderId)?.name;
  return {
    kind: due.kind,
    dueAt: due.at.toISOString(),
    thenHolder: next ? { id: next.holderId, name: name ?? '' } : null,
  };
}

function questionOf(
  ticket: StoredTicket,
  joined: Joined,
  text: (id: string | null) => string | null,
): TicketView['question'] {
  const asked = joined.texts.find((one) => one.id === ticket.questionTextId);
  if (!asked?.by) return null;
  return { text: text(asked.id), by: asked.by, at: new Date(asked.at).toISOString() };
}

function pausedOf(ticket: StoredTicket, { pausedBy }: Joined): TicketView['paused'] {
  const end = alive(ticket.clocks, 'pause_end');
  if (!end || !ticket.pauseReason || !pausedBy) return null;
  return { reason: ticket.pauseReason, at: end.startedAt.toISOString(), until: end.dueAt.toISOString(), by: pausedBy };
}

function outcomeOf(
  ticket: StoredTicket,
  text: (id: string | null) => string | null,
): Pick<TicketView, 'decision' | 'resolution'> {
  const { outcome, rootCauseId, remedyKind, remedyMinor, remedyCurrency, resolvedAt, customerSatisfied } = ticket;
  if (!outcome) return { decision: null, resolution: null };
  const answerForCustomer = text(ticket.answerTextId);
  const remedy = remedyKind
    ? { kind: remedyKind, amountMinor: remedyMinor ?? 0, currency: remedyCurrency ?? '' }
    : null;
  const decision = { outcome, rootCauseId, answerForCustomer, remedy };
  if (!resolvedAt || !customerSatisfied) return { decision, resolution: null };
  const lesson = text(ticket.lessonTextId);
  return {
    decision,
    resolution: {
      outcome,
      rootCauseId,
      answerForCustomer,
      customerSatisfied,
      lesson,
      resolvedAt: resolvedAt.toISOString(),
    },
  };
}
