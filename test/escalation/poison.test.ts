import { randomUUID } from 'node:crypto';
import { startHouse, type House } from '../support/app';
import { buildLine, type Line } from '../support/factories';
import { file, look, sweep } from '../tickets/desk';

const STRIKES = 5;

/** Ways in which one ticket cannot be handled, though the database is well. */
const POISONS: [string, (house: House, ticketId: string) => Promise<unknown>][] = [
  [
    'a policy that cannot be read',
    async ({ db }, ticketId) => {
      const policyId = randomUUID();
      await db.query(`insert into policy select $1, 'broken', (select count(*) + 1 from policy), '{}', upline_now()`, [
        policyId,
      ]);
      await db.query('update ticket set policy_id = $1 where id = $2', [policyId, ticketId]);
    },
  ],
  [
    'a row that the database refuses',
    async ({ db }, ticketId) => {
      await db.query(`create or replace function poison() returns trigger language plpgsql as $$ begin
        if new.ticket_id = '${ticketId}' and new.type = 'clock.missed' then raise exception 'poisonous'; end if; return new; end $$`);
      await db.query(
        'create or replace trigger poison before insert on ticket_event for each row execute function poison()',
      );
    },
  ],
  [
    'a broken invariant',
    async ({ db }, ticketId) => {
      await db.query(`alter table ticket add constraint poison check (id <> '${ticketId}' or level = 0)`);
    },
  ],
];

describe('a poisonous due row', () => {
  let house: House;
  let line: Line;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(house);
  });
  const dueRow = async (ticketId: string) =>
    (await house.db.query(`select state, set_aside_at, set_aside_why from due where subject_id = $1 and kind = 'acknowledge' and occurrence = 1`, [ticketId])).rows[0]; // prettier-ignore

  it.each(POISONS)('%s: is set aside with its reason, and the batch goes on', async (_what, poison) => {
    const before = await file(house, 'agent1');
    const bad = await file(house, 'agent1');
    const after = [await file(house, 'agent1'), await file(house, 'agent2')];
    await poison(house, bad.id);
    await house.clock.advance('31 minutes');
    await sweep(house);
    for (const ticket of [before, ...after])
      expect(await look(house, 'manager1', ticket.id)).toMatchObject({ level: 1, holder: { id: line.supervisor1 } });
    expect(await dueRow(bad.id)).toMatchObject({ state: 'running', set_aside_at: null });
    for (let strike = 1; strike < STRIKES; strike++) await sweep(house);
    expect(await dueRow(bad.id)).toMatchObject({
      state: 'running',
      set_aside_at: expect.any(Date),
      set_aside_why: expect.any(String),
    });
    const { rows } = await house.db.query('select level, version from ticket where id = $1', [bad.id]);
    expect(rows[0]).toEqual({ level: 0, version: 1 });
    expect(await sweep(house)).toBe(0);
  });

  it('is told of once: in the log without a word of anybody’s, in a metric, and where readiness is asked', async () => {
    const lines: unknown[][] = [];
    const keep = (...line: unknown[]): void => void lines.push(line);
    house.app.useLogger({ log: keep, warn: keep, error: keep });
    const ready = async () => (await house.stranger().get('/health/ready')).body as { warnings: string[] };
    const setAside = async () =>
      Number(
        /^upline_due_set_aside\{subject="ticket"\} (\d+)$/m.exec((await house.stranger().get('/metrics')).text)?.[1],
      );
    const before = await setAside();
    await house.db.query(
      `update process_heartbeat set role = 'all', swept_at = clock_timestamp() + interval '1 minute'`,
    );
    const bad = await file(house, 'agent1', { content: 'Nobody’s log should say Rumpelstiltskin.' });
    await POISONS[1]![1](house, bad.id);
    await house.clock.advance('31 minutes');
    for (let strike = 0; strike < STRIKES; strike++) await sweep(house);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toEqual([
      { due: expect.any(String), subject: 'ticket', kind: 'acknowledge', reason: 'P0001' },
      'A due row was set aside',
      'Sweeper',
    ]);
    expect(await setAside()).toBe(before + 1);
    await house.db.query(
      `update process_heartbeat set role = 'all', swept_at = clock_timestamp() + interval '1 minute'`,
    );
    expect((await ready()).warnings).toContain(
      `Set aside: ${before + 1} due rows of tickets failed too often; their clocks do not run.`,
    );
    await house.db.query(`update due set subject_kind = 'notice' where set_aside_at is not null`);
    expect((await ready()).warnings.filter((text) => text.startsWith('Set aside'))).toEqual([]);
  });

  it('of a kind that nobody handles, or of nothing, does not keep the sweeper awake', async () => {
    const ticket = await file(house, 'agent1');
    const row = `insert into due (id, subject_kind, subject_id, kind, occurrence, state, started_at, due_at, next_at)
      values (gen_random_uuid(), $1, $2, $3, 1, 'running', upline_now(), upline_now(), upline_now() - interval '1 minute')`;
    await house.db.query(row, ['ticket', ticket.id, 'silent']);
    await house.db.query(row, ['ticket', randomUUID(), 'acknowledge']);
    await house.db.query(row, ['notice', randomUUID(), 'acknowledge']);
    const worker = await startHouse({ UPLINE_ROLE: 'worker', DATABASE_URL: house.databaseUrl });
    const looks = async (): Promise<number> => {
      const { rows } = await house.db.query<{ n: string }>(
        `select coalesce(sum(xact_commit), 0) as n from pg_stat_database where datname = current_database()`,
      );
      return Number(rows[0]!.n);
    };
    await new Promise((resolve) => setTimeout(resolve, 500));
    const from = await looks();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect((await looks()) - from).toBeLessThan(200);
    await worker.close();
  });
});
