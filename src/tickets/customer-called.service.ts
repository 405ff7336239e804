import { Injectable } from '@nestjs/common';
import type { CustomerCalledAnswer, CustomerCalledForm } from '@upline/contracts/similar';
import { newId } from '../kernel/ids';
import { toDate } from '../kernel/instant';
import { Refusal } from '../kernel/refusal';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { OutboxService, type ToldRow } from '../outbox/outbox.service';
import { decideCustomerCalled } from './customer-called.rules';
import { phraseForCustomer } from './phrase.rules';
import { RestrictedRows } from './restricted-rows';
import { TicketGather } from './ticket.gather';
import { TicketStore } from './ticket.store';
import { changed } from './tickets.service';

/** 再次来电: the customer of a ticket called again, and an agent who may not see it took the call. */
@Injectable()
export class CustomerCalledService {
  constructor(
    private readonly writes: WriteOnce,
    private readonly restricted: RestrictedRows,
    private readonly gather: TicketGather,
    private readonly store: TicketStore,
    private readonly outbox: OutboxService,
  ) {}

  async note(write: WriteContext, ticketId: string, form: CustomerCalledForm): Promise<CustomerCalledAnswer> {
    let told: ToldRow[] = [];
    const { wants, callId = null } = form;
    const answer = await this.writes.run(write, async (tx) => {
      const row = await this.store.lock(tx, ticketId);
      const mention = row && (await this.restricted.mention(tx, write.actor.id, ticketId));
      if (!row || !mention) throw Refusal.notFound();
      const [gathered] = await this.gather.gatherForTimers(tx, [row]);
      const { ticket, at } = gathered!;
      const content = { id: newId(), field: 'recall' as const, visibility: 'all' as const, body: form.content };
      const callStartedAt = toDate(form.callStartedAt);
      const call = { byId: write.actor.id, at, callStartedAt, callId, wants, content, recused: mention.recused };
      const events = decideCustomerCalled(ticket, call);
      told = await this.store.apply(tx, [changed(gathered!, events, { commutes: true, actorId: null })]);
      const { number, promisedReplyAt } = ticket;
      const phrase = phraseForCustomer({ number, wants, promisedReplyAt, at }, mention.locale, mention.timeZone);
      const body = { number, promisedReplyAt: promisedReplyAt?.toISOString() ?? null, phraseForCustomer: phrase };
      // No resource: the ticket's id is more than the restricted row says.
      return { status: 200, body };
    });
    this.outbox.hint(told);
    return answer;
  }
}
