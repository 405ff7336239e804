import { Refusal } from '../kernel/refusal';
import { latest, settle, start } from './clocks.rules';
import { asHolder } from './event.rules';
import type { CommandOf } from './ticket.commands';
import type { ClockChange, DecisionFacts, TicketChange, TicketEvent, TicketFacts } from './ticket.facts';

interface Renewal {
  change: TicketChange;
  clocks: ClockChange[];
  data: Record<string, string | null>;
}

/**
 * A new promised time, agreed with the customer. The old promise ends `renewed`, or stays missed if its time had passed;
 * both count towards `maxRenewals`, one that was kept does not.
 */
export function renewPromise(ticket: TicketFacts, promisedReplyAt: Date, facts: DecisionFacts): Renewal {
  if (ticket.renewals >= facts.policy.promise.maxRenewals && !facts.relation.aboveHolder) {
    throw new Refusal(
      'above_authority',
      'The promise was renewed as often as the policy allows; only a superior may renew it again.',
    );
  }
  const old = latest(ticket.clocks, 'promise');
  return {
    change: {
      promisedReplyAt,
      renewals: ticket.renewals + (old && old.state !== 'met' ? 1 : 0),
      customerTold: false,
    },
    clocks: [...settle(ticket, 'promise', 'renewed'), start(ticket, 'promise', promisedReplyAt)],
    data: { oldPromise: ticket.promisedReplyAt?.toISOString() ?? null, newPromise: promisedReplyAt.toISOString() },
  };
}

/** Nobody is promised anything behind their back: the customer was reached since the last promise. */
export function decidePromise(ticket: TicketFacts, command: CommandOf<'promise'>, facts: DecisionFacts): TicketEvent[] {
  const { agreement } = facts;
  const since = latest(ticket.clocks, 'promise')?.occurrence ?? 0;
  if (agreement?.outcome !== 'reached' || agreement.promiseOccurrence !== since) {
    throw new Refusal(
      'not_agreed',
      'Name a contact of this ticket in which the customer was reached since the last promise.',
    );
  }
  const { change, clocks, data } = renewPromise(ticket, command.promisedReplyAt, facts);
  return [
    asHolder(ticket, command, facts, 'ticket.promise_renewed', {
      change,
      clocks,
      data: { ...data, contactId: command.contactId },
    }),
  ];
}
