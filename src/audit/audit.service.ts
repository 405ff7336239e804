import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { decodeCursor } from '../kernel/cursor';
import { runHot, type HotStatement } from '../kernel/hot-statement';
import { newId } from '../kernel/ids';
import { pageOf } from '../kernel/page';
import { reading } from '../kernel/transaction';
import type { AuditEntryDto, AuditPage, AuditQuery } from './audit.dto';

export interface AuditAct {
  /** Null for the system itself. */
  actorId: string | null;
  /** Only where the act is not a write through `WriteOnce`, which names the token by itself. */
  tokenId?: string;
  /** `people.created`, `line.changed`, `auth.signed_out` …: area and past verb. */
  act: string;
  subjectKind: string;
  subjectId: string | null;
  /** Ids, old and new values; never customer data, never a secret. */
  data?: Record<string, unknown>;
}

const RECORD: HotStatement = {
  name: 'audit_record',
  text: `insert into audit_entry (id, at, actor_id, act, subject_kind, subject_id, data, token_id)
    values ($1, upline_now(), $2, $3, $4, $5, $6, coalesce($7, nullif(current_setting('upline.token_id', true), '')::uuid))`,
};

const RECORD_MANY: HotStatement = {
  name: 'audit_record_many',
  text: `insert into audit_entry (id, at, actor_id, act, subject_kind, subject_id, data)
    select g.id, upline_now(), g."actorId", g.act, g."subjectKind", g."subjectId", g.data
    from jsonb_to_recordset($1::jsonb) as g(id uuid, "actorId" uuid, act text, "subjectKind" text, "subjectId" uuid, data jsonb)`,
};

const LIST: HotStatement = {
  name: 'audit_list',
  text: `select id, at, actor_id as "actorId", act, subject_kind as "subjectKind", subject_id as "subjectId", token_id as "tokenId", data, at::text as exact from audit_entry
    where ($1::uuid is null or actor_id = $1) and ($2::uuid is null or subject_id = $2) and ($3::text is null or act = $3)
      and ($4::timestamptz is null or (at, id) < ($4, $5::uuid))
    order by at desc, id desc limit $6`,
};

/** `exact` has the microseconds that a cursor must not lose. */
type AuditRow = Omit<AuditEntryDto, 'at'> & { at: Date; exact: string };

/** The only writer of the audit; rows cannot be changed or deleted by the product. */
@Injectable()
export class AuditService {
  constructor(private readonly db: DataSource) {}

  /** Writes what was done in the transaction that did it. */
  async record(tx: EntityManager, act: AuditAct): Promise<void> {
    await runHot(tx, RECORD, [
      newId(),
      act.actorId,
      act.act,
      act.subjectKind,
      act.subjectId,
      act.data ?? {},
      act.tokenId,
    ]);
  }

  /** Writes many acts of one kind of work at once. */
  async recordMany(tx: EntityManager, acts: readonly AuditAct[]): Promise<void> {
    if (acts.length === 0) return;
    const rows = acts.map((act) => ({ id: newId(), data: {}, ...act }));
    await runHot(tx, RECORD_MANY, [JSON.stringify(rows)]);
  }

  /** Newest first. */
  async list(query: AuditQuery): Promise<AuditPage> {
    const after = query.cursor === undefined ? [null, null] : decodeCursor(query.cursor, ['string', 'string']);
    const values = [query.actorId ?? null, query.subjectId ?? null, query.act ?? null, ...after, query.limit + 1];
    const rows = await reading(this.db, (m) => runHot<AuditRow>(m, LIST, values));
    return pageOf(
      rows,
      query.limit,
      ({ exact: _, ...row }) => ({ ...row, at: row.at.toISOString() }),
      (row) => [row.exact, row.id],
    );
  }

  /** When an act was last recorded; null when it never was. */
  async lastAt(m: EntityManager, act: string): Promise<Date | null> {
    const [row] = await m.query<[{ at: Date | null }]>('select max(at) as at from audit_entry where act = $1', [act]);
    return row.at;
  }
}
