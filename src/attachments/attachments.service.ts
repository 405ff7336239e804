import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import { newSalt, textHash } from '../kernel/chain';
import { runHot, type HotStatement } from '../kernel/hot-statement';
import { newId } from '../kernel/ids';
import { Refusal } from '../kernel/refusal';
import type { IncomingFile, Upload } from '../kernel/upload';
import { CHUNK_BYTES, ChunkStore } from './chunk.store';
import { cleanFileName } from './file-name.rules';
import { agreed, withEnding, type FileType } from './file-type.rules';
import type { ByteRange } from './range.rules';
import { Sniffer } from './sniffer';

/** Whose file it is; the module of that thing says who sees it. */
export interface AttachmentOwner {
  kind: 'ticket';
  id: string;
}
/** A file whose bytes are here, and which belongs to nothing yet. */
export interface ReceivedFile {
  id: string;
  name: string;
  type: FileType;
  size: number;
  sha256: Buffer;
  salt: Buffer;
  /** What a chain keeps of the bytes: it proves them as long as the salt is there, and says nothing afterwards. */
  fingerprint: string;
}
export interface Attachment {
  id: string;
  ownerId: string;
  byId: string;
  name: string;
  type: string;
  size: number;
  sha256: Buffer;
  at: Date;
}

const COLUMNS = `id, owner_id as "ownerId", by_id as "byId", name, type, size, sha256, created_at as at`;
const KEEP: HotStatement = {
  name: 'attachment_keep',
  text: `with arrived as (delete from attachment_upload where id = $1 returning id, by_id)
    insert into attachment (id, owner_kind, owner_id, by_id, name, type, size, sha256, salt, created_at)
    select id, $2, $3, by_id, $4, $5, $6, $7, $8, $9 from arrived returning id`,
};
const USAGE: HotStatement = {
  name: 'attachment_usage',
  text: 'select count(*)::int as files, coalesce(sum(size), 0)::int as bytes from attachment where owner_kind = $1 and owner_id = $2',
};
const LIST: HotStatement = {
  name: 'attachment_list',
  text: `select ${COLUMNS} from attachment where owner_kind = $1 and owner_id = $2 and erased_at is null
    and ($3::uuid is null or by_id = $3) and ($4::uuid is null or id > $4) order by id limit $5`,
};
const FIND: HotStatement = {
  name: 'attachment_find',
  text: `select ${COLUMNS} from attachment where id = $1 and owner_kind = $2 and erased_at is null`,
};

/** Files: their bytes, what they are and who read them. Who may see one is not known here. */
@Injectable()
export class AttachmentsService {
  constructor(
    private readonly chunks: ChunkStore,
    private readonly audit: AuditService,
  ) {}

  /** Stores the bytes as they come; they belong to nothing until `keep`, and are gone after `discard` or a refusal. */
  async receive(byId: string, upload: Upload): Promise<{ file: ReceivedFile; bodyHash: Buffer }> {
    const id = newId();
    try {
      const { taken, bodyHash } = await upload.receive((incoming) => this.take(id, byId, incoming));
      return { file: taken, bodyHash };
    } catch (error) {
      await this.discard(id);
      throw error;
    }
  }

  /** Hands a received file to its owner, in the transaction that says so on the owner's record, at the same instant. */
  async keep(
    tx: EntityManager,
    file: ReceivedFile,
    owner: AttachmentOwner,
    { actorId, at }: { actorId: string; at: Date },
  ): Promise<void> {
    const { id, name, type, size, sha256, salt } = file;
    const kept = await runHot(tx, KEEP, [id, owner.kind, owner.id, name, type, size, sha256, salt, at]);
    if (kept.length === 0) throw new Refusal('timeout', 'The file took too long to arrive.');
    await this.record(tx, actorId, 'attachment.added', owner, { id, type, size });
  }

  /** Throws away what was received and never kept; a database that is away leaves it to the next upload. */
  async discard(id: string): Promise<void> {
    await this.chunks.discard(id).catch(() => undefined);
  }

  /** What an owner has, erased files included: they were sent. */
  async usage(m: EntityManager, owner: AttachmentOwner): Promise<{ files: number; bytes: number }> {
    const [row] = await runHot<{ files: number; bytes: number }>(m, USAGE, [owner.kind, owner.id]);
    return row!;
  }

  /** Oldest first, one more than `limit`; `byId` leaves only one person's. */
  list(
    m: EntityManager,
    owner: AttachmentOwner,
    { byId, after, limit }: { byId: string | null; after: string | null; limit: number },
  ): Promise<Attachment[]> {
    return runHot<Attachment>(m, LIST, [owner.kind, owner.id, byId, after, limit + 1]);
  }

  /** Null when there is none of that kind of owner, or it was erased. */
  async find(m: EntityManager, kind: AttachmentOwner['kind'], id: string): Promise<Attachment | null> {
    const [row] = await runHot<Attachment>(m, FIND, [id, kind]);
    return row ?? null;
  }

  /** Puts on record that somebody gets bytes of it. */
  recordRead(tx: EntityManager, actorId: string, file: Attachment, range: ByteRange): Promise<void> {
    const owner = { kind: 'ticket', id: file.ownerId } as const;
    return this.record(tx, actorId, 'attachment.read', owner, { id: file.id, ...range });
  }

  read(id: string, range: ByteRange): AsyncGenerator<Buffer> {
    return this.chunks.read(id, range);
  }

  /** Erases names and bytes of everything that an owner has; returns how many files that were. */
  async erase(tx: EntityManager, owner: AttachmentOwner): Promise<number> {
    const [row] = await tx.query<[{ erased: string }]>('select erase_attachments($1, $2) as erased', [
      owner.kind,
      owner.id,
    ]);
    return Number(row.erased);
  }

  private async take(id: string, byId: string, incoming: IncomingFile): Promise<ReceivedFile> {
    const name = cleanFileName(incoming.name);
    if (name === null) throw Refusal.invalid('file', 'needs a name', 'name');
    await this.chunks.begin(id, byId);
    const { candidates, size } = await this.store(id, incoming.bytes);
    if (size === 0) throw Refusal.invalid('file', 'is empty', 'empty');
    const type = agreed(candidates, name, incoming.declaredType);
    if (type === 'disguised') throw Refusal.invalid('file', 'is not what its name or its type says', 'disguised');
    if (type === 'not_allowed') throw Refusal.invalid('file', 'is of a type that is not taken here', 'not_allowed');
    const sha256 = incoming.sha256();
    const salt = newSalt();
    const fingerprint = textHash(salt, sha256.toString('hex'));
    return { id, name: withEnding(name, type), type, size, sha256, salt, fingerprint };
  }

  private async store(
    id: string,
    bytes: AsyncIterable<Buffer>,
  ): Promise<{ candidates: readonly FileType[]; size: number }> {
    const sniffer = new Sniffer();
    let size = 0;
    for await (const piece of pieces(bytes)) {
      sniffer.add(piece);
      await this.chunks.write(id, Math.floor(size / CHUNK_BYTES), piece);
      size += piece.length;
    }
    return { candidates: sniffer.end(), size };
  }

  private record(
    tx: EntityManager,
    actorId: string,
    act: string,
    owner: AttachmentOwner,
    { id, ...data }: { id: string } & Record<string, unknown>,
  ): Promise<void> {
    const whose = { [`${owner.kind}Id`]: owner.id };
    return this.audit.record(tx, {
      actorId,
      act,
      subjectKind: 'attachment',
      subjectId: id,
      data: { ...whose, ...data },
    });
  }
}

/** The same bytes in pieces of `CHUNK_BYTES`, the last one shorter. */
async function* pieces(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    waiting.push(chunk);
    length += chunk.length;
    if (length < CHUNK_BYTES) continue;
    const whole = Buffer.concat(waiting);
    let place = 0;
    for (; whole.length - place >= CHUNK_BYTES; place += CHUNK_BYTES) yield whole.subarray(place, place + CHUNK_BYTES);
    waiting = [whole.subarray(place)];
    length = whole.length - place;
  }
  if (length > 0) yield Buffer.concat(waiting);
}
