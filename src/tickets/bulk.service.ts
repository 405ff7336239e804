import { Injectable } from '@nestjs/common';
import type { BulkForm, BulkItem, BulkResult, BulkView } from '@upline/contracts/bulk';
import { REFUSAL_STATUS } from '@upline/contracts/refusals';
import type { EntityManager } from 'typeorm';
import { Refusal } from '../kernel/refusal';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { OutboxService, type ToldRow } from '../outbox/outbox.service';
import { judgeEach, type Outcome } from './each-ticket';
import { eventText } from './event-text';
import { commutes, decide } from './ticket.decide';
import type { TicketCommand } from './ticket.commands';
import { TicketGather, askedBy } from './ticket.gather';
import type { TicketRow } from './ticket.rows';
import { TicketStore } from './ticket.store';
import { changed, type UnstampedCommand } from './tickets.service';

/** Two hundred tickets are one transaction, which takes longer than an act on one. */
const LIMIT_MS = 10_000;

/** One act on many tickets: all are locked in order and judged one by one, and what may happen is written at once. */
@Injectable()
export class BulkService {
  constructor(
    private readonly writes: WriteOnce,
    private readonly gather: TicketGather,
    private readonly store: TicketStore,
    private readonly outbox: OutboxService,
  ) {}

  async act(write: WriteContext, form: BulkForm): Promise<BulkView> {
    let told: ToldRow[] = [];
    const work = async (tx: EntityManager) => {
      const ids = form.items.map(({ id }) => id.toLowerCase());
      const judged = await judgeEach(tx, this.store, ids, (row, position) => {
        const item = form.items[position]!;
        return this.one(tx, write, commandOf(form, item), [item.id, row]);
      });
      told = judged.told;
      return { status: 200, body: { results: judged.results } };
    };
    const answer = await this.writes.run(write, work, LIMIT_MS);
    this.outbox.hint(told);
    return answer;
  }

  private async one(
    tx: EntityManager,
    { actor }: WriteContext,
    unstamped: UnstampedCommand,
    [id, row]: [string, TicketRow | undefined],
  ): Promise<Outcome<BulkResult>> {
    let version: number | null = null;
    try {
      if (!row) throw Refusal.notFound();
      const gathered = await this.gather.gather(tx, row, actor.id, askedBy(unstamped));
      version = row.version;
      const { type } = unstamped;
      if (!commutes(type) && unstamped.version === null) throw Refusal.invalid('version', 'is required', 'required');
      const command = { ...unstamped, actor, at: gathered.at } as TicketCommand;
      const events = decide(gathered.ticket, command, gathered.facts);
      const change = changed(gathered, events, { commutes: commutes(type), actorId: actor.id });
      return { result: { id, status: 200, code: null, version: change.after.version }, change };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { result: { id, status: REFUSAL_STATUS[error.code], code: error.code, version }, change: null };
    }
  }
}

/** Each ticket gets texts of its own, which are erased with it. */
function commandOf(form: BulkForm, item: BulkItem): UnstampedCommand {
  const version = item.version ?? null;
  switch (form.action) {
    case 'acknowledge':
      return { type: 'acknowledge', version };
    case 'transfer':
      return { type: 'transfer', version, toPersonId: form.toPersonId!, reason: eventText('reason', form.reason!) };
    case 'note':
      return {
        type: 'note',
        version: null,
        note: eventText('note', form.text!, form.visibility ?? 'all'),
        mentions: [],
      };
  }
}
