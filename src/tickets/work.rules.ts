import { Refusal } from '../kernel/refusal';
import { acknowledgeTimeLeft, after, alive, cancelRest, settle, start } from './clocks.rules';
import { asHolder, asSelf } from './event.rules';
import { attemptsExhausted } from './contact.rules';
import { passTo } from './passing.rules';
import { evolve } from './ticket.evolve';
import type { CommandOf, TicketCommand } from './ticket.commands';
import type { DecisionFacts, TicketEvent, TicketFacts } from './ticket.facts';

export function decideAcknowledge(ticket: TicketFacts, command: TicketCommand, facts: DecisionFacts): TicketEvent[] {
  return [
    asHolder(ticket, command, facts, 'ticket.acknowledged', {
      change: { state: 'in_progress' },
      clocks: settle(ticket, 'acknowledge', 'met'),
    }),
  ];
}

/** The second release at one level keeps the time that was left, so that nobody wins time by letting go. */
export function decideRelease(ticket: TicketFacts, command: TicketCommand, facts: DecisionFacts): TicketEvent[] {
  const within = ticket.releasesAtLevel === 0 ? facts.policy.acknowledgeMs : acknowledgeTimeLeft(ticket, command.at);
  return [
    asHolder(ticket, command, facts, 'ticket.released', {
      change: { state: 'submitted', releasesAtLevel: ticket.releasesAtLevel + 1 },
      clocks: [start(ticket, 'acknowledge', after(command.at, within))],
    }),
  ];
}

export function decideDecide(ticket: TicketFacts, command: CommandOf<'decide'>, facts: DecisionFacts): TicketEvent[] {
  const { outcome, rootCauseId, remedy, answer } = command;
  return [
    asHolder(ticket, command, facts, 'ticket.decided', {
      change: {
        state: 'callback_due',
        outcome,
        rootCauseId,
        answerTextId: answer.id,
        remedyKind: remedy?.kind ?? null,
        remedyMinor: remedy?.amountMinor ?? null,
        remedyCurrency: remedy?.currency ?? null,
      },
      data: {
        outcome,
        remedyKind: remedy?.kind ?? null,
        remedyMinor: remedy?.amountMinor ?? null,
        remedyCurrency: remedy?.currency ?? null,
      },
      texts: [answer],
    }),
  ];
}

export function decideResolve(ticket: TicketFacts, command: CommandOf<'resolve'>, facts: DecisionFacts): TicketEvent[] {
  const owed = alive(ticket.clocks, 'promise') !== null || (!ticket.customerTold && ticket.promisedReplyAt !== null);
  const exhausted = attemptsExhausted(facts.attempts, facts.policy, command.at);
  if (owed && !ticket.customerTold && !exhausted) {
    throw new Refusal('customer_not_told', 'Tell the customer first, or make the attempts that the policy asks for.');
  }
  const { outcome, rootCauseId, answer, lesson, customerSatisfied } = command;
  const closing =
    customerSatisfied === 'no' ? [] : [start(ticket, 'auto_close', after(command.at, facts.policy.autoCloseMs))];
  return [
    asHolder(ticket, command, facts, 'ticket.resolved', {
      change: {
        state: 'resolved',
        outcome,
        rootCauseId,
        customerSatisfied,
        answerTextId: answer.id,
        lessonTextId: lesson?.id ?? null,
        resolvedAt: command.at,
      },
      clocks: [
        ...settle(ticket, 'resolve', 'met'),
        ...settle(ticket, 'promise', ticket.customerTold ? 'met' : 'attempted'),
        ...settle(ticket, 'external', 'met'),
        ...closing,
      ],
      data: { outcome, customerSatisfied },
      texts: lesson ? [answer, lesson] : [answer],
    }),
  ];
}

export function decideConfirm(ticket: TicketFacts, command: TicketCommand, facts: DecisionFacts): TicketEvent[] {
  const own = facts.relation.isFiler || facts.relation.isCoFiler ? null : ticket.filerId;
  return [
    {
      ...asSelf(command, 'ticket.closed', {
        change: { state: 'closed', closedAt: command.at },
        clocks: [...settle(ticket, 'auto_close', 'cancelled'), ...cancelRest(ticket)],
        data: { why: 'confirmed' },
      }),
      onBehalfOfId: own,
    },
  ];
}

/** The first disputes go back to the holder, the next one to the next superior, then only the appeal is left. */
export function decideDispute(ticket: TicketFacts, command: CommandOf<'dispute'>, facts: DecisionFacts): TicketEvent[] {
  const { maxDisputes } = facts.policy;
  if (ticket.disputes > maxDisputes)
    throw new Refusal('dispute_limit', 'This result was disputed as often as it can be; an appeal is left.');
  const disputed = asSelf(command, 'ticket.disputed', {
    change: { state: 'in_progress', disputes: ticket.disputes + 1, resolvedAt: null, customerSatisfied: null },
    clocks: [
      ...settle(ticket, 'auto_close', 'cancelled'),
      start(ticket, 'resolve', after(command.at, facts.policy.resolveMs)),
    ],
    data: { disputes: ticket.disputes + 1 },
    texts: [command.reason],
  });
  if (ticket.disputes < maxDisputes) return [disputed];
  const passed = passTo(evolve(ticket, disputed), command.at, facts, { reason: 'dispute', byId: command.actor.id });
  return passed ? [disputed, passed] : [disputed];
}

export function decideWithdraw(ticket: TicketFacts, command: CommandOf<'withdraw'>): TicketEvent[] {
  return [
    asSelf(command, 'ticket.withdrawn', {
      change: { state: 'withdrawn' },
      clocks: [...settle(ticket, 'resolve', 'cancelled'), ...cancelRest(ticket)],
      texts: [command.reason],
    }),
  ];
}
