import { LATEST_FILING_DAYS } from '@upline/contracts/forms';
import type { RecallWant } from '@upline/contracts/similar';
import { Refusal } from '../kernel/refusal';
import { after, isOpen } from './clocks.rules';
import type { EventText, TicketEvent, TicketFacts } from './ticket.facts';

const DAY_MS = 86_400_000;

export interface CustomerCall {
  byId: string;
  at: Date;
  callStartedAt: Date;
  callId: string | null;
  wants: RecallWant;
  content: EventText;
  /** The accused, or a deputy whom they named. */
  recused: boolean;
}

/** The customer called again: counted and told, whoever had them on the line; it settles nothing and gives no sight. */
export function decideCustomerCalled(ticket: TicketFacts, call: CustomerCall): TicketEvent[] {
  const { at, byId, callStartedAt, callId, wants } = call;
  if (callStartedAt > at)
    throw Refusal.invalid('callStartedAt', 'The call cannot have started in the future.', 'future');
  if (callStartedAt < after(at, -LATEST_FILING_DAYS * DAY_MS))
    throw Refusal.invalid('callStartedAt', `A call is noted within ${LATEST_FILING_DAYS} days.`, 'too_old');
  if (call.recused) throw new Refusal('forbidden', 'Somebody else must take this call.');
  // Without the state: whoever has only the restricted row learns no more than that.
  if (!isOpen(ticket.state)) throw new Refusal('wrong_state', 'The ticket is not open; file a new form.');
  return [
    {
      type: 'ticket.customer_called',
      at,
      byId,
      onBehalfOfId: null,
      change: { recontacts: ticket.recontacts + 1, customerCalledAt: at },
      clocks: [],
      data: { wants, callStartedAt: callStartedAt.toISOString(), callId },
      texts: [call.content],
      alsoTold: [],
    },
  ];
}
