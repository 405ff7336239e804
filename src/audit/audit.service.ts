import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '../kernel/ids';
import { runHot, type HotStatement } from '../kernel/hot-statement';

export interface AuditAct {
  /** Null for the system itself. */
  actorId: string | null;
  /** `people.created`, `line.changed`, `auth.signed_out` …: area and past verb. */
  act: string;
  subjectKind: string;
  subjectId: string | null;
  /** Ids, old and new values; never customer data, never a secret. */
  data?: Record<string, unknown>;
}

const RECORD: HotStatement = {
  name: 'audit_record',
  text: `insert into audit_entry (id, at, actor_id, act, subject_kind, subject_id, data)
    values ($1, upline_now(), $2, $3, $4, $5, $6)`,
};

/** The only writer of the audit; rows cannot be changed or deleted by the product. */
@Injectable()
export class AuditService {
  /** Writes what was done in the transaction that did it. */
  async record(tx: EntityManager, act: AuditAct): Promise<void> {
    await runHot(tx, RECORD, [newId(), act.actorId, act.act, act.subjectKind, act.subjectId, act.data ?? {}]);
  }
}
