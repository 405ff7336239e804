import { Injectable } from '@nestjs/common';
import { TICKET_FILES, type AttachmentView } from '@upline/contracts/attachments';
import type { EntityManager } from 'typeorm';
import { AttachmentsService, type AttachmentOwner, type ReceivedFile } from '../attachments/attachments.service';
import { newId } from '../kernel/ids';
import { Refusal } from '../kernel/refusal';
import type { Upload } from '../kernel/upload';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { OutboxService, type ToldRow } from '../outbox/outbox.service';
import { decide } from './ticket.decide';
import { TicketGather, askedBy } from './ticket.gather';
import { TicketStore } from './ticket.store';
import { changed, type UnstampedCommand } from './tickets.service';

/** Puts files on tickets. It is a note whose text is the file's name: whoever may note may attach, in the same states. */
@Injectable()
export class TicketAttachmentsService {
  constructor(
    private readonly writes: WriteOnce,
    private readonly gather: TicketGather,
    private readonly store: TicketStore,
    private readonly outbox: OutboxService,
    private readonly attachments: AttachmentsService,
  ) {}

  async add(write: WriteContext, ticketId: string, upload: Upload): Promise<AttachmentView> {
    const { file, bodyHash } = await this.attachments.receive(write.actor.id, upload);
    let told: ToldRow[] = [];
    try {
      const view = await this.writes.run({ ...write, bodyHash }, async (tx) => {
        const added = await this.addIn(tx, write.actor.id, ticketId, file);
        told = added.told;
        const { id, name, size, type } = file;
        const by = { id: write.actor.id, name: write.actor.name };
        const body = { id, name, size, type, by, at: added.at.toISOString() };
        return { status: 201, body, resourceId: id };
      });
      this.outbox.hint(told);
      return view;
    } finally {
      await this.attachments.discard(file.id);
    }
  }

  private async addIn(
    tx: EntityManager,
    actorId: string,
    ticketId: string,
    file: ReceivedFile,
  ): Promise<{ told: ToldRow[]; at: Date }> {
    const row = await this.store.lock(tx, ticketId);
    if (!row) throw Refusal.notFound();
    const noted = noteOf(file);
    const gathered = await this.gather.gather(tx, row, actorId, askedBy(noted));
    const owner = { kind: 'ticket', id: ticketId } as const;
    await this.refuseTooMuch(tx, owner, file.size);
    const command = { ...noted, actor: { id: actorId }, at: gathered.at };
    const events = decide(gathered.ticket, command, gathered.facts);
    const change = changed(gathered, events, { commutes: true, actorId });
    await this.attachments.keep(tx, file, owner, { actorId, at: gathered.at });
    return { told: await this.store.apply(tx, [change]), at: gathered.at };
  }

  /** Under the lock of the ticket, so that two uploads at once do not both take the last place. */
  private async refuseTooMuch(tx: EntityManager, owner: AttachmentOwner, size: number): Promise<void> {
    const { files, bytes } = await this.attachments.usage(tx, owner);
    if (files >= TICKET_FILES.files) throw Refusal.invalid('file', 'would be one too many on this ticket', 'too_many');
    if (bytes + size > TICKET_FILES.bytes) throw Refusal.invalid('file', 'is too much for this ticket', 'too_much');
  }
}

function noteOf({ id, name, size, type, fingerprint }: ReceivedFile): UnstampedCommand & { type: 'note' } {
  return {
    type: 'note',
    version: null,
    note: { id: newId(), field: 'fileName', visibility: 'all', body: name },
    mentions: [],
    file: { attachmentId: id, size, type, fingerprint },
  };
}
