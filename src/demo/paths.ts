import type { TicketView } from '@upline/contracts/ticket';
import { newId } from '../kernel/ids';
import type { EventText } from '../tickets/ticket.facts';
import type { UnstampedCommand } from '../tickets/tickets.service';
import type { StoryFacts } from './story';

/** Ids of what a story names. */
export interface Known {
  person: (login: string) => string;
  cause: (name: string) => string;
}
export interface Step {
  /** Minutes since the filing. */
  after: number;
  by: 'filer' | 'holder' | 'aboveHolder';
  command: (ticket: TicketView, story: StoryFacts, known: Known) => UnstampedCommand;
}

const text = (field: EventText['field'], body: string | undefined): EventText => {
  if (!body) throw new Error(`the story lacks a text for ${field}`);
  return { id: newId(), field, visibility: 'all', body };
};

const acknowledge = (after: number): Step => ({
  after,
  by: 'holder',
  command: ({ version }) => ({ type: 'acknowledge', version }),
});
const release = (after: number): Step => ({
  after,
  by: 'holder',
  command: ({ version }) => ({ type: 'release', version }),
});
const returned = (after: number): Step => ({
  after,
  by: 'holder',
  command: ({ version }, { question }) => ({ type: 'return', version, question: text('question', question) }),
});
const supply = (after: number): Step => ({
  after,
  by: 'filer',
  command: ({ version }, story) => ({ type: 'supply', version, content: text('supplement', story.supply) }),
});
const note = (after: number, by: Step['by'] = 'holder'): Step => ({
  after,
  by,
  command: (_, story) => ({ type: 'note', version: null, note: text('note', story.note), mentions: [] }),
});
const call = (after: number, outcome: 'no_answer' | 'switched_off' | 'reached'): Step => ({
  after,
  by: 'holder',
  command: () => ({
    type: 'contact',
    version: null,
    contactId: newId(),
    outcome,
    answered: outcome === 'reached',
    note: outcome === 'reached' ? text('contactNote', '已致电客户说明处理结果，客户表示知悉。') : null,
    promisedReplyAt: null,
  }),
});
/** The customer agrees to be called later, that many hours from the filing. */
const callLater = (after: number, hours: number): Step => ({
  after,
  by: 'holder',
  command: ({ createdAt }) => ({
    type: 'contact',
    version: null,
    contactId: newId(),
    outcome: 'callback_agreed',
    answered: false,
    note: text('contactNote', '与客户商定改时间回电，客户同意。'),
    promisedReplyAt: new Date(Date.parse(createdAt) + hours * 3_600_000),
  }),
});
const decide = (after: number): Step => ({
  after,
  by: 'holder',
  command: ({ version }, story, known) => ({
    type: 'decide',
    version,
    outcome: story.outcome ?? 'solved',
    rootCauseId: story.cause ? known.cause(story.cause) : null,
    answer: text('answer', story.answer),
    remedy: story.refund ? { kind: 'refund', amountMinor: story.refund * 100, currency: 'CNY' } : null,
  }),
});
const resolve = (after: number, customerSatisfied: 'yes' | 'no' | 'unknown' = 'yes'): Step => ({
  after,
  by: 'holder',
  command: ({ version }, story, known) => ({
    type: 'resolve',
    version,
    outcome: story.outcome ?? 'solved',
    rootCauseId: story.cause ? known.cause(story.cause) : null,
    answer: text('answer', story.answer),
    customerSatisfied,
    lesson: story.lesson ? text('lesson', story.lesson) : null,
  }),
});
const confirm = (after: number, by: Step['by'] = 'filer'): Step => ({
  after,
  by,
  command: ({ version }) => ({ type: 'confirm', version }),
});
const dispute = (after: number): Step => ({
  after,
  by: 'filer',
  command: ({ version }, { reason }) => ({ type: 'dispute', version, reason: text('reason', reason) }),
});
const escalate = (after: number): Step => ({
  after,
  by: 'holder',
  command: ({ version }, { reason }) => ({
    type: 'escalate',
    version,
    reason: text('reason', reason),
    tried: text('tried', '已向客户道歉并解释现有规则，客户不接受。'),
  }),
});
const transfer = (after: number): Step => ({
  after,
  by: 'holder',
  command: ({ version }, { reason, to }, known) => ({
    type: 'transfer',
    version,
    toPersonId: known.person(to ?? ''),
    reason: text('reason', reason),
  }),
});
const withdraw = (after: number): Step => ({
  after,
  by: 'filer',
  command: ({ version }, { reason }) => ({ type: 'withdraw', version, reason: text('reason', reason) }),
});

const RESOLVED = [acknowledge(9), call(46, 'reached'), resolve(52)];

/** What happens to a form, in minutes since its filing. A missed acknowledge takes half an hour for each level. */
export const PATHS = {
  fresh: [],
  working: [acknowledge(11)],
  workingNoted: [acknowledge(7), note(19)],
  released: [acknowledge(6), release(15)],
  decided: [acknowledge(8), decide(37)],
  returned: [acknowledge(5), returned(13)],
  supplied: [returned(9), supply(31)],
  noAnswer: [acknowledge(10), call(25, 'no_answer')],
  resolved: RESOLVED,
  resolvedUnhappy: [acknowledge(9), call(46, 'reached'), resolve(52, 'no')],
  disputed: [...RESOLVED, dispute(88)],
  escalated: [acknowledge(8), escalate(34)],
  untakenThenWorking: [acknowledge(41)],
  closed: [...RESOLVED, confirm(85)],
  closedAfterDecision: [acknowledge(12), decide(55), call(104, 'reached'), resolve(110), confirm(160)],
  closedByTime: RESOLVED,
  closedUnhappy: [acknowledge(9), call(46, 'reached'), resolve(52, 'no'), confirm(140, 'aboveHolder')],
  closedWithNote: [acknowledge(14), note(21), call(63, 'reached'), resolve(70), confirm(121)],
  closedAfterReturn: [returned(11), supply(29), call(74, 'reached'), resolve(81), confirm(133)],
  closedAfterDispute: [...RESOLVED, dispute(95), call(150, 'reached'), resolve(158), confirm(200)],
  closedAfterEscalation: [
    acknowledge(10),
    escalate(38),
    acknowledge(49),
    call(92, 'reached'),
    resolve(101),
    confirm(170),
  ],
  closedAfterTransfer: [acknowledge(6), transfer(17), acknowledge(28), call(80, 'reached'), resolve(88), confirm(129)],
  closedUntaken: [acknowledge(44), call(91, 'reached'), resolve(99), confirm(150)],
  closedUntakenTwice: [acknowledge(71), call(118, 'reached'), resolve(126), confirm(190)],
  closedPromiseMissed: [acknowledge(13), acknowledge(195), call(221, 'reached'), resolve(230), confirm(300)],
  closedUnreachable: [
    acknowledge(10),
    call(31, 'no_answer'),
    call(158, 'switched_off'),
    call(290, 'no_answer'),
    resolve(300, 'unknown'),
    confirm(345),
  ],
  closedLater: [acknowledge(12), callLater(48, 20), call(640, 'reached'), resolve(648), confirm(700)],
  closedPraise: [acknowledge(16), note(40), resolve(58), confirm(115)],
  withdrawn: [withdraw(7)],
} as const satisfies Record<string, readonly Step[]>;
/** A form of the demo and what becomes of it. */
export interface Story extends StoryFacts {
  path: keyof typeof PATHS;
}
