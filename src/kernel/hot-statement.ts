import type { EntityManager, QueryRunner } from 'typeorm';
import type { PoolClient, QueryResultRow } from 'pg';

/** A prepared statement: PostgreSQL parses and plans it once per connection, under its name. */
export interface HotStatement {
  name: string;
  text: string;
}

/** Connections by the runner that has them, from `opened` to `ended`. */
const clients = new WeakMap<QueryRunner, PoolClient>();

/** `transaction.ts` says which connection a runner works on, */
export const opened = (runner: QueryRunner, client: PoolClient): void => void clients.set(runner, client);
/** and from when on nothing more may be sent on it: behind a commit it would stand alone. */
export const ended = (runner: QueryRunner): void => void clients.delete(runner);

/**
 * Runs a prepared statement on the connection of a transaction or a reading. It is sent before this returns, so
 * statements started one after the other travel together; names are unique in the product.
 */
export function runHot<Row extends QueryResultRow>(
  m: EntityManager,
  statement: HotStatement,
  values: unknown[],
): Promise<Row[]> {
  const client = m.queryRunner && clients.get(m.queryRunner);
  if (!client) return Promise.reject(new Error(`${statement.name} was sent outside a transaction, or after its end`));
  return client.query<Row>({ name: statement.name, text: statement.text, values }).then((result) => result.rows);
}
