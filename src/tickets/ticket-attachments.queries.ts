import { Injectable } from '@nestjs/common';
import type { AttachmentView } from '@upline/contracts/attachments';
import type { Page } from '@upline/contracts/pages';
import { DataSource, type EntityManager } from 'typeorm';
import { AttachmentsService, type Attachment } from '../attachments/attachments.service';
import { rangeOf, type ByteRange } from '../attachments/range.rules';
import type { Actor } from '../kernel/actor';
import { decodeCursor } from '../kernel/cursor';
import { runHot, type HotStatement } from '../kernel/hot-statement';
import { pageOf } from '../kernel/page';
import { Refusal } from '../kernel/refusal';
import { markToken } from '../kernel/token-mark';
import { inTransaction, reading } from '../kernel/transaction';
import { namesOf } from '../people/person.queries';
import { SIGHT_CTES, recused, sees } from './ticket.sight';

const SIGHT: HotStatement = {
  name: 'ticket_attachment_sight',
  text: `with ${SIGHT_CTES} select ${recused('t')} as recused from ticket t where t.id = $2 and ${sees('t')}`,
};

/** What the head of a download asks for. */
export interface Asked {
  /** A HEAD gives no byte away: it is not put on record, and knows no range. */
  headOnly: boolean;
  range: string | undefined;
  /** A range holds only for this very file (`If-Range`). */
  ifRange: string | undefined;
}
export interface Opened {
  file: Attachment;
  etag: string;
  /** Null for the whole file. */
  range: ByteRange | null;
}

/** Files of tickets, within sight. A filer who is recused knows only of those that they sent themselves. */
@Injectable()
export class TicketAttachmentsQueries {
  constructor(
    private readonly db: DataSource,
    private readonly attachments: AttachmentsService,
  ) {}

  async list(actor: Actor, ticketId: string, page: { limit: number; cursor?: string }): Promise<Page<AttachmentView>> {
    const [after] = page.cursor === undefined ? [null] : (decodeCursor(page.cursor, ['string']) as [string]);
    return reading(this.db, async (m) => {
      const byId = (await this.isRecused(m, actor, ticketId)) ? actor.id : null;
      const owner = { kind: 'ticket', id: ticketId } as const;
      const files = await this.attachments.list(m, owner, { byId, after, limit: page.limit });
      const names = await namesOf(m, [...new Set(files.map((file) => file.byId))]);
      const view = ({ id, name, size, type, byId: by, at }: Attachment): AttachmentView => ({
        id,
        name,
        size,
        type,
        by: { id: by, name: names.get(by) ?? '' },
        at: at.toISOString(),
      });
      return pageOf(files, page.limit, view, (file) => [file.id]);
    });
  }

  /** Lets somebody at a file, and puts on record that they got it. */
  open(actor: Actor, id: string, asked: Asked): Promise<Opened> {
    return inTransaction(this.db, async (tx) => {
      const file = await this.attachments.find(tx, 'ticket', id);
      if (!file) throw Refusal.notFound();
      if ((await this.isRecused(tx, actor, file.ownerId)) && file.byId !== actor.id) throw Refusal.notFound();
      const etag = `"${file.sha256.toString('base64url')}"`;
      if (asked.headOnly) return { file, etag, range: null };
      const holds = asked.ifRange === undefined || asked.ifRange === etag;
      const range = holds ? rangeOf(asked.range, file.size) : null;
      if (range === 'beyond') {
        const contentRange = `bytes */${file.size}`;
        throw new Refusal('range_not_satisfiable', 'The file ends before that range.', { contentRange });
      }
      await markToken(tx, actor);
      await this.attachments.recordRead(tx, actor.id, file, range ?? wholeOf(file));
      return { file, etag, range };
    });
  }

  /** The bytes that were opened, as fast as somebody takes them. */
  read({ file, range }: Opened): AsyncGenerator<Buffer> {
    return this.attachments.read(file.id, range ?? wholeOf(file));
  }

  private async isRecused(m: EntityManager, actor: Actor, ticketId: string): Promise<boolean> {
    const [row] = await runHot<{ recused: boolean }>(m, SIGHT, [actor.id, ticketId]);
    if (!row) throw Refusal.notFound();
    return row.recused;
  }
}

const wholeOf = (file: Attachment): ByteRange => ({ from: 0, to: file.size - 1 });
