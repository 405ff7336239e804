/**
 * The floors: bare `http` and `pg`, a process of its own. `node floor.mjs A|B|C <url> <file>` prints its port.
 * A: one statement with three inserts. B: 50 rows by the queue's index. C: exactly the statements that a filing sends.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import pg from 'pg';

const [, , which, url, file] = process.argv;
const pool = new pg.Pool({
  connectionString: url,
  max: 10,
  options: '-c role=upline_app -c timezone=UTC -c jit=off -c plan_cache_mode=force_generic_plan',
});
const given = JSON.parse(readFileSync(file, 'utf8'));

const A = {
  name: 'floor_a',
  text: `with one as (insert into floor_ticket (id, body, at) values ($1, $2, clock_timestamp())),
    two as (insert into floor_event (id, ticket_id, body, at) values ($3, $1, $2, clock_timestamp()))
    insert into floor_due (id, ticket_id, at) values ($4, $1, clock_timestamp())`,
};
const B = {
  name: 'floor_b',
  text: `select * from ticket where holder_id = $1 and state in ('submitted', 'in_progress', 'callback_due', 'returned')
    order by next_due_at, id limit 50`,
};

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** The captured statements with fresh ids: what a filing makes is new each time, what it refers to stays. */
async function replay(client) {
  const fresh = new Map();
  const renew = (text) =>
    text.replace(UUID, (id) => {
      if (!given.made.includes(id)) return id;
      if (!fresh.has(id)) fresh.set(id, randomUUID());
      return fresh.get(id);
    });
  let number = null;
  for (const { name, text, values, holds } of given.statements) {
    const filled = values.map((value) =>
      value?.bytes !== undefined ? Buffer.from(value.bytes, 'hex') : typeof value === 'string' ? renew(value) : value,
    );
    if (holds === 'number') filled[0] = filled[0].replace(`"number":${given.number}`, `"number":${number}`);
    if (holds === 'key') filled[2] = randomUUID();
    const result = await client.query(
      name ? { name, text, values: filled } : values.length > 0 ? { text, values: filled } : text,
    );
    if (result.rows?.[0]?.number && number === null) number = result.rows[0].number;
  }
}

async function answer() {
  if (which === 'A') {
    await pool.query({ ...A, values: [randomUUID(), given.body, randomUUID(), randomUUID()] });
    return { ok: true };
  }
  if (which === 'B')
    return (await pool.query({ ...B, values: [given.holders[Math.floor(Math.random() * given.holders.length)]] })).rows;
  const client = await pool.connect();
  try {
    await replay(client);
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
  return given.answer;
}

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    try {
      if (chunks.length > 0) JSON.parse(Buffer.concat(chunks).toString());
      const body = JSON.stringify(await answer());
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
        .end(body);
    } catch (error) {
      process.stderr.write(`${error.stack}\n`);
      response.writeHead(500, { 'content-length': 0 }).end();
    }
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.on('SIGTERM', () => process.exit(0));
