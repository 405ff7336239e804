import { Injectable } from '@nestjs/common';
import type { TicketAnswer } from '@upline/contracts/ticket';
import type { EntityManager } from 'typeorm';
import { Refusal } from '../kernel/refusal';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { decide } from './ticket.decide';
import { TicketGather, askedBy } from './ticket.gather';
import { TicketQueries } from './ticket.queries';
import { TicketStore } from './ticket.store';

/** Who watches is a mark of the reader's own: a grant that gives no sight, and no event. */
@Injectable()
export class WatchService {
  constructor(
    private readonly writes: WriteOnce,
    private readonly gather: TicketGather,
    private readonly store: TicketStore,
    private readonly queries: TicketQueries,
  ) {}

  /** Watching twice is watching once. */
  set(write: WriteContext, ticketId: string, type: 'watch' | 'unwatch'): Promise<TicketAnswer> {
    const { actor } = write;
    return this.writes.run(write, async (tx) => {
      const row = await this.store.lock(tx, ticketId);
      if (!row) throw Refusal.notFound();
      const { ticket, facts, at } = await this.gather.gather(tx, row, actor.id, askedBy({ type }));
      decide(ticket, { type, actor, at, version: null }, facts);
      if (facts.relation.isWatcher !== (type === 'watch')) await this.mark(tx, ticketId, actor.id, type);
      const body = await this.queries.view(tx, actor, ticketId);
      return { status: 200, body, resourceId: ticketId, version: body.version };
    });
  }

  private async mark(tx: EntityManager, ticketId: string, personId: string, type: 'watch' | 'unwatch'): Promise<void> {
    if (type === 'watch') {
      await tx.query(
        `insert into ticket_grant (ticket_id, person_id, reason, created_at) values ($1, $2, 'watch', upline_now())
         on conflict (ticket_id, person_id, reason) do update set until = null`,
        [ticketId, personId],
      );
    } else {
      await tx.query(`delete from ticket_grant where ticket_id = $1 and person_id = $2 and reason = 'watch'`, [
        ticketId,
        personId,
      ]);
    }
    await tx.query('update ticket set activity = activity + 1 where id = $1', [ticketId]);
  }
}
