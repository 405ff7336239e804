/**
 * What must be true after whatever happened: `node oracle.mjs <ledger> <database>` reads both, knows nothing of the
 * product but its tables, prints one JSON line and ends non-zero at a fault.
 */
import { createRequire } from 'node:module';
import { createHash } from 'node:crypto';
import pg from 'pg';
import { readLedger } from './ledger.mjs';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const { DataSource } = require('typeorm');
const { checkChains } = require('../../dist/src/audit/chain-check.js');

const CLOCKS = ['acknowledge', 'promise', 'resolve', 'external'];
const [, , ledgerPath, url] = process.argv;

async function readDatabase() {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('begin isolation level repeatable read read only');
  const all = async (sql) => (await client.query(sql)).rows;
  const read = {
    tickets: await all(
      `select t.id, t.filer_id, t.holder_id, t.level, t.sequence, x.body as content from ticket t join ticket_text x on x.id = t.content_text_id`,
    ),
    events: await all(
      'select ticket_id, sequence, type, at, by_id, data from ticket_event order by ticket_id, sequence',
    ),
    due: await all(`select subject_id as ticket_id, kind, occurrence, state, started_at, due_at, settled_at, set_aside_at,
        due_at < upline_now() - interval '1 second' as overdue from due where subject_kind = 'ticket'`),
    told: await all('select person_id, seq, type, ticket_id from person_event order by person_id, seq'),
    sequences: await all('select person_id, last from person_sequence'),
    answers: await all('select key, route, resource_id from idempotency'),
    line: await all(
      'select person_id, superior_id from reporting_line where valid_until is null and project_id is null',
    ),
  };
  await client.end();
  return read;
}

const db = await readDatabase();
const ledger = readLedger(ledgerPath);

function groupBy(rows, keyOf) {
  const groups = new Map();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
const eventsOf = groupBy(db.events, (event) => event.ticket_id);
const dueOf = groupBy(db.due, (due) => due.ticket_id);
const ticketOf = new Map(db.tickets.map((ticket) => [ticket.id, ticket]));
const byContent = groupBy(db.tickets, (ticket) => ticket.content);
const answersOf = groupBy(db.answers, (answer) => answer.key);
const superiorOf = new Map(db.line.map((link) => [link.person_id, link.superior_id]));
const toldOf = groupBy(db.told, (event) => event.person_id);
const toldByTicket = groupBy(db.told, (event) => event.ticket_id);
const filings = ledger.requests.filter((request) => request.act === 'file');
const acts = ledger.requests.filter((request) => request.act !== 'file');
const contentOf = (request) => JSON.parse(request.body).content;
const of = (ticketId) => eventsOf.get(ticketId) ?? [];
const missesOf = (ticketId, clock) =>
  of(ticketId).filter(
    ({ type, data }) => type === 'clock.missed' && data.clock === clock.kind && data.occurrence === clock.occurrence,
  );
const same = (a, b) => a?.getTime() === b?.getTime();

const rules = [];
/** Each thing that `check` says of an item is a fault. */
function rule(name, items, check) {
  const faults = items.flatMap((item) => check(item) ?? []);
  rules.push({ rule: name, checked: items.length, faults: faults.length, first: faults.slice(0, 5) });
}

rule(
  'O1 what was acknowledged is there, as it was sent',
  ledger.requests.filter(({ outcome }) => outcome.acked),
  (request) => {
    const { key, act, by, body, bodyHash, path, outcome } = request;
    if (createHash('sha256').update(body).digest('hex') !== bodyHash) return `${key}: the ledger itself is damaged`;
    const ticket = ticketOf.get(outcome.acked);
    if (!ticket) return `${key}: ticket ${outcome.acked} is gone`;
    if (act === 'file')
      return ticket.content === contentOf(request) && ticket.filer_id === by ? [] : `${key}: not what was sent`;
    const done = of(ticket.id).filter(({ type, by_id }) => type === 'ticket.acknowledged' && by_id === by);
    return done.length === 1 && path.includes(ticket.id) ? [] : `${key}: ${done.length} acknowledgements by its sender`;
  },
);

rule('O2 one ticket for a key', filings, (request) => {
  const { key, outcome } = request;
  const found = byContent.get(contentOf(request)) ?? [];
  const answers = answersOf.get(key) ?? [];
  if (outcome.rejected)
    return found.length + answers.length === 0 ? [] : `${key}: refused, and yet ${found.length} tickets`;
  if (!outcome.acked) return `${key}: still unknown`;
  const one =
    found.length === 1 &&
    answers.length === 1 &&
    found[0].id === outcome.acked &&
    answers[0].resource_id === outcome.acked;
  return one ? [] : `${key}: ${found.length} tickets, ${answers.length} answers`;
});

const known = new Set(filings.map(contentOf));
const keys = new Set(ledger.requests.map(({ key }) => key));
rule('O3 no ticket and no answer without a key', [...db.tickets, ...db.answers], (row) =>
  (row.content === undefined ? keys.has(row.key) : known.has(row.content))
    ? []
    : `${row.id ?? row.key}: nobody sent it`,
);

/**
 * What follows a miss at the same instant, behind other clocks that were over by then too: one step up the line where
 * there is somebody, or the act that came too late; nothing at the top of the line.
 */
function afterMiss(miss) {
  const later = of(miss.ticket_id)
    .slice(miss.sequence)
    .filter(({ at }) => same(at, miss.at));
  const next = later.find(({ type }) => type !== 'clock.missed');
  if (next?.type === 'ticket.acknowledged') return [];
  const superior = superiorOf.get(miss.data.holderId) ?? null;
  const passed = next?.type === 'ticket.escalated' ? next.data : null;
  if (superior === null) return passed ? `${miss.ticket_id}: passed beyond the top of the line` : [];
  const right =
    passed?.why === 'breach' && passed.fromHolderId === miss.data.holderId && passed.toHolderId === superior;
  return right ? [] : `${miss.ticket_id}: event ${miss.sequence} was not followed by one step up`;
}

const clocks = db.due.filter(({ kind }) => CLOCKS.includes(kind));
rule('O4 a missed clock has one event, and one step up', clocks, (clock) => {
  const misses = missesOf(clock.ticket_id, clock);
  const wanted = clock.state === 'missed' ? 1 : 0;
  const name = `${clock.ticket_id} ${clock.kind} ${clock.occurrence}`;
  return misses.length === wanted ? misses.flatMap(afterMiss) : `${name}: ${clock.state}, ${misses.length} events`;
});
rule('O4 the level is the number of steps, each of them told', db.tickets, (ticket) => {
  const steps = of(ticket.id).filter(({ type }) => type === 'ticket.escalated');
  const causes = steps.filter(({ sequence }) => of(ticket.id)[sequence - 2]?.type === 'clock.missed');
  if (steps.length !== ticket.level || causes.length !== steps.length)
    return `${ticket.id}: level ${ticket.level}, ${steps.length} steps`;
  return ['clock.missed', 'ticket.escalated', 'ticket.filed', 'ticket.acknowledged'].flatMap((type) => {
    const happened = of(ticket.id).filter((event) => event.type === type).length;
    const heard = (toldByTicket.get(ticket.id) ?? []).filter(
      (one) => one.type === type && one.person_id === ticket.filer_id,
    ).length;
    const holderTold = steps.every(({ data }) =>
      (toldByTicket.get(ticket.id) ?? []).some(
        (one) => one.type === 'ticket.escalated' && one.person_id === data.toHolderId,
      ),
    );
    return happened === heard && holderTold ? [] : `${ticket.id}: ${happened} × ${type}, told ${heard} times`;
  });
});

rule('O5 nothing fired early, or after an acknowledgement in time', clocks, (clock) => {
  const misses = missesOf(clock.ticket_id, clock);
  const early = misses.filter(({ at, data }) => at < clock.due_at || data.dueAt !== clock.due_at.toISOString());
  const inTime = clock.state === 'met' && clock.settled_at < clock.due_at;
  return early.length > 0 || (inTime && misses.length > 0)
    ? `${clock.ticket_id} ${clock.kind}: fired early or after it was met`
    : [];
});
rule(
  'O5 an acknowledgement before its time is met, a later one missed',
  db.events.filter(({ type }) => type === 'ticket.acknowledged'),
  (event) => {
    const started = (dueOf.get(event.ticket_id) ?? []).filter(
      ({ kind, started_at }) => kind === 'acknowledge' && started_at <= event.at,
    );
    const clock = started.sort((a, b) => b.occurrence - a.occurrence)[0];
    const right =
      clock && same(clock.settled_at, event.at) && clock.state === (event.at < clock.due_at ? 'met' : 'missed');
    return right ? [] : `${event.ticket_id}: acknowledged at ${event.at.toISOString()}, the clock says otherwise`;
  },
);

rule('O6 nothing is due and unfired', db.due, ({ ticket_id, kind, state, overdue, set_aside_at }) =>
  (state === 'running' && overdue) || set_aside_at
    ? `${ticket_id} ${kind}: ${set_aside_at ? 'set aside' : 'due and unfired'}`
    : [],
);

rule('O7 personal sequences have no gap', db.sequences, ({ person_id, last }) => {
  const seqs = (toldOf.get(person_id) ?? []).map(({ seq }) => Number(seq));
  return seqs.length === Number(last) && seqs.every((seq, at) => seq === at + 1)
    ? []
    : `${person_id}: ${seqs.length} of ${last}`;
});
rule('O7 who listened heard all of it', [...ledger.heard], ([personId, heard]) => {
  const told = toldOf.get(personId) ?? [];
  const right = told.every(
    ({ seq, type, ticket_id }) =>
      heard.get(Number(seq))?.type === type && heard.get(Number(seq)).ticketId === ticket_id,
  );
  return right && heard.size === told.length ? [] : `${personId}: heard ${heard.size} of ${told.length}`;
});

const source = await new DataSource({ type: 'postgres', url, poolSize: 2 }).initialize();
const chains = await checkChains(source.manager);
await source.destroy();
rule('O8 every chain verifies', db.tickets, ({ id }) =>
  chains.faults.filter(({ ticketId }) => ticketId === id).map(({ fault }) => `${id}: ${fault}`),
);
rule('O8 as many events as acts', ['ticket.filed', 'ticket.acknowledged'], (type) => {
  const requests = (type === 'ticket.filed' ? filings : acts).filter(({ outcome }) => outcome.acked);
  const events = db.events.filter((event) => event.type === type);
  return events.length === requests.length ? [] : `${requests.length} acts, ${events.length} × ${type}`;
});
rule('no answer that must never be given, none that changed', ledger.faults, (fault) => fault);

const fired = clocks.filter(({ state }) => state === 'missed').length;
const faults = rules.reduce((sum, one) => sum + one.faults, 0);
const verdict = {
  acked: filings.filter(({ outcome }) => outcome.acked).length,
  tickets: db.tickets.length,
  fired,
  chains: chains.chains,
  faults,
  rules,
};
process.stdout.write(`${JSON.stringify(verdict)}\n`);
process.exitCode = faults > 0 ? 1 : 0;
