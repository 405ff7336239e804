import type { EntityManager } from 'typeorm';
import type { Actor } from './actor';
import { runHot, type HotStatement } from './hot-statement';

const MARK: HotStatement = { name: 'token_mark', text: `select set_config('upline.token_id', $1, true)` };

/**
 * Says for the rest of the transaction which integration token it works for, if any: the audit and the timeline take it
 * from there by the default of their column.
 */
export async function markToken(tx: EntityManager, actor: Pick<Actor, 'token'>): Promise<void> {
  if (actor.token) await runHot(tx, MARK, [actor.token.id]);
}
