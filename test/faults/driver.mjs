/**
 * The load from outside, a process of its own: files, acknowledges and listens, and keeps the ledger. It takes
 * `{"do":"settle"}` and `{"do":"stop"}` as messages and answers each with one.
 */
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Caller } from './caller.mjs';
import { Ledger } from './ledger.mjs';
import { Listener } from './listener.mjs';

const FILERS = 6;
/** Milliseconds between two forms of one filer. */
const PACE_MS = 750;
const AFTER_FAILURE_MS = 500;
const AGAIN_MS = 200;
/** An acknowledgement leaves within this, around the instant at which its clock is due. */
const ACKNOWLEDGED_WITHIN_MS = 4_000;
const TRIES = 60;
const LANES = 4;

const plan = JSON.parse(process.argv[2]);
const caller = new Caller(plan.port);
const ledger = new Ledger(plan.ledger);
const unknown = new Map();
const acked = [];
const pending = new Set();
const counts = { sent: 0, acked: 0, acknowledged: 0, rejected: {}, unknown: 0, retried: 0, lostAnswers: 0, asked: 0 };
let running = true;

async function signIn(login) {
  const { status, text } = await caller.post('/api/v1/auth/login', JSON.stringify({ login, password: plan.password }));
  if (status !== 200) throw new Error(`${login} cannot sign in: ${status} ${text}`);
  const { accessToken, person } = JSON.parse(text);
  return { token: accessToken, id: person.id };
}

function form() {
  const key = randomUUID();
  // A fifth are promised so soon that the promise is missed too; a retry of those may come too late to be filed.
  const promised = Math.random() < 0.2 ? 7_000 : 3_600_000;
  const body = {
    kind: 'complaint',
    callStartedAt: new Date(Date.now() - 60_000).toISOString(),
    content: `客户反映账单金额与合同约定不一致，要求今日内答复。(${key})`,
    customer: { name: '王小明', phone: `1380000${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}` },
    promisedReplyAt: new Date(Date.now() + promised).toISOString(),
  };
  return { key, act: 'file', path: '/api/v1/tickets', body: JSON.stringify(body) };
}

async function send(request, person) {
  const { key, act, path, body } = request;
  const bodyHash = createHash('sha256').update(body).digest('hex');
  ledger.sent({ key, act, path, body, bodyHash, by: person.id, t: Date.now() });
  counts.sent += 1;
  const sent = { ...request, token: person.token };
  return settled(sent, await caller.outcome(sent));
}

/** Writes the outcome down, and remembers what has to be asked again; whether it is known. */
function settled(request, { ticket, ...outcome }) {
  const { key, act } = request;
  ledger.write({ key, ...outcome });
  if (outcome.unknown) {
    if (!unknown.has(key)) counts.unknown += 1;
    unknown.set(key, { lostAt: Date.now(), ...request });
    return false;
  }
  unknown.delete(key);
  // Done before the answer got lost, and not done again.
  if (ticket && act === 'file' && Date.parse(ticket.createdAt) <= request.lostAt) counts.lostAnswers += 1;
  if (outcome.rejected)
    counts.rejected[`${act} ${outcome.rejected}`] = (counts.rejected[`${act} ${outcome.rejected}`] ?? 0) + 1;
  if (!outcome.acked) return true;
  counts[act === 'file' ? 'acked' : 'acknowledged'] += 1;
  acked.push({ ...request, id: outcome.acked });
  if (act === 'file' && running && Math.random() < 0.75) acknowledgeLater(ticket);
  return true;
}

async function fileOnAndOn(person) {
  while (running) {
    const from = performance.now();
    const known = await send(form(), person);
    await delay(known ? Math.max(0, PACE_MS - (performance.now() - from)) : AFTER_FAILURE_MS);
  }
}

function acknowledgeLater(ticket) {
  const work = (async () => {
    await delay(Math.random() * ACKNOWLEDGED_WITHIN_MS);
    const body = JSON.stringify({ version: ticket.version });
    await send(
      { key: randomUUID(), act: 'acknowledge', path: `/api/v1/tickets/${ticket.id}/acknowledge`, body },
      leads.get(ticket.holder.id),
    );
  })();
  pending.add(work);
  void work.finally(() => pending.delete(work));
}

/** Asks again, with the same key and the same bytes, for everything whose outcome is not known. */
async function settle() {
  const asked = [...unknown.values()];
  const lanes = Array.from({ length: LANES }, async () => {
    for (let request = asked.shift(); request; request = asked.shift()) {
      counts.retried += 1;
      for (let tries = 0; unknown.has(request.key) && tries < TRIES; tries++) {
        settled(request, await caller.outcome(request));
        if (unknown.has(request.key)) await delay(AGAIN_MS);
      }
    }
  });
  await Promise.all(lanes);
  await askAgain();
  await Promise.all(listeners.map((listener) => listener.resume().catch(() => undefined)));
}

/** What was answered once is answered again, whatever died in between. */
async function askAgain() {
  for (let n = 0; n < 5 && acked.length > 0; n++) {
    const request = acked[Math.floor(Math.random() * acked.length)];
    const outcome = await caller.outcome(request);
    if (outcome.unknown) continue;
    counts.asked += 1;
    if (outcome.acked !== request.id) ledger.write({ key: request.key, changed: outcome });
  }
}

const people = new Map();
for (const login of [...plan.agents, ...plan.leads, ...plan.listeners]) {
  if (!people.has(login)) people.set(login, await signIn(login));
}
const leads = new Map(plan.leads.map((login) => [people.get(login).id, people.get(login)]));
const listeners = plan.listeners.map((login) => {
  const { token, id } = people.get(login);
  return new Listener({ port: plan.port, token, personId: id, ledger });
});
const filing = Array.from({ length: FILERS }, (_, at) => fileOnAndOn(people.get(plan.agents[at % plan.agents.length])));

async function stop() {
  running = false;
  await Promise.all(filing);
  await Promise.all(pending);
  await settle();
}

/** The clocks still fire after the last form; what they tell is heard to its end. */
async function leave() {
  for (const listener of listeners) await listener.resume();
  for (const listener of listeners) listener.close();
}

const summary = () => ({
  ...counts,
  unknownNow: unknown.size,
  slowestRefusalMs: Math.round(caller.slowestRefusalMs),
  unansweredMs: caller.unansweredMs,
  heard: listeners.reduce((sum, listener) => sum + listener.heard.size, 0),
  heardAgain: listeners.reduce((sum, listener) => sum + listener.again, 0),
  connections: listeners.reduce((sum, listener) => sum + listener.connections, 0),
});
const DOES = { settle, stop, leave };
process.on('message', async (message) => {
  await DOES[message.do]();
  process.send({ did: message.do, ...summary() });
});
process.on('disconnect', () => process.exit(1));
process.send({ did: 'start', ...summary() });
