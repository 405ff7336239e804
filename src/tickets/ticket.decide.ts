import { COMMUTING_ACTIONS, TRANSITIONS } from '@upline/contracts/actions';
import { Refusal } from '../kernel/refusal';
import { decideContact, decideNote } from './contact.rules';
import { refuseInvalid } from './invalid.rules';
import { noticeLate } from './missed.rules';
import { decideClockMissed, decideEscalate, decideTransfer, isNextSuperior } from './passing.rules';
import { decidePause, decidePauseEnded, decideResume, endingPause } from './pause.rules';
import { decidePromise } from './promise.rules';
import { decideAutoClosed, decideReturn, decideReturnEnded, decideSupply } from './return.rules';
import {
  decideAcknowledge,
  decideConfirm,
  decideDecide,
  decideDispute,
  decideRelease,
  decideResolve,
  decideWithdraw,
} from './work.rules';
import { may } from './ticket.policy';
import { answeringNudge, decideAssist, decideNudge } from './watch.rules';
import type { CommandOf, TicketCommand, TimerCommand } from './ticket.commands';
import type { DecisionFacts, TicketEvent, TicketFacts } from './ticket.facts';

export const commutes = (type: TicketCommand['type']): boolean =>
  (COMMUTING_ACTIONS as readonly string[]).includes(type);

/**
 * What a person's act does to the ticket. Refusals come in the contract's order: wrong fields, may they ever, the version
 * that they saw, the state, then the rules.
 */
export function decide(ticket: TicketFacts, command: TicketCommand, facts: DecisionFacts): TicketEvent[] {
  refuseInvalid(ticket, command, facts);
  const { relation, filerActive } = facts;
  const filerRecused = facts.recusedIds.has(ticket.filerId);
  const next = isNextSuperior(ticket, command.actor.id, facts);
  const { at } = command;
  if (!may(command.type, { ticket, at, relation, filerActive, filerRecused, isNextSuperior: next })) {
    throw new Refusal('forbidden', `You see this ticket, but to ${command.type} it is not yours.`);
  }
  if (!commutes(command.type) && command.version !== ticket.version) {
    throw new Refusal('stale_version', 'Somebody changed the ticket since you looked at it.');
  }
  if (!TRANSITIONS[ticket.state].includes(command.type)) {
    throw new Refusal('wrong_state', `The ticket is ${ticket.state}; to ${command.type} it is not possible now.`);
  }
  const events = endingPause(ticket, command, facts, (on) =>
    noticeLate(on, decideAllowed(on, command, facts), at, facts),
  );
  return answeringNudge(ticket, command, facts, events);
}

function decideAllowed(ticket: TicketFacts, command: TicketCommand, facts: DecisionFacts): TicketEvent[] {
  switch (command.type) {
    case 'acknowledge':
      return decideAcknowledge(ticket, command, facts);
    case 'release':
      return decideRelease(ticket, command, facts);
    case 'return':
      return decideReturn(ticket, command, facts);
    case 'supply':
      return decideSupply(ticket, command, facts);
    case 'note':
      return decideNote(command);
    case 'contact':
      return decideContact(ticket, command, facts);
    case 'decide':
      return decideDecide(ticket, command, facts);
    case 'resolve':
      return decideResolve(ticket, command, facts);
    case 'confirm':
      return decideConfirm(ticket, command, facts);
    case 'dispute':
      return decideDispute(ticket, command, facts);
    case 'escalate':
      return decideEscalate(ticket, command, facts);
    case 'transfer':
      return decideTransfer(ticket, command, facts);
    case 'withdraw':
      return decideWithdraw(ticket, command);
    case 'pause':
    case 'resume':
    case 'promise':
    case 'nudge':
    case 'assist':
    case 'watch':
    case 'unwatch':
      return decideWhileHeld(ticket, command, facts);
  }
}

/** Acts that move the ticket neither to another state nor to another holder. */
function decideWhileHeld(
  ticket: TicketFacts,
  command: CommandOf<'pause' | 'resume' | 'promise' | 'nudge' | 'assist' | 'watch' | 'unwatch'>,
  facts: DecisionFacts,
): TicketEvent[] {
  switch (command.type) {
    case 'pause':
      return decidePause(ticket, command, facts);
    case 'resume':
      return decideResume(ticket, command, facts);
    case 'promise':
      return decidePromise(ticket, command, facts);
    case 'nudge':
      return decideNudge(ticket, command);
    case 'assist':
      return decideAssist(ticket, command, facts);
    case 'watch':
    case 'unwatch':
      // A mark of the reader's own, kept as a grant; nothing happened to the ticket.
      return [];
  }
}

/** What a timer does; `[]` when the clock no longer runs: somebody was faster. */
export function decideTimer(ticket: TicketFacts, command: TimerCommand, facts: DecisionFacts): TicketEvent[] {
  switch (command.type) {
    case 'clockMissed':
      return decideClockMissed(ticket, command, facts);
    case 'returnEnded':
      return decideReturnEnded(ticket, command);
    case 'autoClosed':
      return decideAutoClosed(ticket, command);
    case 'pauseEnded':
      return decidePauseEnded(ticket, command);
  }
}
