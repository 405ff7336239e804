import { Refusal } from '../kernel/refusal';
import { isOpen } from './clocks.rules';
import { asHolder } from './event.rules';
import { refuseTarget } from './invalid.rules';
import { noticeLate } from './missed.rules';
import { handOverClocks } from './passing.rules';
import { mayActAsHolder } from './ticket.policy';
import type { CommandOf } from './ticket.commands';
import type { DecisionFacts, TicketEvent, TicketFacts } from './ticket.facts';

/**
 * One ticket of a queue that passes at the end of a shift (交接班): the level stays, clocks run on, the new holder
 * acknowledges anew. A command is that of a transfer, whose target it shares.
 */
export function decideHandOver(
  ticket: TicketFacts,
  command: CommandOf<'transfer'>,
  facts: DecisionFacts,
): TicketEvent[] {
  if (!mayActAsHolder(facts.relation)) throw new Refusal('forbidden', 'This ticket is not yours to hand over.');
  refuseTarget(ticket, command, facts);
  if (!isOpen(ticket.state)) throw new Refusal('wrong_state', `The ticket is ${ticket.state}.`);
  const { at, toPersonId, reason } = command;
  const handedOver = asHolder(ticket, command, facts, 'ticket.handed_over', {
    change: {
      state: 'submitted',
      // A pause was the last holder's; the next one judges anew.
      pauseReason: null,
      pausedById: null,
      holderId: toPersonId,
      onBehalfOfId: null,
      holderWhy: 'handover',
      heldSince: at,
    },
    clocks: handOverClocks(ticket, at, facts.policy.acknowledgeMs),
    data: { fromHolderId: ticket.holderId, toHolderId: toPersonId },
    texts: [reason],
    alsoTold: [ticket.holderId],
  });
  return noticeLate(ticket, [handedOver], at, facts);
}
