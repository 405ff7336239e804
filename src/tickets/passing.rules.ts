import { Refusal } from '../kernel/refusal';
import { nextSuperior, type Assignment, type FirstDue, type LineFacts } from '../people/routing.rules';
import { acknowledgeTimeLeft, after, alive, firstDue, resume, settle, start } from './clocks.rules';
import { asHolder, asHolderOrSelf, byTimer } from './event.rules';
import { missedEvent, noticeLate } from './missed.rules';
import { pauseEndedBy } from './pause.rules';
import { evolve } from './ticket.evolve';
import { mayActAsHolder } from './ticket.policy';
import type { CommandOf, TimerCommand } from './ticket.commands';
import type { ClockChange, DecisionFacts, TicketEvent, TicketFacts } from './ticket.facts';

/** Who comes after the holder, by the contract's words: never the filer, the recused, the holder, or whoever missed a clock on it. */
export function whoIsNext(
  ticket: TicketFacts,
  facts: Pick<DecisionFacts, 'line' | 'recusedIds'>,
  dueFirst: FirstDue,
): Assignment | null {
  const never = new Set([
    ticket.filerId,
    ticket.holderId,
    ...facts.recusedIds,
    ...ticket.clocks.flatMap((clock) => (clock.missedById ? [clock.missedById] : [])),
  ]);
  return nextSuperior(facts.line, ticket.onBehalfOfId ?? ticket.holderId, never, dueFirst);
}

/** When the first clock falls due with whoever gets it at `at`: the new acknowledge clock, or one that runs on. */
export function dueWithNext(ticket: TicketFacts, at: Date, acknowledgeMs: number): Date {
  const running = firstDue(
    ticket.clocks.filter(({ kind }) => kind !== 'acknowledge'),
    at,
  );
  const acknowledge = after(at, acknowledgeMs);
  return running !== null && running < acknowledge ? running : acknowledge;
}

/** Whether somebody stands above another, as far as the gathered line reaches. */
export function isAbove({ people }: LineFacts, upperId: string, lowerId: string): boolean {
  const walked = new Set<string>();
  for (let step = people.get(lowerId)?.superiorId; step && !walked.has(step); step = people.get(step)?.superiorId) {
    if (step === upperId) return true;
    walked.add(step);
  }
  return false;
}

export function isNextSuperior(
  ticket: TicketFacts,
  personId: string,
  facts: Pick<DecisionFacts, 'line' | 'recusedIds'>,
): boolean {
  const next = whoIsNext(ticket, facts, null);
  return next?.holderId === personId || next?.onBehalfOfId === personId;
}

/** Any state but submitted ends here: the acknowledge clock starts anew, resolve runs on, a question stays open. */
export function handOverClocks(ticket: TicketFacts, at: Date, acknowledgeMs: number): ClockChange[] {
  return [
    ...settle(ticket, 'acknowledge', 'cancelled'),
    ...settle(ticket, 'return_end', 'cancelled'),
    ...settle(ticket, 'pause_end', 'cancelled'),
    ...resume(ticket, 'resolve', at),
    start(ticket, 'acknowledge', after(at, acknowledgeMs)),
  ];
}

/** One level up, to the next superior; null at the top of the line. `reason` is the event's `why`. */
export function passTo(
  ticket: TicketFacts,
  at: Date,
  facts: DecisionFacts,
  by: { reason: 'breach' | 'dispute' | 'escalate'; byId: string | null },
): TicketEvent | null {
  const next = whoIsNext(ticket, facts, dueWithNext(ticket, at, facts.policy.acknowledgeMs));
  if (!next) return null;
  return {
    ...byTimer(at, 'ticket.escalated', {
      change: {
        state: 'submitted',
        holderId: next.holderId,
        onBehalfOfId: next.onBehalfOfId,
        holderWhy: 'escalated',
        heldSince: at,
        level: ticket.level + 1,
        releasesAtLevel: 0,
        transfersAtLevel: 0,
      },
      clocks: handOverClocks(ticket, at, facts.policy.acknowledgeMs),
      data: {
        why: by.reason,
        fromHolderId: ticket.holderId,
        toHolderId: next.holderId,
        onBehalfOfId: next.onBehalfOfId,
        level: ticket.level + 1,
      },
      alsoTold: [ticket.holderId],
    }),
    byId: by.byId,
  };
}

export function decideEscalate(
  ticket: TicketFacts,
  command: CommandOf<'escalate'>,
  facts: DecisionFacts,
): TicketEvent[] {
  const passed = passTo(ticket, command.at, facts, { reason: 'escalate', byId: command.actor.id });
  if (!passed) throw new Refusal('top_of_line', 'There is nobody further up this line.');
  const { clocks, data, alsoTold } = passed;
  const ownGround = facts.relation.isFiler && !mayActAsHolder(facts.relation);
  const over = ownGround ? { filerEscalatedFrom: [...ticket.filerEscalatedFrom, ticket.holderId] } : {};
  const change = { ...passed.change, ...over };
  const texts = [command.reason, command.tried];
  return [asHolderOrSelf(ticket, command, facts, 'ticket.escalated', { change, clocks, data, alsoTold, texts })];
}

/** How long somebody has to acknowledge what is transferred to them: a second transfer at one level keeps the time left. */
export const transferWithin = (ticket: TicketFacts, at: Date, { policy }: Pick<DecisionFacts, 'policy'>): number =>
  ticket.transfersAtLevel === 0 ? policy.acknowledgeMs : acknowledgeTimeLeft(ticket, at);

/** Sideways: the level stays. */
export function decideTransfer(
  ticket: TicketFacts,
  command: CommandOf<'transfer'>,
  facts: DecisionFacts,
): TicketEvent[] {
  return [
    asHolder(ticket, command, facts, 'ticket.transferred', {
      change: {
        state: 'submitted',
        holderId: command.toPersonId,
        onBehalfOfId: null,
        holderWhy: 'transfer',
        heldSince: command.at,
        transfersAtLevel: ticket.transfersAtLevel + 1,
      },
      clocks: handOverClocks(ticket, command.at, transferWithin(ticket, command.at, facts)),
      data: { fromHolderId: ticket.holderId, toHolderId: command.toPersonId },
      texts: [command.reason],
      alsoTold: [ticket.holderId],
    }),
  ];
}

/**
 * A clock was missed. Acknowledge, promise and resolve go up by policy; a promise with the policy's attempts made in
 * time is `attempted` and only told; at the top of the line neither holder nor level changes.
 */
export function decideClockMissed(
  ticket: TicketFacts,
  command: Extract<TimerCommand, { type: 'clockMissed' }>,
  facts: DecisionFacts,
): TicketEvent[] {
  const clock = alive(ticket.clocks, command.clock);
  if (clock?.state !== 'running' || clock.occurrence !== command.occurrence || clock.dueAt > command.at) return [];
  const missed = missedEvent(ticket, clock, command.at, facts);
  const attempted = missed.data.state === 'attempted';
  if (attempted || !facts.policy.escalatesOn.has(command.clock)) return [missed];
  const told = evolve(ticket, missed);
  const resumed = pauseEndedBy(told, command.at, 'breach');
  const free = resumed.reduce(evolve, told);
  const passed = passTo(free, command.at, facts, { reason: 'breach', byId: null });
  return passed ? [missed, ...resumed, ...noticeLate(free, [passed], command.at, facts)] : [missed];
}
