import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { TicketCommand } from './ticket.commands';
import type { DecisionFacts } from './ticket.facts';
import type { Gathered } from './ticket.gather';

/** Reads what only one kind of act is decided on, after the lock. */
@Injectable()
export class ActGather {
  async more(tx: EntityManager, gathered: Gathered, command: TicketCommand): Promise<Gathered> {
    switch (command.type) {
      case 'promise':
        return withFacts(gathered, { agreement: await agreement(tx, gathered.ticket.id, command.contactId) });
      default:
        return gathered;
    }
  }
}

const withFacts = (gathered: Gathered, facts: Partial<DecisionFacts>): Gathered => ({
  ...gathered,
  facts: { ...gathered.facts, ...facts },
});

async function agreement(tx: EntityManager, ticketId: string, contactId: string): Promise<DecisionFacts['agreement']> {
  const [row] = await tx.query<NonNullable<DecisionFacts['agreement']>[]>(
    `select outcome, promise_occurrence as "promiseOccurrence" from ticket_contact where id = $1 and ticket_id = $2`,
    [contactId, ticketId],
  );
  return row ?? null;
}
