import { Injectable } from '@nestjs/common';
import { HANDOVER_MAX, type HandoverBody, type HandoverResult, type HandoverView } from '@upline/contracts/handovers';
import { LEADING_ROLES, type Role } from '@upline/contracts/roles';
import type { PersonRef } from '@upline/contracts/ticket';
import type { EntityManager } from 'typeorm';
import { runHot, type HotStatement } from '../kernel/hot-statement';
import { Refusal } from '../kernel/refusal';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { OutboxService, type ToldRow } from '../outbox/outbox.service';
import { PeopleService } from '../people/people.service';
import { judgeEach, type Outcome } from './each-ticket';
import { eventText } from './event-text';
import { decideHandOver } from './handover.rules';
import { VIEWS } from './ticket-lists.statement';
import { TicketGather, askedBy } from './ticket.gather';
import type { TicketRow } from './ticket.rows';
import { SIGHT_CTES } from './ticket.sight';
import { TicketStore } from './ticket.store';
import { changed } from './tickets.service';

/** Five hundred tickets are one transaction, which takes longer than an act on one. */
const LIMIT_MS = 15_000;

/** Those who hold for somebody away pass on that queue too. */
const QUEUE: HotStatement = {
  name: 'handover_queue',
  text: `with ${SIGHT_CTES} select t.id from ticket t where ${VIEWS.queue} order by t.next_due_at, t.id limit ${HANDOVER_MAX}`,
};

/** 交接班: a queue passes at the end of a shift. */
@Injectable()
export class HandoversService {
  constructor(
    private readonly writes: WriteOnce,
    private readonly people: PeopleService,
    private readonly gather: TicketGather,
    private readonly store: TicketStore,
    private readonly outbox: OutboxService,
  ) {}

  /** One transaction; a ticket that may not pass says why, and the others go on. */
  async handOver(write: WriteContext, body: HandoverBody): Promise<HandoverView> {
    let told: ToldRow[] = [];
    const work = async (tx: EntityManager) => {
      const to = await this.target(tx, write.actor.id, body.toPersonId);
      const ids = await this.idsOf(tx, write.actor.id, body.ticketIds);
      const judged = await judgeEach(tx, this.store, ids, (row, position) =>
        this.one(tx, write, { id: ids[position]!, row, to, body }),
      );
      told = judged.told;
      const view: HandoverView = { to, handedOver: judged.changed, results: judged.results };
      return { status: 200, body: view };
    };
    const answer = await this.writes.run(write, work, LIMIT_MS);
    this.outbox.hint(told);
    return answer;
  }

  /** Refuses what is wrong with the person for every ticket; the rest is each ticket's own. */
  private async target(tx: EntityManager, actorId: string, toPersonId: string): Promise<PersonRef> {
    const person = await this.people.person(tx, toPersonId);
    const leads = person?.roles.some((role) => (LEADING_ROLES as readonly Role[]).includes(role));
    if (!person?.active || !leads)
      throw Refusal.invalid('toPersonId', 'is nobody, has left or has no leading role', 'target');
    if (person.id === actorId) throw Refusal.invalid('toPersonId', 'must be somebody else', 'target');
    return { id: person.id, name: person.name };
  }

  private async idsOf(tx: EntityManager, actorId: string, asked: string[] | 'all'): Promise<string[]> {
    if (asked !== 'all') return asked.map((id) => id.toLowerCase());
    return (await runHot<{ id: string }>(tx, QUEUE, [actorId])).map(({ id }) => id);
  }

  private async one(
    tx: EntityManager,
    { actor }: WriteContext,
    { id, row, to, body }: { id: string; row: TicketRow | undefined; to: PersonRef; body: HandoverBody },
  ): Promise<Outcome<HandoverResult>> {
    let seen = false;
    try {
      if (!row) throw Refusal.notFound();
      const asked = askedBy({ type: 'transfer', toPersonId: to.id });
      const gathered = await this.gather.gather(tx, row, actor.id, asked);
      seen = !gathered.facts.relation.recused;
      const reason = eventText('note', body.note);
      const command = { type: 'transfer', toPersonId: to.id, reason, actor, at: gathered.at, version: null } as const;
      const events = decideHandOver(gathered.ticket, command, gathered.facts);
      const change = changed(gathered, events, { commutes: false, actorId: actor.id });
      return { result: { id, number: gathered.ticket.number, ok: true, code: null, detail: null }, change };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, detail } = error;
      return { result: { id, number: seen && row ? Number(row.number) : null, ok: false, code, detail }, change: null };
    }
  }
}
