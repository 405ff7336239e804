import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { createHash } from 'node:crypto';
import { Config } from '../config';
import { runHot } from './hot-statement';
import { CURRENT_KEY_ID, deriveKey, open, seal } from './secrets';
import type { WriteContext, Written } from './write-context';

export interface StoredAnswer {
  bodyHash: Buffer;
  status: number;
  resourceId: string | null;
  body: unknown;
}

interface AnswerRow {
  body_hash: Buffer | null;
  status: number;
  resource_id: string | null;
  answer_sealed: Buffer;
}

const COLUMNS = 'i.body_hash, i.status, i.resource_id, i.answer_sealed';
const FIND = {
  name: 'idempotency_find',
  text: `select ${COLUMNS} from idempotency i where i.actor_id = $1 and i.route = $2 and i.key = $3`,
};
const CLAIM = {
  name: 'idempotency_claim',
  text: `with claim as materialized (select pg_try_advisory_xact_lock($4::bigint) as got)
    select claim.got, ${COLUMNS} from claim
    left join idempotency i on i.actor_id = $1 and i.route = $2 and i.key = $3`,
};
const KEEP = {
  name: 'idempotency_keep',
  text: `insert into idempotency
      (actor_id, route, key, body_hash, status, resource_id, resource_version, answer_sealed, answer_key_id, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, upline_now())`,
};

/** Answers by (actor, route, key), sealed; written in the transaction of the effect, so that there is never one without the other. */
@Injectable()
export class AnswerStore {
  private readonly key: Buffer;

  constructor(config: Config) {
    this.key = deriveKey(config.UPLINE_SECRET, 'idempotency');
  }

  /** Takes the key for this transaction without waiting, and looks whether it has an answer already. */
  async claim(
    tx: EntityManager,
    write: WriteContext,
    key: string,
  ): Promise<{ got: boolean; answer: StoredAnswer | null }> {
    const values = [write.actor.id, write.route, key, lockNumber(write, key)];
    const [row] = await runHot<AnswerRow & { got: boolean }>(tx, CLAIM, values);
    return { got: row!.got, answer: this.opened(row) };
  }

  async find(
    manager: EntityManager,
    write: Pick<WriteContext, 'actor' | 'route'>,
    key: string,
  ): Promise<StoredAnswer | null> {
    const [row] = await runHot<AnswerRow>(manager, FIND, [write.actor.id, write.route, key]);
    return this.opened(row);
  }

  async keep(tx: EntityManager, write: WriteContext, key: string, written: Written<unknown>): Promise<void> {
    const sealed = seal(this.key, JSON.stringify(withoutSecrets(written)));
    const outcome = [written.status, written.resourceId ?? null, written.version ?? null];
    await runHot(tx, KEEP, [write.actor.id, write.route, key, write.bodyHash, ...outcome, sealed, CURRENT_KEY_ID]);
  }

  private opened(row: AnswerRow | undefined): StoredAnswer | null {
    if (!row?.body_hash) return null;
    const stored = JSON.parse(open(this.key, row.answer_sealed).toString()) as { body?: unknown };
    return { bodyHash: row.body_hash, status: row.status, resourceId: row.resource_id, body: stored.body };
  }
}

function lockNumber(write: WriteContext, key: string): string {
  const parts = JSON.stringify([write.actor.id, write.route, key]);
  return createHash('sha256').update(parts).digest().readBigInt64BE().toString();
}

function withoutSecrets(written: Written<unknown>): { body: unknown } {
  if (!written.secrets?.length) return { body: written.body };
  const copy = structuredClone({ body: written.body }) as { body: unknown };
  for (const path of written.secrets) {
    const steps = ['body', ...path.split('.')];
    const field = steps.pop()!;
    const owner = steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | null)?.[step], copy);
    if (owner && typeof owner === 'object') (owner as Record<string, unknown>)[field] = null;
  }
  return copy;
}
