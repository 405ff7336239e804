/** A ticket of the reference model, in shapes of its own. Times are milliseconds since 1970. */
import type { TicketAction as Action } from '@upline/contracts/actions';
import type { ContactOutcome, TicketState } from '@upline/contracts/ticket';
import type { Seat } from './world';

const OPEN: TicketState[] = ['submitted', 'in_progress', 'callback_due', 'returned'];
const ALL: TicketState[] = [...OPEN, 'resolved', 'closed', 'withdrawn'];
export const FROM: Record<Action, TicketState[]> = {
  acknowledge: ['submitted'],
  release: ['in_progress'],
  return: ['submitted', 'in_progress'],
  supply: ['returned'],
  note: ALL,
  contact: OPEN,
  decide: ['in_progress'],
  resolve: ['in_progress', 'callback_due'],
  confirm: ['resolved'],
  dispute: ['resolved'],
  escalate: OPEN,
  transfer: OPEN,
  withdraw: ['submitted'],
  pause: ['in_progress'],
  resume: ['in_progress'],
  promise: OPEN,
  nudge: OPEN,
  assist: OPEN,
  watch: ALL,
  unwatch: ALL,
};
export const SHOWN = ['acknowledge', 'promise', 'resolve'];

export interface Clock { kind: string; n: number; state: string; due: number; left: number; end: number | null; since: number } // prettier-ignore
export interface Form { filer: string; project: string; about: string | null; promised: number | null; called: number } // prettier-ignore
export interface Body { to?: string; outcome?: ContactOutcome; answered?: boolean; promised?: number; satisfied?: string; mentions?: string[]; until?: number; contact?: string } // prettier-ignore
export interface Ticket extends Form, Seat {
  created: number; state: TicketState; level: number; version: number; activity: number; clocks: Clock[]; told: boolean;
  satisfied: string | null; held: Set<string>; missers: Set<string>; disputes: number; renewals: number; releases: number;
  transfers: number; attempts: number[]; helpers: Set<string>;
  watchers: Set<string>; nudged: number | null; nudgeOpen: number | null; over: Set<string>;
  /** The last contact in which the customer was reached since the last promise, by the id that the answer gave it. */
  reached: string | null;
} // prettier-ignore

export const isOpen = (t: Ticket): boolean => OPEN.includes(t.state);
/** The occurrence that runs or waits; there is one at most. */
export const alive = (t: Ticket, kind: string): Clock | undefined =>
  t.clocks.find((c) => c.kind === kind && (c.state === 'running' || c.state === 'paused'));
export const last = (t: Ticket, kind: string): Clock | undefined => t.clocks.filter((c) => c.kind === kind).at(-1);
