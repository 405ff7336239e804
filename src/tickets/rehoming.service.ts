import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { runHot, type HotStatement } from '../kernel/hot-statement';
import { OutboxService } from '../outbox/outbox.service';
import { PeopleChanges, type Departure } from '../people/people-changes';
import { decideRehomed, heirOf } from './rehome.rules';
import { TicketGather } from './ticket.gather';
import { ticketColumns, type TicketRow } from './ticket.rows';
import { open } from './ticket.sight';
import { TicketStore } from './ticket.store';
import { changed } from './tickets.service';

/** Those that a deputy holds for the leaver come back to nobody else. In id order, like everybody who locks several. */
const HELD: HotStatement = {
  name: 'rehome_held',
  text: `select ${ticketColumns('t')} from ticket t
    where t.id = any (array(select id from ticket h where h.holder_id = $1 and ${open('h')}
      union select id from ticket b where b.on_behalf_of_id = $1 and ${open('b')}))
      and (t.holder_id = $1 or t.on_behalf_of_id = $1) and ${open('t')}
    order by t.id for update`,
};

/** Moves the open tickets of somebody who leaves, in the transaction in which they leave. */
@Injectable()
export class RehomingService implements OnModuleInit {
  constructor(
    private readonly changes: PeopleChanges,
    private readonly gather: TicketGather,
    private readonly store: TicketStore,
    private readonly outbox: OutboxService,
  ) {}

  onModuleInit(): void {
    this.changes.whenDeactivated((tx, personId, departure) => this.left(tx, personId, departure));
  }

  private async left(tx: EntityManager, leaverId: string, { byId, successorId }: Departure): Promise<() => void> {
    const rows = await runHot<TicketRow>(tx, HELD, [leaverId]);
    if (rows.length === 0) return () => undefined;
    const gathered = await this.gather.gatherUncommitted(tx, rows, successorId === null ? [] : [successorId]);
    const turns = new Map<string, number>();
    const changes = gathered.map((one) => {
      const leaving = { leaverId, successorId, byId, at: one.at };
      const heir = heirOf(one.ticket, leaving, one.facts);
      const turn = turns.get(heir.holderId) ?? 0;
      if (one.ticket.state === 'submitted') turns.set(heir.holderId, turn + 1);
      const event = decideRehomed(one.ticket, heir, leaving, one.facts, turn);
      return changed(one, [event], { commutes: false, actorId: null });
    });
    const told = await this.store.apply(tx, changes);
    return () => this.outbox.hint(told);
  }
}
