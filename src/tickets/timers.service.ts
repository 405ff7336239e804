import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { inTransaction } from '../kernel/transaction';
import { OutboxService, type ToldRow } from '../outbox/outbox.service';
import { decideTimer } from './ticket.decide';
import type { TimerCommand } from './ticket.commands';
import { TicketGather } from './ticket.gather';
import { TicketStore } from './ticket.store';
import { changed } from './tickets.service';

type Unstamped<Command> = Command extends TimerCommand ? Omit<Command, 'at'> : never;
/** A timer's command before the transaction gives it its instant. */
export type UnstampedTimer = Unstamped<TimerCommand>;
export interface TimerAct {
  ticketId: string;
  command: UnstampedTimer;
}

/** The road of timers: the same lock, gather, decide, write, for many tickets in one transaction. */
@Injectable()
export class TimersService {
  constructor(
    private readonly gather: TicketGather,
    private readonly store: TicketStore,
    private readonly outbox: OutboxService,
  ) {}

  /** Acts where nobody was faster and nobody has the row locked; returns on how many tickets. All of them or none. */
  async act(db: DataSource, acts: readonly TimerAct[]): Promise<number> {
    let told: ToldRow[] = [];
    const count = await inTransaction(db, async (tx) => {
      const rows = await this.store.lockFree(tx, [...new Set(acts.map(({ ticketId }) => ticketId))]);
      const gathered = await this.gather.gatherForTimers(tx, rows);
      const changes = gathered.flatMap((one) => {
        // The first of its clocks; another one that is over too is an act of its own, and the next look's.
        const command = acts.find(({ ticketId }) => ticketId === one.ticket.id)?.command;
        const events = command ? decideTimer(one.ticket, { ...command, at: one.at }, one.facts) : [];
        return events.length > 0 ? [changed(one, events, { commutes: false, actorId: null })] : [];
      });
      told = changes.length > 0 ? await this.store.apply(tx, changes) : [];
      return changes.length;
    });
    this.outbox.hint(told);
    return count;
  }
}
