import { Injectable } from '@nestjs/common';
import type { TicketAnswer } from '@upline/contracts/ticket';
import type { DataSource } from 'typeorm';
import { Refusal } from '../kernel/refusal';
import { inTransaction } from '../kernel/transaction';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { OutboxService, type ToldRow } from '../outbox/outbox.service';
import { commutes, decide, decideTimer } from './ticket.decide';
import { evolve, raise } from './ticket.evolve';
import type { TicketCommand, TicketEvent, TimerCommand } from './ticket.facts';
import { TicketGather, askedBy, type Gathered } from './ticket.gather';
import { TicketQueries } from './ticket.queries';
import { TicketStore } from './ticket.store';

type Unstamped<Command> = Command extends TicketCommand ? Omit<Command, 'at' | 'actor'> : never;
/** A command before the transaction gives it its instant. */
export type UnstampedCommand = Unstamped<TicketCommand>;
/** A timer's command before the transaction gives it its instant. */
export type UnstampedTimer = TimerCommand extends infer One
  ? One extends TimerCommand
    ? Omit<One, 'at'>
    : never
  : never;
export type ActAnswer = TicketAnswer & { createdId?: string };

/** The one road that changes a ticket: lock, gather, decide, write, answer. */
@Injectable()
export class TicketsService {
  constructor(
    private readonly writes: WriteOnce,
    private readonly gather: TicketGather,
    private readonly store: TicketStore,
    private readonly queries: TicketQueries,
    private readonly outbox: OutboxService,
  ) {}

  /** A person's act. `createdId` names the note or contact that it made. */
  async act(
    write: WriteContext,
    ticketId: string,
    unstamped: UnstampedCommand,
    createdId?: string,
  ): Promise<ActAnswer> {
    let told: ToldRow[] = [];
    const answer = await this.writes.run(write, async (tx) => {
      const row = await this.store.lock(tx, ticketId);
      if (!row) throw Refusal.notFound();
      const gathered = await this.gather.gather(tx, row, write.actor.id, askedBy(unstamped));
      if (!gathered.sees) throw Refusal.notFound();
      const command = { ...unstamped, actor: { id: write.actor.id }, at: gathered.at } as TicketCommand;
      const events = await this.decided(
        () => decide(gathered.ticket, command, gathered.facts),
        () => this.queries.view(tx, write.actor, ticketId),
      );
      told = await this.write(tx, gathered, events, commutes(command.type), write.actor.id);
      const view = await this.queries.view(tx, write.actor, ticketId);
      const body: ActAnswer = createdId ? { ...view, createdId } : view;
      return { status: 200, body, resourceId: ticketId, version: view.version };
    });
    this.outbox.hint(told);
    return answer;
  }

  /** A timer's act; does nothing when somebody was faster, or has the row locked right now. */
  async actByTimer(db: DataSource, ticketId: string, unstamped: UnstampedTimer): Promise<TicketEvent[]> {
    let told: ToldRow[] = [];
    const events = await inTransaction(db, async (tx) => {
      const row = await this.store.lock(tx, ticketId, true);
      if (!row) return [];
      const gathered = await this.gather.gather(tx, row, null);
      const decided = decideTimer(gathered.ticket, { ...unstamped, at: gathered.at }, gathered.facts);
      told = decided.length > 0 ? await this.write(tx, gathered, decided, false, null) : [];
      return decided;
    });
    this.outbox.hint(told);
    return events;
  }

  private async write(
    tx: Parameters<TicketStore['apply']>[0],
    { ticket, audience }: Gathered,
    events: TicketEvent[],
    commuting: boolean,
    actorId: string | null,
  ): Promise<ToldRow[]> {
    const settles = events.some((event) => event.clocks.length > 0);
    const evolved = events.reduce(evolve, ticket);
    const after = { ...ticket, ...raise(evolved, commuting && !settles) };
    const told = after.holderId === ticket.holderId ? audience : [...audience, after.holderId];
    return this.store.apply(tx, ticket, after, events, told, actorId);
  }

  /** 409 `stale_version` carries the ticket as it stands. */
  private async decided(decideNow: () => TicketEvent[], current: () => Promise<TicketAnswer>): Promise<TicketEvent[]> {
    try {
      return decideNow();
    } catch (error) {
      if (error instanceof Refusal && error.code === 'stale_version')
        throw new Refusal('stale_version', error.detail, { current: await current() });
      throw error;
    }
  }
}
