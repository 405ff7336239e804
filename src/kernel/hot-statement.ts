import type { EntityManager } from 'typeorm';
import type { PoolClient, QueryResultRow } from 'pg';

/** A prepared statement: PostgreSQL parses and plans it once per connection, under its name. */
export interface HotStatement {
  name: string;
  text: string;
}

/** Runs a prepared statement on the connection of the transaction; the names of statements are unique in the product. */
export async function runHot<Row extends QueryResultRow>(
  tx: EntityManager,
  statement: HotStatement,
  values: unknown[],
): Promise<Row[]> {
  const runner = tx.queryRunner;
  if (!runner) throw new Error('runHot needs the manager of a transaction');
  const client = (await runner.connect()) as PoolClient;
  const result = await client.query<Row>({ name: statement.name, text: statement.text, values });
  return result.rows;
}
