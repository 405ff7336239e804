import { Injectable } from '@nestjs/common';
import type { RevealAnswer, RevealField, RevealForm } from '@upline/contracts/several';
import { parsePhone } from '@upline/phone-number/phone-number';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import { CustomersService } from '../customers/customers.service';
import type { Actor } from '../kernel/actor';
import { takeRate, type Rate } from '../kernel/rates';
import { Refusal } from '../kernel/refusal';
import { inTransaction } from '../kernel/transaction';
import { after } from './clocks.rules';
import { asHolderOrSelf } from './event.rules';
import { eventText } from './event-text';
import { TicketGather, askedBy } from './ticket.gather';
import { TicketStore } from './ticket.store';
import { changed } from './tickets.service';
import { mayReveal } from './wider.policy';

/** More than anybody calls back in ten minutes. */
export const REVEALS: Rate = { what: 'reveal', max: 20, seconds: 600 };
/** How long a screen may show it. */
const SHOWN_MS = 60_000;

/** What a customer's name and number are in plain, to whoever works on the ticket: with a reason, on the timeline and on record. */
@Injectable()
export class RevealService {
  constructor(
    private readonly db: DataSource,
    private readonly gather: TicketGather,
    private readonly store: TicketStore,
    private readonly customers: CustomersService,
    private readonly audit: AuditService,
  ) {}

  /** Without `WriteOnce`: the answer must lie nowhere. */
  reveal(actor: Actor, ticketId: string, { field, reason }: RevealForm): Promise<RevealAnswer> {
    return inTransaction(this.db, async (tx) => {
      const row = await this.store.lock(tx, ticketId);
      if (!row) throw Refusal.notFound();
      const gathered = await this.gather.gather(tx, row, actor.id, askedBy({ type: 'note' }));
      const { ticket, facts, at } = gathered;
      if (!mayReveal(ticket, facts.relation, at))
        throw new Refusal('forbidden', 'You see this ticket, but not its customer in plain.');
      const value = await this.valueOf(tx, ticketId, field, ticket.channel === 'phone');
      await takeRate(tx, actor.id, REVEALS);
      const text = eventText('reason', reason);
      const command = { actor, at, version: null };
      const event = asHolderOrSelf(ticket, command, facts, 'ticket.revealed', { data: { field }, texts: [text] });
      // Nobody is told: it changes nothing that others decide on.
      await this.store.apply(tx, [{ ...changed(gathered, [event], { commutes: true, actorId: null }), audience: [] }]);
      await this.audit.record(tx, {
        actorId: actor.id,
        act: 'tickets.revealed',
        subjectKind: 'ticket',
        subjectId: ticketId,
        data: { field, reason: withoutDigits(reason), reasonTextId: text.id },
      });
      const e164 = field === 'name' ? null : (parsePhone(value)?.e164 ?? null);
      return { field, value, e164: ticket.channel === 'phone' ? e164 : null, until: after(at, SHOWN_MS).toISOString() };
    });
  }

  private async valueOf(tx: EntityManager, ticketId: string, field: RevealField, isPhone: boolean): Promise<string> {
    const [row] = await tx.query<{ sealed: Buffer | null }[]>(
      'select customer_sealed as sealed from ticket where id = $1',
      [ticketId],
    );
    const { name, typed } = this.customers.opened(row?.sealed ?? null);
    const value = field === 'name' ? name : field === 'phone' && !isPhone ? null : typed;
    if (!value) throw Refusal.invalid('field', 'This ticket has none.', 'absent');
    return value;
  }
}

/** The audit cannot be erased: a number that somebody types for a reason is none of it. */
const withoutDigits = (reason: string): string => reason.normalize('NFKC').replace(/\d(?:[\s-]*\d){3,}/g, '****');
