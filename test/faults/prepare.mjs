/** Makes the house that the kills fall on: migrated, the bench's people, and an acknowledge time of three seconds. */
import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { PASSWORD, seedHouse } from '../load/house.mjs';

const require = createRequire(import.meta.url);
const { migrate } = require('../../dist/src/migrate.js');

const [, , url] = process.argv;
await migrate(url);
await seedHouse(url);
const owner = new pg.Client({ connectionString: url });
await owner.connect();
await owner.query(
  `insert into policy (id, name, version, body, created_at)
   select $1, name, 2, jsonb_set(body, '{acknowledge,within}', '"PT3S"'), upline_now() from policy where name = 'house'`,
  [randomUUID()],
);
await owner.end();
process.stdout.write(JSON.stringify({ password: PASSWORD }));
