/**
 * A form on its way to the lead: from COMMIT to the frame on the lead's socket, beside a thousand sockets that are open
 * and hear nothing. It starts where PostgreSQL stamped the commit, so the flush to the disk counts.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { Wire } from './wire.mjs';

const SOCKETS = 1000;
const PROCESSES = 2;
const PER_SECOND = 50;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const SECONDS = Math.min(10, 2 * Number(process.env.BENCH_SECONDS ?? 5));
/** Requests that may be under way at once; a form that finds none free is left out, and the rate shows it. */
const CONNECTIONS = 16;
const TARGET_MS = 50;
const OPEN_MS = 60_000;
const here = dirname(fileURLToPath(import.meta.url));

const form = () => ({
  kind: 'complaint',
  callStartedAt: new Date(Date.now() - 60_000).toISOString(),
  content: '客户反映账单金额与合同约定不一致,要求核查并在今日内答复。',
  customer: { name: '王小明', phone: `1380000${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}` },
  promisedReplyAt: new Date(Date.now() + 3_600_000).toISOString(),
});

class Listeners {
  constructor(plan) {
    this.child = spawn(process.execPath, [join(here, 'listeners.mjs'), JSON.stringify(plan)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.out = '';
    this.child.stdout.on('data', (chunk) => (this.out += chunk));
    this.ended = new Promise((resolve) => this.child.once('exit', resolve));
  }

  async open() {
    for (let waited = 0; !this.out.includes('\n'); waited += 50) {
      if (this.child.exitCode !== null || waited > OPEN_MS)
        throw new Error(`the sockets could not be opened: ${this.out}`);
      await delay(50);
    }
  }

  async heard() {
    this.child.stdin.end();
    await this.ended;
    return JSON.parse(this.out.trim().split('\n').at(-1));
  }

  stop() {
    if (this.child.exitCode === null) this.child.kill('SIGKILL');
  }
}

/** Sends at fixed instants, whether or not the answers before have come. */
async function file(port, tokens) {
  const idle = Array.from({ length: CONNECTIONS }, () => new Wire(port));
  const wires = [...idle];
  const answered = new Map();
  const sending = [];
  const start = performance.now();
  for (let n = 0; n < SECONDS * PER_SECOND; n++) {
    await delay(Math.max(0, start + (n * 1000) / PER_SECOND - performance.now()));
    const wire = idle.pop();
    if (!wire) continue;
    const headers = { authorization: `Bearer ${tokens[n % tokens.length]}`, 'idempotency-key': randomUUID() };
    const sent = wire.send('POST', '/api/v1/tickets', headers, JSON.stringify(form())).then(({ status, body }) => {
      const instant = process.hrtime.bigint();
      idle.push(wire);
      if (status !== 201) throw new Error(`a form was answered with ${status}: ${body}`);
      answered.set(JSON.parse(body).id, instant);
    });
    sending.push(sent);
  }
  await Promise.all(sending);
  const seconds = (performance.now() - start) / 1000;
  for (const wire of wires) wire.close();
  return { answered, seconds };
}

/** Milliseconds since 1970 at which PostgreSQL stamped each filing's commit, just before its flush to the disk. */
async function commits(url, ids) {
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  const { rows } = await db.query(
    `select id, extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000 as ms from ticket where id = any ($1)`,
    [ids],
  );
  await db.end();
  return new Map(rows.map(({ id, ms }) => [id, Number(ms)]));
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
const sorted = (numbers) => [...numbers].sort((a, b) => a - b);
const median = (numbers) => at(sorted(numbers), 0.5);
const shown = (rounds, share) => rounds.map((round) => at(round, share).toFixed(1)).join(', ');

/** `agents`: twelve tokens, the first six of whom file to six leads; the other six own the idle sockets. */
export async function frames({ port, url, agents, leadTokens, report }) {
  const half = Math.ceil(agents.length / 2);
  const [filers, idlers] = [agents.slice(0, half), agents.slice(half)];
  const all = Array.from({ length: PROCESSES }, (_, process) => {
    const listening = leadTokens.filter((_, lead) => lead % PROCESSES === process);
    return new Listeners({ port, listening, idle: idlers, count: SOCKETS / PROCESSES });
  });
  try {
    await Promise.all(all.map((listeners) => listeners.open()));
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await file(port, filers));
    await delay(500);
    const heard = await Promise.all(all.map((listeners) => listeners.heard()));
    const committed = await commits(
      url,
      rounds.flatMap(({ answered }) => [...answered.keys()]),
    );
    judge({ rounds, heard, committed }, report);
  } finally {
    for (const listeners of all) listeners.stop();
  }
}

function judge({ rounds, heard, committed }, report) {
  const frameOf = new Map(
    heard.flatMap((one) => one.frames).map(([ticketId, wall, instant]) => [ticketId, { wall, instant }]),
  );
  const latencies = (of) =>
    rounds.map(({ answered }) =>
      sorted([...answered].flatMap(([id, instant]) => (frameOf.has(id) ? [of(id, frameOf.get(id), instant)] : []))),
    );
  const sinceCommit = latencies((id, { wall }) => wall - committed.get(id));
  const sinceAnswer = latencies((_, frame, instant) => Number(BigInt(frame.instant) - instant) / 1e6);
  const p99 = median(sinceCommit.map((round) => at(round, 0.99)));
  const name = `COMMIT → frame p99, ${SOCKETS} sockets, ${PER_SECOND} filings/s`;
  report(name, `${p99.toFixed(1)} ms`, `≤ ${TARGET_MS} ms`, p99 <= TARGET_MS);
  report('  each round', `p50 ${shown(sinceCommit, 0.5)} ms, p99 ${shown(sinceCommit, 0.99)} ms`, '', null);
  report('  behind the filer’s 201', `p50 ${shown(sinceAnswer, 0.5)} ms, p99 ${shown(sinceAnswer, 0.99)} ms`, '', null);
  const rates = rounds.map(({ answered, seconds }) => (answered.size / seconds).toFixed(1)).join(', ');
  report('  filed a second', rates, String(PER_SECOND), null);
  const sent = rounds.reduce((sum, { answered }) => sum + answered.size, 0);
  const missing = sent - [...frameOf.keys()].filter((id) => committed.has(id)).length;
  const lost = heard.reduce((sum, one) => sum + one.lost, 0);
  report('  frames that did not come, sockets lost', `${missing}, ${lost}`, '0, 0', missing === 0 && lost === 0);
}
