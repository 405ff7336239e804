import { after, alive, pause, resume, settle, start } from './clocks.rules';
import { asHolder, asSelf, byTimer } from './event.rules';
import { actsFor } from './ticket.policy';
import type { CommandOf, TimerCommand } from './ticket.commands';
import type { ClockChange, DecisionFacts, TicketEvent, TicketFacts } from './ticket.facts';

/** Back to the filer with a question: acknowledge is settled, resolve waits, the promise to the customer does not. */
export function decideReturn(ticket: TicketFacts, command: CommandOf<'return'>, facts: DecisionFacts): TicketEvent[] {
  return [
    asHolder(ticket, command, facts, 'ticket.returned', {
      change: { state: 'returned', questionTextId: command.question.id },
      clocks: [
        ...settle(ticket, 'acknowledge', 'met'),
        ...pause(ticket, 'resolve', command.at),
        start(ticket, 'return_end', after(command.at, facts.policy.returnMaxMs)),
      ],
      texts: [command.question],
    }),
  ];
}

export function decideSupply(ticket: TicketFacts, command: CommandOf<'supply'>, facts: DecisionFacts): TicketEvent[] {
  const { relation } = facts;
  const forWhom = relation.aboveFiler ? ticket.filerId : actsFor(ticket, relation);
  const onBehalfOfId = relation.isFiler || relation.isHolder ? null : forWhom;
  return [
    {
      ...asSelf(command, 'ticket.supplied', {
        change: { state: 'in_progress', questionTextId: null },
        clocks: [...settle(ticket, 'return_end', 'met'), ...resume(ticket, 'resolve', command.at)],
        texts: [command.content],
      }),
      onBehalfOfId,
    },
  ];
}

/** The filer did not answer in time: the holder goes on without; the question stays open on the timeline. */
export function decideReturnEnded(ticket: TicketFacts, command: TimerCommand): TicketEvent[] {
  const clock = alive(ticket.clocks, 'return_end');
  if (ticket.state !== 'returned' || clock?.occurrence !== command.occurrence || clock.dueAt > command.at) return [];
  const missed: ClockChange = {
    op: 'settle',
    kind: 'return_end',
    occurrence: command.occurrence,
    state: 'missed',
    missedById: null,
  };
  return [
    byTimer(command.at, 'ticket.supplied', {
      change: { state: 'in_progress' },
      clocks: [missed, ...resume(ticket, 'resolve', command.at)],
      data: { why: 'return_end' },
    }),
  ];
}

/** Nobody objected to the result in time; never when the customer said no. */
export function decideAutoClosed(ticket: TicketFacts, command: TimerCommand): TicketEvent[] {
  if (ticket.state !== 'resolved' || ticket.customerSatisfied === 'no') return [];
  const clock = alive(ticket.clocks, 'auto_close');
  if (clock?.occurrence !== command.occurrence || clock.dueAt > command.at) return [];
  return [
    byTimer(command.at, 'ticket.closed', {
      change: { state: 'closed', closedAt: command.at },
      clocks: settle(ticket, 'auto_close', 'met'),
      data: { why: 'auto_close' },
    }),
  ];
}
