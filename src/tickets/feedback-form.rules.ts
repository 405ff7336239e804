import type { FeedbackForm } from '@upline/contracts/forms';
import { LATEST_FILING_DAYS } from '@upline/contracts/forms';
import type { Channel } from '@upline/contracts/ticket';
import type { FieldError } from '@upline/contracts/refusals';
import type { PolicyFacts } from '../deadlines/policy.rules';
import { Refusal } from '../kernel/refusal';
import type { Assignment } from '../people/routing.rules';
import { after } from './clocks.rules';
import type { ClockFacts, EventText, TicketEvent, TicketFacts } from './ticket.facts';

const DAY_MS = 86_400_000;

/** The form with its defaults filled in and its instants parsed. */
export interface FiledForm extends Omit<FeedbackForm, 'callStartedAt' | 'promisedReplyAt' | 'content'> {
  callStartedAt: Date;
  promisedReplyAt: Date | null;
  channel: Channel;
}

/** Whether the form needs no promise: nobody to call back, or nothing that is owed an answer. */
const needsNoPromise = (form: FiledForm): boolean =>
  form.channel === 'none' || form.kind === 'commendation' || form.kind === 'suggestion';

/** Every wrong field of the form at once, judged at the instant of filing; the refusal names each. */
export function refuseForm(form: FiledForm, at: Date, policy: PolicyFacts): void {
  const errors: FieldError[] = [];
  const wrong = (path: string, code: string, message: string): void => void errors.push({ path, code, message });
  if (form.callStartedAt > at) wrong('callStartedAt', 'future', 'The call cannot have started in the future.');
  if (form.callStartedAt < after(at, -LATEST_FILING_DAYS * DAY_MS))
    wrong('callStartedAt', 'too_old', `A form is filed within ${LATEST_FILING_DAYS} days of its call.`);
  if (form.channel === 'none' && !form.noReplyReason)
    wrong('noReplyReason', 'required', 'Without a contact, say why there is none.');
  refusePromise(form, at, policy, wrong);
  if (errors[0])
    throw new Refusal('invalid', errors.length === 1 ? errors[0].message : 'Some fields are wrong.', { errors });
}

function refusePromise(
  form: FiledForm,
  at: Date,
  policy: PolicyFacts,
  wrong: (path: string, code: string, message: string) => void,
): void {
  const promise = form.promisedReplyAt;
  if (form.channel === 'none') {
    if (promise) wrong('promisedReplyAt', 'unexpected', 'Nobody can be answered without a contact.');
    return;
  }
  if (!promise) {
    if (!needsNoPromise(form)) wrong('promisedReplyAt', 'required', 'By when was the customer promised an answer?');
    return;
  }
  if (promise <= form.callStartedAt)
    wrong('promisedReplyAt', 'before_call', 'The promise must lie after the call began.');
  else if (promise <= at) {
    if (!form.lateReason)
      wrong('lateReason', 'required', 'The promised time has passed already; say why the form is late.');
  } else if (outsideWindow(promise, at, policy) && !form.outsideHoursReason) {
    wrong(
      'outsideHoursReason',
      'required',
      'This time is outside what the policy lets anybody promise; say why it was promised.',
    );
  }
}

const outsideWindow = (promise: Date, at: Date, policy: PolicyFacts): boolean =>
  promise < after(at, policy.promise.minMs) || promise > after(at, policy.promise.maxMs);

export interface Filing {
  id: string;
  number: number;
  at: Date;
  filerId: string;
  assignment: Assignment;
  topicId: string;
  projectId: string;
  contactMasked: string | null;
  policy: PolicyFacts;
  texts: EventText[];
}

/** Clocks of a form that is filed at `at`; one that is past by then is `missed`. */
export function clocksAtFiling(form: FiledForm, at: Date, policy: PolicyFacts): ClockFacts[] {
  const resolveFrom = policy.resolveFrom === 'call' ? form.callStartedAt : at;
  return [
    clockAt('acknowledge', at, after(at, policy.acknowledgeMs)),
    ...(form.promisedReplyAt ? [clockAt('promise', at, form.promisedReplyAt)] : []),
    clockAt('resolve', at, after(resolveFrom, policy.resolveMs)),
  ];
}

/** The new ticket and its first events; a clock that is past at filing is written `missed` and told at once. */
export function fileTicket(form: FiledForm, filing: Filing): { ticket: TicketFacts; events: TicketEvent[] } {
  const { at, assignment } = filing;
  const clocks = clocksAtFiling(form, at, filing.policy);
  const ticket = newTicket(form, filing, clocks);
  const missed = clocks.filter((clock) => clock.state === 'missed');
  const told = missed.map((clock) => missedAtFiling(clock, at, assignment.holderId));
  return { ticket, events: [filedEvent(form, filing, clocks), ...told] };
}

function filedEvent(form: FiledForm, { at, filerId, assignment, texts }: Filing, clocks: ClockFacts[]): TicketEvent {
  const { holderId, onBehalfOfId, why } = assignment;
  return {
    type: 'ticket.filed',
    at,
    byId: filerId,
    onBehalfOfId: null,
    change: { state: 'submitted', holderId, onBehalfOfId, holderWhy: why, level: 0 },
    clocks: clocks.map(({ kind, occurrence, dueAt, state }) => {
      return { op: 'start', kind, occurrence, dueAt, state: state === 'missed' ? 'missed' : 'running' };
    }),
    data: { kind: form.kind, why, toHolderId: holderId },
    texts,
    alsoTold: [],
  };
}

function clockAt(kind: 'acknowledge' | 'promise' | 'resolve', at: Date, dueAt: Date): ClockFacts {
  const past = dueAt <= at;
  return {
    kind,
    occurrence: 1,
    state: past ? 'missed' : 'running',
    startedAt: at,
    dueAt,
    pausedAt: null,
    pausedMs: 0,
    settledAt: past ? at : null,
    noticedAt: past ? at : null,
    missedById: null,
  };
}

const missedAtFiling = (clock: ClockFacts, at: Date, holderId: string): TicketEvent => ({
  type: 'clock.missed',
  at,
  byId: null,
  onBehalfOfId: null,
  change: {},
  clocks: [],
  data: {
    clock: clock.kind,
    occurrence: 1,
    state: 'missed',
    dueAt: clock.dueAt.toISOString(),
    noticedAt: at.toISOString(),
    holderId,
    late: true,
  },
  texts: [],
  alsoTold: [],
});

function newTicket(form: FiledForm, filing: Filing, clocks: ClockFacts[]): TicketFacts {
  const { at, assignment } = filing;
  return {
    id: filing.id,
    number: filing.number,
    version: 1,
    activity: 1,
    state: 'submitted',
    kind: form.kind,
    severity: form.severity ?? 'normal',
    level: 0,
    filerId: filing.filerId,
    holderId: assignment.holderId,
    onBehalfOfId: assignment.onBehalfOfId,
    holderWhy: assignment.why,
    heldSince: at,
    projectId: filing.projectId,
    topicId: filing.topicId,
    aboutPersonId: form.aboutPersonId ?? null,
    callId: form.callId ?? null,
    callStartedAt: form.callStartedAt,
    customerId: null,
    channel: form.channel,
    contactMasked: filing.contactMasked,
    bestTime: form.customer.bestTime ?? 'any',
    noReplyReason: form.noReplyReason ?? null,
    promisedReplyAt: form.promisedReplyAt,
    wants: form.wants ?? [],
    risks: form.risks ?? [],
    contentTextId: filing.texts[0]?.id ?? '',
    ...NOTHING_YET,
    filerEscalatedFrom: [],
    policyId: filing.policy.id,
    createdAt: at,
    updatedAt: at,
    clocks,
  };
}

const NOTHING_YET = {
  questionTextId: null,
  answerTextId: null,
  lessonTextId: null,
  outcome: null,
  rootCauseId: null,
  customerSatisfied: null,
  remedyKind: null,
  remedyMinor: null,
  remedyCurrency: null,
  customerTold: false,
  disputes: 0,
  renewals: 0,
  releasesAtLevel: 0,
  transfersAtLevel: 0,
  recontacts: 0,
  customerCalledAt: null,
  pauseReason: null,
  pausedById: null,
  nudgedAt: null,
  nudgeOpenSince: null,
  incidentId: null,
  mergedIntoId: null,
  resolvedAt: null,
  closedAt: null,
} as const;
