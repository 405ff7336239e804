import { COMMUTING_ACTIONS, type TicketAction } from '@upline/contracts/actions';
import type { FeedbackForm } from '@upline/contracts/forms';
import type { TicketView } from '@upline/contracts/ticket';
import { randomUUID } from 'node:crypto';
import { Sweeper } from '../../src/escalation/sweeper.service';
import { clock } from '../../src/kernel/clock';
import type { House } from '../support/app';
import type { Answer } from '../support/client';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** An instant so many milliseconds from the house's now. */
export const fromNow = (ms: number): string => new Date(clock.nowMs() + ms).toISOString();

/** A form that may be filed as it is. */
export const form = (change: Partial<FeedbackForm> | Record<string, unknown> = {}): Record<string, unknown> => ({
  kind: 'complaint',
  callStartedAt: fromNow(-10 * MINUTE),
  content: 'The caller was promised a refund and has not got it.',
  customer: { name: '王小明', phone: '13800001234' },
  promisedReplyAt: fromNow(4 * HOUR),
  ...change,
});

export async function send(house: House, login: string, change: Record<string, unknown> = {}): Promise<Answer> {
  return (await house.as(login)).post('/tickets', form(change), randomUUID());
}

/** Files a form that is accepted. */
export async function file(house: House, login: string, change: Record<string, unknown> = {}): Promise<TicketView> {
  const answer = await send(house, login, change);
  if (answer.status !== 201) throw new Error(`${login} could not file: ${answer.text}`);
  return answer.body as TicketView;
}

/** Valid bodies, but for the version. */
export const BODIES: Record<TicketAction, Record<string, unknown>> = {
  acknowledge: {},
  release: {},
  return: { question: 'Which order was it?' },
  supply: { content: 'It was the order of Monday.' },
  note: { text: 'The shop confirms it.' },
  contact: { outcome: 'reached', answered: true },
  decide: { outcome: 'solved', answerForCustomer: 'The money is on its way.' },
  resolve: { outcome: 'solved', answerForCustomer: 'The money is on its way.', customerSatisfied: 'yes' },
  confirm: {},
  dispute: { reason: 'The customer got nothing.' },
  escalate: { reason: 'Beyond what I may give.', tried: 'Called the shop twice.' },
  transfer: { reason: 'Knows this shop.' },
  withdraw: { reason: 'Filed twice.' },
  get pause() {
    return { reason: 'client', until: fromNow(5 * HOUR) };
  },
  resume: {},
  get promise() {
    return { promisedReplyAt: fromNow(6 * HOUR) };
  },
  nudge: {},
  assist: { ask: 'You know this shop; what may we say?' },
  watch: {},
  unwatch: {},
};

/** The version is the ticket's own; notes and contacts carry none. */
export async function act(
  house: House,
  login: string,
  ticket: { id: string; version: number },
  action: TicketAction,
  body: Record<string, unknown> = {},
): Promise<Answer> {
  const version = (COMMUTING_ACTIONS as readonly TicketAction[]).includes(action) ? {} : { version: ticket.version };
  return (await house.as(login)).post(`/tickets/${ticket.id}/${action}`, { ...version, ...BODIES[action], ...body });
}

/** An act that is accepted; the ticket after it. */
export async function done(...args: Parameters<typeof act>): Promise<TicketView> {
  const answer = await act(...args);
  if (answer.status !== 200) throw new Error(`${args[1]} could not ${args[3]}: ${answer.text}`);
  return answer.body as TicketView;
}

export async function look(house: House, login: string, id: string): Promise<TicketView> {
  const answer = await (await house.as(login)).get(`/tickets/${id}`);
  if (answer.status !== 200) throw new Error(`${login} does not see it: ${answer.text}`);
  return answer.body as TicketView;
}

export const sweep = (house: House): Promise<number> => house.app.get(Sweeper).sweep();

/** Rows of every table that a person's request may write, to show that a refusal wrote nothing. */
export async function rowCounts(house: House): Promise<Record<string, number>> {
  const tables = ['ticket', 'ticket_text', 'ticket_event', 'ticket_contact', 'ticket_grant', 'due', 'person_event',
    'customer', 'idempotency', 'audit_entry']; // prettier-ignore
  const counts = tables.map((table) => `(select count(*)::int from ${table}) as ${table}`);
  const { rows } = await house.db.query<Record<string, number>>(`select ${counts.join(', ')},
    (select coalesce(sum(version + activity + sequence), 0)::int from ticket) as versions,
    (select coalesce(sum(last), 0)::int from person_sequence) as told`);
  return rows[0]!;
}
