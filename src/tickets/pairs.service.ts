import { Injectable } from '@nestjs/common';
import type { LinkForm, MergeForm } from '@upline/contracts/several';
import type { TicketAnswer } from '@upline/contracts/ticket';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../kernel/actor';
import { newId } from '../kernel/ids';
import { Refusal } from '../kernel/refusal';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { OutboxService, type ToldRow } from '../outbox/outbox.service';
import { eventText } from './event-text';
import { linked } from './link.rules';
import { decideMerge, type Side } from './merge.rules';
import { insertLink, moveToSurvivor } from './pairs.statements';
import { TicketGather, askedBy, type Gathered } from './ticket.gather';
import { TicketQueries } from './ticket.queries';
import { TicketStore } from './ticket.store';
import { changed, orCurrent } from './tickets.service';

interface Pair {
  own: Gathered;
  other: Gathered;
}

/** Acts on two tickets: both are locked in the order of their ids, and judged as they stand under the lock. */
@Injectable()
export class PairsService {
  constructor(
    private readonly writes: WriteOnce,
    private readonly gather: TicketGather,
    private readonly store: TicketStore,
    private readonly queries: TicketQueries,
    private readonly outbox: OutboxService,
  ) {}

  /** Linked already is linked: nothing happens then. */
  async link(write: WriteContext, ticketId: string, form: LinkForm): Promise<TicketAnswer> {
    return this.act(write, ticketId, async (tx) => {
      const { own, other } = await this.pair(tx, write.actor, [ticketId, form.toId], 'toId');
      const link = { id: newId(), relation: form.relation };
      const ends = [own.ticket.id, other.ticket.id] as const;
      if (!(await insertLink(tx, { ...link, fromId: ends[0], toId: ends[1], byId: write.actor.id, at: own.at })))
        return [];
      const events = linked({ actor: write.actor, at: own.at, version: null }, link);
      const act = { commutes: true, actorId: null };
      return this.store.apply(tx, [changed(own, events.from, act), changed(other, events.to, act)]);
    });
  }

  /** The ticket of the address ends as a duplicate; the other one goes on for both. */
  async merge(write: WriteContext, ticketId: string, { intoId, reason, version }: MergeForm): Promise<TicketAnswer> {
    return this.act(write, ticketId, async (tx) => {
      const { own, other } = await this.pair(tx, write.actor, [ticketId, intoId], 'intoId');
      const reasons = { loser: eventText('reason', reason), survivor: eventText('reason', reason) };
      const command = { actor: write.actor, at: own.at, version, reasons };
      const events = await orCurrent(
        () => decideMerge(sideOf(own), sideOf(other), command),
        () => this.queries.view(tx, write.actor, own.ticket.id),
      );
      const act = { commutes: false, actorId: write.actor.id };
      const survivor = changed(other, events.survivor, { ...act, actorId: null });
      await moveToSurvivor(tx, own.ticket, other.ticket, other.facts.recusedIds);
      return this.store.apply(tx, [changed(own, events.loser, act), survivor]);
    });
  }

  private async act(
    write: WriteContext,
    ticketId: string,
    work: (tx: EntityManager) => Promise<ToldRow[]>,
  ): Promise<TicketAnswer> {
    let told: ToldRow[] = [];
    const answer = await this.writes.run(write, async (tx) => {
      told = await work(tx);
      const body = await this.queries.view(tx, write.actor, ticketId);
      return { status: 200, body, resourceId: ticketId, version: body.version };
    });
    this.outbox.hint(told);
    return answer;
  }

  /** Both within sight and locked; of the one that the body names a recused filer is told nothing. */
  private async pair(
    tx: EntityManager,
    actor: Actor,
    [id, named]: readonly [string, string],
    field: 'toId' | 'intoId',
  ): Promise<Pair> {
    const otherId = await this.queries.findIn(tx, actor, named);
    if (otherId === id) throw Refusal.invalid(field, 'This is the same ticket.', 'itself');
    const rows = await this.store.lockAll(tx, [id, otherId]);
    const gathered = new Map<string, Gathered>();
    for (const row of rows) {
      gathered.set(row.id, await this.gather.gather(tx, row, actor.id, askedBy({ type: 'note' })));
    }
    const [own, other] = [gathered.get(id), gathered.get(otherId)];
    if (!own || !other || other.facts.relation.recused) throw Refusal.notFound();
    if (own.facts.relation.recused)
      throw new Refusal('forbidden', 'You see this ticket, but this is not for you to do.');
    return { own, other };
  }
}

const sideOf = ({ ticket, facts }: Gathered): Side => ({ ticket, facts });
