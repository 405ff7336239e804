import { TRANSITIONS, type TicketAction } from '@upline/contracts/actions';
import { CLOCK_KINDS } from '@upline/contracts/ticket';
import { isPaused } from './clocks.rules';
import type { Relation, TicketFacts } from './ticket.facts';

/** Somebody who stands in no relation to the ticket: a timer, or where to begin from. */
export const NO_RELATION: Relation = {
  isFiler: false,
  isHolder: false,
  coversHolder: false,
  aboveHolder: false,
  aboveFiler: false,
  isAssistant: false,
  isCoFiler: false,
  isWatcher: false,
  recused: false,
};

/** Holder, whoever covers the holder now, or a superior of the holder. */
export const mayActAsHolder = (relation: Relation): boolean =>
  !relation.recused && (relation.isHolder || relation.coversHolder || relation.aboveHolder);

/** For whom somebody acts who is not the holder; null for the holder. */
export const actsFor = (ticket: TicketFacts, relation: Relation): string | null =>
  relation.isHolder ? null : ticket.holderId;

/** A nudge that stands so long is one that the holder left unanswered, and only then another one is taken. */
export const NUDGE_STANDS_MS = 30 * 60_000;

/**
 * A filer may raise it over the holder's head once a clock of it was missed, the customer called again or a nudge was left
 * unanswered; over the same head once.
 */
export function filerMayEscalate(ticket: TicketFacts, at: Date): boolean {
  if (ticket.filerEscalatedFrom.includes(ticket.holderId)) return false;
  const { nudgeOpenSince, customerCalledAt } = ticket;
  if (customerCalledAt) return true;
  if (nudgeOpenSince && at.getTime() - nudgeOpenSince.getTime() >= NUDGE_STANDS_MS) return true;
  return ticket.clocks.some(
    (clock) => clock.state === 'missed' && (CLOCK_KINDS as readonly string[]).includes(clock.kind),
  );
}

/** Confirming falls to the filer, or to that of a form merged into it; to a superior when the filer has left or is recused; to the next one after a "no". */
function mayConfirm({ ticket, relation, filerActive, filerRecused, isNextSuperior }: PolicyInput): boolean {
  if (relation.recused) return false;
  if (ticket.customerSatisfied === 'no') return isNextSuperior;
  if (relation.isCoFiler && !relation.isHolder) return true;
  if (filerActive && !filerRecused) return relation.isFiler;
  return relation.aboveFiler || relation.aboveHolder;
}

export interface PolicyInput {
  ticket: TicketFacts;
  at: Date;
  relation: Relation;
  filerActive: boolean;
  /** The filer is the accused, or a deputy whom the accused named. */
  filerRecused: boolean;
  /** Whether the actor is the superior who comes after the holder. */
  isNextSuperior: boolean;
}

/** Whether this person may ever do it, whatever the state; 403 otherwise. */
export function may(action: TicketAction, input: PolicyInput): boolean {
  const { ticket, relation } = input;
  switch (action) {
    case 'acknowledge':
    case 'release':
    case 'return':
    case 'decide':
    case 'resolve':
    case 'transfer':
    case 'pause':
    case 'resume':
    case 'promise':
      return mayActAsHolder(relation);
    case 'supply':
      return relation.isFiler || (!relation.recused && (mayActAsHolder(relation) || relation.aboveFiler));
    case 'note':
      return relation.isFiler || !relation.recused;
    case 'contact':
      return mayActAsHolder(relation) || (relation.isAssistant && !relation.recused);
    case 'escalate':
      return mayActAsHolder(relation) || (relation.isFiler && !relation.recused && filerMayEscalate(ticket, input.at));
    case 'assist':
      return mayActAsHolder(relation) || (relation.isFiler && !relation.recused);
    case 'nudge':
      return (relation.isFiler || relation.isWatcher) && !relation.recused;
    case 'watch':
    case 'unwatch':
      return !relation.recused;
    case 'confirm':
      return mayConfirm(input);
    case 'dispute':
      return (relation.isFiler || (relation.isCoFiler && !relation.isHolder)) && !relation.recused;
    case 'withdraw':
      return relation.isFiler && !relation.recused;
  }
}

/** What the person may do now, in alphabetical order: what the state allows and the person may. */
export function allowedActions(input: PolicyInput, maxDisputes: number): TicketAction[] {
  const { ticket } = input;
  return TRANSITIONS[ticket.state]
    .filter((action) => may(action, input))
    .filter((action) => fits(action, input, maxDisputes))
    .sort();
}

/** What state and right allow and a rule of the ticket still refuses. */
function fits(action: TicketAction, { ticket, relation, at }: PolicyInput, maxDisputes: number): boolean {
  switch (action) {
    case 'dispute':
      return ticket.disputes <= maxDisputes;
    case 'pause':
      return !isPaused(ticket);
    case 'resume':
      return isPaused(ticket);
    case 'watch':
      return !relation.isWatcher;
    case 'unwatch':
      return relation.isWatcher;
    case 'nudge':
      return !ticket.nudgedAt || at.getTime() - ticket.nudgedAt.getTime() >= NUDGE_STANDS_MS;
    default:
      return true;
  }
}
