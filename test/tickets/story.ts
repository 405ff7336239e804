import type { TicketAction } from '@upline/contracts/actions';
import type { TicketState } from '@upline/contracts/ticket';
import { HOUSE_POLICY } from './house-policy';
import type { LineFacts, LinePerson } from '../../src/people/routing.rules';
import { fileTicket, type FiledForm } from '../../src/tickets/feedback-form.rules';
import { commutes, decide, decideTimer } from '../../src/tickets/ticket.decide';
import { evolve, raise } from '../../src/tickets/ticket.evolve';
import type { TicketCommand, TimerCommand } from '../../src/tickets/ticket.commands';
import type { DecisionFacts, EventText, Relation, TicketEvent, TicketFacts } from '../../src/tickets/ticket.facts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const NOON = new Date('2026-11-24T12:00:00.000Z');
export const at = (ms: number): Date => new Date(NOON.getTime() + ms);

/** Whom everybody reports to; `other` and `boss` are another line, `deputy` and `helper` stand beside. */
export const SUPERIOR: Record<string, string | null> = {
  agent: 'lead',
  lead: 'supervisor',
  lead2: 'supervisor',
  supervisor: 'manager',
  manager: null,
  other: 'boss',
  boss: null,
  deputy: null,
  helper: null,
};
export const PEOPLE = Object.keys(SUPERIOR);

const isAbove = (upper: string, lower: string): boolean => {
  for (let step = SUPERIOR[lower] ?? null; step !== null; step = SUPERIOR[step] ?? null)
    if (step === upper) return true;
  return false;
};

export const LINE: LineFacts = {
  people: new Map(
    PEOPLE.map((id): [string, LinePerson] => [
      id,
      { id, name: id, active: true, superiorId: SUPERIOR[id] ?? null, absence: null, shift: null },
    ]),
  ),
  escalationContactId: null,
  onDutyId: null,
  lastResortIds: ['manager', 'boss'],
  anyLeaderIds: [],
};

let texts = 0;
export const text = (field: EventText['field'], body = 'as it was said'): EventText => ({
  id: `text-${++texts}`,
  field,
  visibility: 'all',
  body,
});

export function form(change: Partial<FiledForm> = {}): FiledForm {
  return {
    kind: 'complaint',
    callStartedAt: at(-10 * MINUTE),
    customer: { phone: '13800001234' },
    promisedReplyAt: at(4 * HOUR),
    channel: 'phone',
    ...change,
  };
}

type Unstamped<Command> = Command extends TicketCommand ? Omit<Command, 'at' | 'actor' | 'version'> : never;
/** A command without who, when and on which version. */
export type Act = Unstamped<TicketCommand>;
export type Timer = TimerCommand extends infer One ? (One extends TimerCommand ? Omit<One, 'at'> : never) : never;

/** One valid act of each kind; where it matters when, the story's now is given. */
export const ACTS = {
  acknowledge: (): Act => ({ type: 'acknowledge' }),
  release: (): Act => ({ type: 'release' }),
  return: (): Act => ({ type: 'return', question: text('question') }),
  supply: (): Act => ({ type: 'supply', content: text('supplement') }),
  note: (): Act => ({ type: 'note', note: text('note'), mentions: [] }),
  contact: (): Act => contact('reached', true),
  decide: (): Act => ({ type: 'decide', outcome: 'solved', rootCauseId: null, answer: text('answer'), remedy: null }),
  resolve: (): Act => resolve('yes'),
  confirm: (): Act => ({ type: 'confirm' }),
  dispute: (): Act => ({ type: 'dispute', reason: text('reason') }),
  escalate: (): Act => ({ type: 'escalate', reason: text('reason'), tried: text('tried') }),
  transfer: (): Act => ({ type: 'transfer', toPersonId: 'lead2', reason: text('reason') }),
  withdraw: (): Act => ({ type: 'withdraw', reason: text('reason') }),
  pause: (now = NOON): Act => ({ type: 'pause', reason: 'client', until: new Date(now.getTime() + 5 * HOUR) }),
  resume: (): Act => ({ type: 'resume' }),
  promise: (now = NOON): Act => ({
    type: 'promise',
    contactId: 'agreed',
    promisedReplyAt: new Date(now.getTime() + 6 * HOUR),
  }),
  nudge: (): Act => ({ type: 'nudge', reason: null }),
  assist: (): Act => ({ type: 'assist', personId: 'boss', ask: text('ask') }),
  watch: (): Act => ({ type: 'watch' }),
  unwatch: (): Act => ({ type: 'unwatch' }),
} satisfies Record<TicketAction, (now?: Date) => Act>;

export const contact = (outcome: 'reached' | 'no_answer' | 'refused' | 'wrong_number', answered = false): Act => ({
  type: 'contact',
  contactId: `contact-${++texts}`,
  outcome,
  answered,
  note: null,
  promisedReplyAt: null,
});
export const agree = (promisedReplyAt: Date): Act => ({
  type: 'contact',
  contactId: `contact-${++texts}`,
  outcome: 'callback_agreed',
  answered: false,
  note: null,
  promisedReplyAt,
});
export const resolve = (customerSatisfied: 'yes' | 'no' | 'unknown'): Act => ({
  type: 'resolve',
  outcome: 'solved',
  rootCauseId: null,
  answer: text('answer'),
  customerSatisfied,
  lesson: null,
});

/** One ticket in a world without a database: commands and timers in, events out, the ticket evolves. */
export class Story {
  ticket: TicketFacts;
  now = NOON;
  recusedIds = new Set<string>();
  covering: Record<string, string> = {};
  filerActive = true;
  watchers = new Set<string>();
  events: TicketEvent[] = [];
  policy = HOUSE_POLICY;
  line = LINE;
  private attempts: { at: Date; outcome: DecisionFacts['attempts'][number]['outcome']; promise: number }[] = [];

  constructor(change: Partial<FiledForm> = {}, { filerId = 'agent', holderId = 'lead' } = {}) {
    const filed = fileTicket(form(change), {
      id: 'ticket',
      number: 1001,
      at: NOON,
      filerId,
      assignment: { holderId, onBehalfOfId: null, why: 'direct_superior' },
      topicId: 'topic',
      projectId: 'project',
      contactMasked: '138****1234',
      policy: HOUSE_POLICY,
      texts: [text('content')],
    });
    this.ticket = filed.ticket;
    this.events = filed.events;
    if (this.ticket.aboutPersonId) this.recusedIds.add(this.ticket.aboutPersonId);
  }

  relation(personId: string): Relation {
    const { filerId, holderId } = this.ticket;
    return {
      isFiler: personId === filerId,
      isHolder: personId === holderId,
      coversHolder: this.covering[personId] === holderId,
      aboveHolder: isAbove(personId, holderId),
      aboveFiler: isAbove(personId, filerId),
      isAssistant: personId === 'helper',
      isCoFiler: false,
      isWatcher: this.watchers.has(personId),
      recused: this.recusedIds.has(personId),
    };
  }

  facts(personId: string | null, change: Partial<DecisionFacts> = {}): DecisionFacts {
    const promise = Math.max(0, ...this.ticket.clocks.filter((c) => c.kind === 'promise').map((c) => c.occurrence));
    return {
      relation: this.relation(personId ?? 'nobody'),
      policy: this.policy,
      line: this.line,
      recusedIds: this.recusedIds,
      filerActive: this.filerActive,
      attempts: this.attempts.filter((attempt) => attempt.promise === promise),
      target: null,
      blindMentions: [],
      rootCauseKnown: true,
      // Whoever the story's people talk to has always been reached since the last promise.
      agreement: { outcome: 'reached', promiseOccurrence: promise },
      ...change,
    };
  }

  /** Decides without changing anything. */
  try(personId: string, act: Act, change: Partial<DecisionFacts> = {}, version = this.ticket.version): TicketEvent[] {
    const command = { ...act, at: this.now, actor: { id: personId }, version } as TicketCommand;
    const to = act.type === 'transfer' ? act.toPersonId : act.type === 'assist' ? act.personId : null;
    const known = { leading: true, active: true, away: false, onlyAdmin: false };
    const target = to !== null && to in SUPERIOR ? { id: to, ...known } : null;
    return decide(this.ticket, command, this.facts(personId, { target, ...change }));
  }

  do(personId: string, act: Act, change: Partial<DecisionFacts> = {}): TicketEvent[] {
    const events = this.try(personId, act, change);
    if (act.type === 'watch') this.watchers.add(personId);
    if (act.type === 'unwatch') this.watchers.delete(personId);
    return events.length > 0 ? this.take(events, commutes(act.type)) : events;
  }

  tryTimer(timer: Timer): TicketEvent[] {
    return decideTimer(this.ticket, { ...timer, at: this.now } as TimerCommand, this.facts(null));
  }

  timer(timer: Timer): TicketEvent[] {
    const events = this.tryTimer(timer);
    return events.length > 0 ? this.take(events, false) : events;
  }

  wait(ms: number): this {
    this.now = new Date(this.now.getTime() + ms);
    return this;
  }

  private take(events: TicketEvent[], commuting: boolean): TicketEvent[] {
    for (const { contact: made, at: madeAt } of events)
      if (made) this.attempts.push({ at: madeAt, outcome: made.outcome, promise: made.promiseOccurrence });
    const settles = events.some((event) => event.clocks.length > 0);
    this.ticket = raise(events.reduce(evolve, this.ticket), commuting && !settles);
    this.events.push(...events);
    return events;
  }
}

/** A ticket that came to a state by the shortest way of real acts. */
export function storyIn(state: TicketState): Story {
  const story = new Story();
  const ways: Record<TicketState, [string, Act][]> = {
    submitted: [],
    in_progress: [['lead', ACTS.acknowledge()]],
    returned: [['lead', ACTS.return()]],
    callback_due: [['lead', ACTS.acknowledge()], ['lead', ACTS.decide()]],
    resolved: [['lead', ACTS.acknowledge()], ['lead', ACTS.contact()], ['lead', ACTS.resolve()]],
    closed: [['lead', ACTS.acknowledge()], ['lead', ACTS.contact()], ['lead', ACTS.resolve()], ['agent', ACTS.confirm()]],
    withdrawn: [['agent', ACTS.withdraw()]],
  }; // prettier-ignore
  for (const [personId, act] of ways[state]) story.wait(MINUTE).do(personId, act);
  return story;
}
