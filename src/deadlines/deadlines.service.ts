import { Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { runHot, type HotStatement } from '../kernel/hot-statement';
import { inTransaction, reading } from '../kernel/transaction';
import { policyFacts, type PolicyBody, type PolicyFacts } from './policy.rules';

/** A due row whose instant has come. */
export interface DueRow {
  id: string;
  subjectKind: string;
  subjectId: string;
  kind: string;
  occurrence: number;
  /** Seconds since its instant came. */
  late: number;
}
/** Acts on due rows of its subject kind, all or none, re-checking everything under its own locks; on how many. */
export type DueHandler = (db: DataSource, rows: readonly DueRow[]) => Promise<number>;

const ONE: HotStatement = { name: 'policy_one', text: 'select body from policy where id = $1' };
const DUE: HotStatement = {
  name: 'due_find',
  text: `select id, subject_kind as "subjectKind", subject_id as "subjectId", kind, occurrence,
      extract(epoch from upline_now() - next_at)::float8 as late from due
    where state = 'running' and set_aside_at is null and next_at <= upline_now() order by next_at, id limit $1`,
};
const EARLIEST: HotStatement = {
  name: 'due_earliest',
  text: `select extract(epoch from (min(next_at) - upline_now())) * 1000 as ms from due where state = 'running' and set_aside_at is null`,
};
const SET_ASIDE: HotStatement = {
  name: 'due_set_aside',
  text: `update due set set_aside_at = upline_now(), set_aside_why = $2 where id = $1 and state = 'running'`,
};

/** Policies and due rows; knows no ticket. Whoever sweeps brings the pool that it sweeps with. */
@Injectable()
export class DeadlinesService {
  /** A version of a policy never changes, so it is kept for ever. */
  private readonly policies = new Map<string, PolicyFacts>();
  private readonly handlers = new Map<string, DueHandler>();
  private lookedAtMs = performance.now();

  /** One version of a policy, ready to decide with. */
  async policy(tx: EntityManager, id: string): Promise<PolicyFacts> {
    const known = this.policies.get(id);
    if (known) return known;
    const [row] = await runHot<{ body: PolicyBody }>(tx, ONE, [id]);
    if (!row) throw new Error('a ticket names a policy that exists');
    const facts = policyFacts(id, row.body);
    this.policies.set(id, facts);
    return facts;
  }

  /** The owner of a subject kind says who acts on its due rows. */
  register(subjectKind: string, handler: DueHandler): void {
    this.handlers.set(subjectKind, handler);
  }

  handlerOf(subjectKind: string): DueHandler | null {
    return this.handlers.get(subjectKind) ?? null;
  }

  /** Due rows whose instant has come, earliest first; takes no lock. */
  async findDue(db: DataSource, limit: number): Promise<DueRow[]> {
    const rows = await reading(db, (m) => runHot<DueRow>(m, DUE, [limit]));
    this.lookedAtMs = performance.now();
    return rows;
  }

  /** Milliseconds since this process last looked for due rows, or since it began. */
  sinceLook(): number {
    return performance.now() - this.lookedAtMs;
  }

  /** Milliseconds until the next due row; null when nothing runs. */
  async untilNext(db: DataSource): Promise<number | null> {
    const [row] = await reading(db, (m) => runHot<{ ms: string | null }>(m, EARLIEST, []));
    return row?.ms == null ? null : Number(row.ms);
  }

  /** Takes a poisonous row out of the sweeper's way; it stays visible with its reason. */
  async setAside(db: DataSource, id: string, why: string): Promise<void> {
    await inTransaction(db, (tx) => runHot(tx, SET_ASIDE, [id, why.slice(0, 500)]));
  }
}
