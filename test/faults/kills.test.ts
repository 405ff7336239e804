import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { killAndRecover, standStill, TARGETS } from './support/kills';
import { Rig } from './support/rig';
import { Seeded } from './support/seed';

/** How many; a long night takes more of them (`FAULTS_KILLS=200`). */
const KILLS = Number(process.env.FAULTS_KILLS ?? 10);
const LONGEST_LIFE_MS = 2_500;
const STILL_MS = 6_000;
/** What was due while something was away has been noticed this long after readiness. */
const CAUGHT_UP_MS = 10_000;
/** A form's last clock: three people have three seconds each, and a promise of seven. */
const LAST_CLOCK_MS = 12_000;
const TIMEOUT_MS = 90_000 + KILLS * 20_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

describe('a desk whose processes are killed under load', () => {
  const random = new Seeded();
  let rig: Rig;
  let held = 0;
  beforeAll(async () => (rig = await Rig.start()), TIMEOUT_MS);
  afterAll(() => rig.close(held < 2 || process.env.FAULTS_KEEP === '1'));

  it(
    `comes back from ${KILLS} kills, and answers in time while its database stands still`,
    async () => {
      say(`seed ${random.seed} (FAULTS_SEED)`);
      expect(await settingsOf(rig)).toEqual({ fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' });
      const back: number[] = [];
      for (let kill = 0; kill < KILLS; kill++) {
        await delay(random.between(50, LONGEST_LIFE_MS));
        const target = TARGETS[kill % TARGETS.length]!;
        const ms = await killAndRecover(rig, target, random.next());
        const counts = await rig.tell('settle');
        say(`kill ${kill + 1}, ${target}: ready after ${Math.round(ms)} ms, ${counts.acked} forms acknowledged so far`);
        back.push(ms);
      }
      const still = await whileItStandsStill();
      const counts = await rig.tell('stop');
      say(`slowest recovery ${Math.round(Math.max(...back))} ms; the driver counted ${JSON.stringify(counts)}`);
      expect(still).toEqual({ live: [200], ready: [503], unfired: [] });
      expect(counts).toMatchObject({ unknownNow: 0, unansweredMs: 0 });
      expect(rig.product.endedByItself).toEqual([]);
      expect(rig.product.errors()).toEqual([]);
      // Enough happened for the verdict to mean something.
      expect(counts.acked).toBeGreaterThan(KILLS * 10);
      expect(counts.unknown).toBeGreaterThan(KILLS);
      expect(counts.asked).toBeGreaterThan(KILLS);
      expect(counts.connections).toBeGreaterThan(KILLS / 2);
      const refusals = Object.keys(counts.rejected).filter((refusal) => !EXPECTED_REFUSALS.has(refusal));
      expect(refusals).toEqual([]);
      held++;
    },
    TIMEOUT_MS,
  );

  /** The answers that there were meanwhile, and what was still due and unfired ten seconds after. */
  async function whileItStandsStill(): Promise<Record<string, unknown[]>> {
    const [live, ready] = [new Set<number | null>(), new Set<number | null>()];
    const goOn = standStill(rig.postgres);
    try {
      for (const from = performance.now(); performance.now() - from < STILL_MS;) {
        live.add(await rig.product.status('/health/live'));
        ready.add(await rig.product.status('/health/ready'));
      }
    } finally {
      goOn();
    }
    await rig.product.ready();
    await delay(CAUGHT_UP_MS);
    const unfired = rig.verdict().rules.filter(({ rule, faults }) => rule.startsWith('O6') && faults > 0);
    await rig.tell('settle');
    return { live: [...live], ready: [...ready], unfired };
  }

  it(
    'lost nothing, doubled nothing, and fired every clock once',
    async () => {
      await delay(LAST_CLOCK_MS);
      await rig.tell('leave');
      const verdict = rig.verdict();
      for (const { rule, checked, faults } of verdict.rules)
        say(`${faults === 0 ? 'ok  ' : 'FAIL'} ${rule}: ${checked} checked`);
      const bound = (100 * 3) / KILLS;
      say(
        `${KILLS} kills, ${verdict.acked} forms acknowledged, ${verdict.fired} clocks fired, ${verdict.faults} faults`,
      );
      say(`no fault in ${KILLS} kills: with 95 % confidence fewer than ${bound.toFixed(1)} % of kills do harm (3/n)`);
      expect(verdict.rules.filter(({ faults }) => faults > 0)).toEqual([]);
      expect(verdict.rules.filter(({ checked }) => checked === 0).map(({ rule }) => rule)).toEqual([NEVER]);
      expect(verdict.tickets).toBe(verdict.acked);
      expect(verdict.chains).toBe(verdict.tickets);
      expect(verdict.fired).toBeGreaterThan(KILLS);
      held++;
    },
    TIMEOUT_MS,
  );

  it(
    'is judged by rules that see each kind of harm',
    async () => {
      await harm(rig);
      const blind = rig.verdict().rules.filter(({ faults }) => faults === 0);
      expect(blind.map(({ rule }) => rule)).toEqual([NEVER]);
    },
    TIMEOUT_MS,
  );
});

/** Lists faults alone, so that it checks nothing when there are none. */
const NEVER = 'no answer that must never be given, none that changed';
/** A retry may come after its promise; an acknowledgement after its clock, or after the step up. */
const EXPECTED_REFUSALS = new Set([
  'file invalid',
  'acknowledge stale_version',
  'acknowledge forbidden',
  'acknowledge wrong_state',
]);

async function settingsOf({ postgres }: Rig): Promise<Record<string, string>> {
  const names = ['fsync', 'full_page_writes', 'synchronous_commit'];
  const rows = await ask<{ name: string; setting: string }>(
    postgres.url,
    `select name, setting from pg_settings where name = any ('{${names.join()}}') order by name`,
  );
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
}

async function ask<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const answer = await client.query<Row>(sql);
    return answer.rows;
  } finally {
    await client.end();
  }
}

/** What a product that broke its word would leave: for every rule of the oracle something that it must not pass. */
async function harm({ postgres }: Rig): Promise<void> {
  const content = `select content_text_id from ticket order by number`;
  await ask(
    postgres.url,
    `begin;
     update ticket_text set body = (select body from ticket_text where id = (${content} limit 1)) where id = (${content} offset 1 limit 1);
     update ticket_text set body = 'Nobody sent this.' where id = (${content} offset 2 limit 1);
     delete from ticket_event where ctid = (select ctid from ticket_event where type = 'ticket.escalated' limit 1);
     delete from ticket_event where ctid = (select ctid from ticket_event where type = 'ticket.acknowledged' limit 1);
     update due set due_at = due_at + interval '1 hour' where state = 'missed';
     update due set due_at = due_at - interval '1 hour' where kind = 'acknowledge' and state = 'met';
     update due set due_at = upline_now() - interval '1 minute' where state = 'running';
     delete from person_event where seq = 1;
     commit`,
  );
}
