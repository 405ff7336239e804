import { Injectable } from '@nestjs/common';
import type { TicketAnswer } from '@upline/contracts/ticket';
import { Refusal } from '../kernel/refusal';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { OutboxService, type ToldRow } from '../outbox/outbox.service';
import { ActGather } from './act.gather';
import { commutes, decide } from './ticket.decide';
import { evolve, raise } from './ticket.evolve';
import type { TicketCommand } from './ticket.commands';
import type { TicketEvent } from './ticket.facts';
import { TicketGather, askedBy, type Gathered } from './ticket.gather';
import { TicketQueries } from './ticket.queries';
import { TicketStore, type TicketChanged } from './ticket.store';

type Unstamped<Command> = Command extends TicketCommand ? Omit<Command, 'at' | 'actor'> : never;
/** A command before the transaction gives it its instant. */
export type UnstampedCommand = Unstamped<TicketCommand>;
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
    private readonly acts: ActGather,
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
      const shared = await this.gather.gather(tx, row, write.actor.id, askedBy(unstamped));
      const command = { ...unstamped, actor: { id: write.actor.id }, at: shared.at } as TicketCommand;
      const gathered = await this.acts.more(tx, shared, command);
      const events = await orCurrent(
        () => decide(gathered.ticket, command, gathered.facts),
        () => this.queries.view(tx, write.actor, ticketId),
      );
      const change = changed(gathered, events, { commutes: commutes(command.type), actorId: write.actor.id });
      told = await this.store.apply(tx, [change]);
      const view = await this.queries.view(tx, write.actor, ticketId);
      const body: ActAnswer = createdId ? { ...view, createdId } : view;
      return { status: 200, body, resourceId: ticketId, version: view.version };
    });
    this.outbox.hint(told);
    return answer;
  }
}

/** A 409 `stale_version` carries the ticket as it stands. */
export async function orCurrent<T>(decideNow: () => T, current: () => Promise<TicketAnswer>): Promise<T> {
  try {
    return decideNow();
  } catch (error) {
    if (error instanceof Refusal && error.code === 'stale_version')
      throw new Refusal('stale_version', error.detail, { current: await current() });
    throw error;
  }
}

/** The ticket after an act: acts that commute raise `version` only when they settled a clock. */
export function changed(
  { ticket, audience }: Pick<Gathered, 'ticket' | 'audience'>,
  events: readonly TicketEvent[],
  act: { commutes: boolean; actorId: string | null },
): TicketChanged {
  const settles = events.some((event) => event.clocks.length > 0);
  const evolved = events.reduce(evolve, ticket);
  const after = { ...ticket, ...raise(evolved, act.commutes && !settles) };
  const told = after.holderId === ticket.holderId ? audience : [...audience, after.holderId];
  return { before: ticket, after, events, audience: told, actorId: act.actorId };
}
