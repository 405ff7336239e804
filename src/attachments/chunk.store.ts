import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CustomTypesConfig } from 'pg';
import { runHot, type HotStatement } from '../kernel/hot-statement';
import { Refusal } from '../kernel/refusal';
import { inTransaction, reading } from '../kernel/transaction';
import type { ByteRange } from './range.rules';

/** Bytes of a piece; the table refuses longer ones. */
export const CHUNK_BYTES = 256 * 1024;

const BEGIN: HotStatement = {
  name: 'attachment_upload_begin',
  text: 'insert into attachment_upload (id, by_id, started_at) values ($1, $2, upline_now())',
};
const SWEEP: HotStatement = {
  name: 'attachment_discard_stale',
  text: 'select discard_stale_uploads(upline_now())',
};
/** Nothing is written for an upload that was given up meanwhile. */
const WRITE: HotStatement = {
  name: 'attachment_chunk_write',
  text: `insert into attachment_chunk (attachment_id, position, bytes)
    select $1, $2, $3 where exists (select 1 from attachment_upload where id = $1) returning position`,
};
/** The last statement of an upload makes everything before it durable. */
const LAZY: HotStatement = {
  name: 'attachment_lazy_commit',
  text: `select set_config('synchronous_commit', 'off', true)`,
};
const DISCARD: HotStatement = { name: 'attachment_discard', text: 'select discard_upload($1)' };
/** Base64 is a third shorter than the hexadecimal digits of a plain bytea, and quicker to read. */
const READ: HotStatement = {
  name: 'attachment_chunk_read',
  text: `select encode(substring(bytes from $3 for $4), 'base64') as bytes from attachment_chunk where attachment_id = $1 and position = $2`,
};

/** Pieces of files, each written and read by a statement of its own, so that no connection waits for somebody's line. */
@Injectable()
export class ChunkStore {
  constructor(private readonly db: DataSource) {}

  /** Begins an upload; what processes that died left behind is thrown away on this occasion. */
  begin(id: string, byId: string): Promise<void> {
    return inTransaction(this.db, async (tx) => {
      await Promise.all([runHot(tx, SWEEP, []), runHot(tx, BEGIN, [id, byId])]);
    });
  }

  async write(id: string, position: number, bytes: Buffer): Promise<void> {
    const written = await inTransaction(this.db, async (tx) => {
      const [, rows] = await Promise.all([runHot(tx, LAZY, []), runHot(tx, WRITE, [id, position, bytes])]);
      return rows.length;
    });
    if (written === 0) throw new Refusal('timeout', 'The file took too long to arrive.');
  }

  /** Throws away an upload that became no attachment; of one that did nothing is lost. */
  async discard(id: string): Promise<void> {
    await inTransaction(this.db, (tx) => runHot(tx, DISCARD, [id]));
  }

  /** The bytes of a range, piece by piece as they are asked for. */
  async *read(id: string, { from, to }: ByteRange): AsyncGenerator<Buffer> {
    for (let place = from; place <= to;) {
      const position = Math.floor(place / CHUNK_BYTES);
      const within = place % CHUNK_BYTES;
      const length = Math.min(CHUNK_BYTES - within, to - place + 1);
      const bytes = await this.piece(id, position, within, length);
      place += length;
      yield bytes;
    }
  }

  private async piece(id: string, position: number, within: number, length: number): Promise<Buffer> {
    const [row] = await reading(this.db, (m) =>
      runHot<{ bytes: Buffer }>(m, READ, [id, position, within + 1, length], RAW),
    );
    if (row?.bytes.length !== length) throw new Error(`attachment ${id} lacks bytes of its piece ${position}`);
    return row.bytes;
  }
}

const RAW: CustomTypesConfig = {
  getTypeParser: (() => (text: string) => Buffer.from(text, 'base64')) as unknown as CustomTypesConfig['getTypeParser'],
};
