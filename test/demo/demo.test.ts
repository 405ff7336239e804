import { OPEN_STATES, TICKET_STATES } from '@upline/contracts/ticket';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { checkChains } from '../../src/audit/chain-check';
import { readConfig, type Config } from '../../src/config';
import { loadDemo } from '../../src/demo/load';
import { clock } from '../../src/kernel/clock';
import { startHouse, type House } from '../support/app';
import { cloneDatabase } from '../support/database';

/** The nine of the contract, whom it names with their reporting lines. */
const LOGINS = ['agent1', 'agent2', 'lead1', 'lead2', 'supervisor1', 'manager1', 'qa1', 'records1', 'admin1'];
const LIMIT_MS = 20_000;
const DAY_MS = 86_400_000;

const settings = (url: string): Record<string, string> => ({
  DATABASE_URL: url,
  UPLINE_DEMO: '1',
  UPLINE_SECRET: 'a secret that only the tests know, 32+',
});

describe('the demo house', () => {
  let database: Awaited<ReturnType<typeof cloneDatabase>>;
  let config: Config;
  let db: Client;
  let house: House;
  let took: number;
  const said: string[] = [];
  beforeAll(async () => {
    database = await cloneDatabase();
    config = readConfig(settings(database.url));
    const from = performance.now();
    await loadDemo(config, (line) => said.push(line));
    took = performance.now() - from;
    db = new Client({ connectionString: database.url });
    await db.connect();
    house = await startHouse({ ...settings(database.url), UPLINE_ROLE: 'api' });
  });
  afterAll(async () => {
    await db.end();
    await house.close();
    await database.drop();
  });

  const rows = async <Row extends object>(sql: string): Promise<Row[]> => (await db.query<Row>(sql)).rows;
  const signIn = async (login: string) => {
    const answer = await house.stranger().post('/auth/login', { login, password: 'upline-demo-pass' });
    return { status: answer.status, client: house.stranger(answer.body.accessToken as string) };
  };

  it('is there in time, and says so in one line', () => {
    expect(took).toBeLessThan(LIMIT_MS);
    expect(said).toEqual([expect.stringMatching(/^The demo house is ready: 78 people, \d\d tickets/)]);
  });

  it('has the people of the contract', async () => {
    const counted = await rows<{ role: string; n: number }>(
      'select role, count(*)::int as n from person, unnest(roles) as role group by role order by role',
    );
    expect(Object.fromEntries(counted.map(({ role, n }) => [role, n]))).toEqual({
      admin: 1,
      agent: 66,
      manager: 1,
      qa_analyst: 1,
      records_admin: 1,
      supervisor: 2,
      team_lead: 6,
    });
    expect(await rows('select count(distinct name)::int as names from person')).toEqual([{ names: 78 }]);
    expect(await rows(`select count(*)::int as n from person where name !~ '^[一-龥]{2,4}$'`)).toEqual([{ n: 0 }]);
    expect(await rows('select count(*)::int as n from project where escalation_contact_id is not null')).toEqual([
      { n: 2 },
    ]);
  });

  it('has eleven agents under each lead, and the lines of the nine', async () => {
    const spans = await rows<{ n: number }>(
      `select count(*)::int as n from reporting_line l join person s on s.id = l.superior_id
       where 'team_lead' = any (s.roles) and valid_until is null group by s.id`,
    );
    expect(spans).toEqual(Array.from({ length: 6 }, () => ({ n: 11 })));
    const line = await rows<{ login: string; superior: string | null }>(
      `select p.login, s.login as superior from person p left join person s on s.id = superior_of(p.id, null, upline_now())
       where p.login in ('agent1', 'agent2', 'lead1', 'lead2', 'supervisor1', 'manager1')`,
    );
    expect(Object.fromEntries(line.map(({ login, superior }) => [login, superior]))).toEqual({
      agent1: 'lead1',
      agent2: 'lead1',
      lead1: 'supervisor1',
      lead2: 'supervisor1',
      supervisor1: 'manager1',
      manager1: null,
    });
    expect(await rows('select count(*)::int as n from absence')).toEqual([{ n: 0 }]);
  });

  it('has nothing that its own health page would complain of', async () => {
    const { client } = await signIn('admin1');
    expect((await client.get('/org/health')).body).toMatchObject({
      withoutSuperior: [],
      spans: [],
      deadDeputies: [],
      missingLastResorts: 0,
      projectsWithoutContact: [],
    });
  });

  it('has tickets in every state, of the last fourteen days', async () => {
    const states = await rows<{ state: string; n: number }>(
      'select state, count(*)::int as n from ticket group by state',
    );
    expect(states.map(({ state }) => state).sort()).toEqual([...TICKET_STATES].sort());
    const total = states.reduce((sum, { n }) => sum + n, 0);
    expect(total).toBeGreaterThanOrEqual(40);
    expect(total).toBeLessThanOrEqual(60);
    const open = states.filter(({ state }) => (OPEN_STATES as readonly string[]).includes(state));
    expect(open.reduce((sum, { n }) => sum + n, 0)).toBeGreaterThanOrEqual(12);
    const [age] = await rows<{ oldest: Date; newest: Date }>(
      'select min(created_at) as oldest, max(updated_at) as newest from ticket',
    );
    expect(age!.oldest.getTime()).toBeGreaterThan(clock.nowMs() - 14 * DAY_MS);
    expect(age!.oldest.getTime()).toBeLessThan(clock.nowMs() - 12 * DAY_MS);
    expect(age!.newest.getTime()).toBeLessThanOrEqual(clock.nowMs());
  });

  it('has what a desk lives through: breaches noticed at their time, disputes, transfers, answers', async () => {
    const types = await rows<{ type: string }>('select distinct type from ticket_event');
    const lived = types.map(({ type }) => type);
    for (const act of 'filed acknowledged released returned supplied noted contacted escalated transferred'.split(' '))
      expect(lived).toContain(`ticket.${act}`);
    for (const act of 'decided resolved disputed closed withdrawn'.split(' ')) expect(lived).toContain(`ticket.${act}`);
    const missed = await rows<{ clock: string; late: number }>(
      `select data->>'clock' as clock, extract(epoch from (data->>'noticedAt')::timestamptz - (data->>'dueAt')::timestamptz)::float8 as late
       from ticket_event where type = 'clock.missed'`,
    );
    expect(new Set(missed.map(({ clock }) => clock))).toEqual(new Set(['acknowledge', 'promise']));
    for (const { late } of missed) expect(late).toBeLessThan(5);
    expect(await rows(`select count(*)::int as n from ticket where level > 0`)).not.toEqual([{ n: 0 }]);
    expect(await rows(`select set_aside_why from due where set_aside_at is not null`)).toEqual([]);
  });

  it('has chains that verify', async () => {
    const report = await checkChains(house.app.get(DataSource).manager);
    const [counted] = await rows<{ tickets: number; events: number }>(
      'select (select count(*)::int from ticket) as tickets, (select count(*)::int from ticket_event) as events',
    );
    expect(report).toMatchObject({ chains: counted!.tickets, rows: counted!.events, faults: [] });
  });

  it('goes forward in time on every timeline', async () => {
    expect(
      await rows(
        `select e.ticket_id from ticket_event e join ticket_event f on f.ticket_id = e.ticket_id and f.sequence = e.sequence + 1
         where f.at < e.at`,
      ),
    ).toEqual([]);
  });

  it.each(LOGINS)('lets %s sign in', async (login) => {
    const { status, client } = await signIn(login);
    expect(status).toBeLessThan(300);
    expect((await client.get('/me')).body).toMatchObject({ login });
  });

  it('gives the lead a queue, and shows the numbers masked', async () => {
    const { client } = await signIn('lead1');
    const { body } = await client.get('/tickets?view=queue');
    expect(body.items.length).toBeGreaterThanOrEqual(3);
    for (const ticket of body.items) expect(JSON.stringify(ticket)).not.toMatch(/1380000\d/);
  });

  it('leaves the clock as the migration made it', async () => {
    expect(await rows(`select prosrc from pg_proc where proname = 'upline_now'`)).toEqual([
      { prosrc: 'select statement_timestamp()' },
    ]);
    expect(await rows(`select to_regclass('clock_shift') as shift`)).toEqual([{ shift: null }]);
  });

  it('is left alone by a second start, which says when it has aged', async () => {
    const before = await rows('select (select count(*) from person) as p, (select count(*) from ticket) as t');
    const heard: string[] = [];
    await loadDemo(config, (line) => heard.push(line));
    expect(heard).toEqual([]);
    await db.query(`update audit_entry set at = at - interval '50 hours' where act = 'demo.loaded'`);
    await loadDemo(config, (line) => heard.push(line));
    expect(heard).toEqual([expect.stringMatching(/2 days old.*npm run demo:fresh/)]);
    expect(await rows('select (select count(*) from person) as p, (select count(*) from ticket) as t')).toEqual(before);
  });

  it('is refused where one was begun and not finished, and keeps out of somebody’s own house', async () => {
    await db.query(`update audit_entry set act = 'x' where act = 'demo.loaded'`);
    await expect(loadDemo(config, () => undefined)).rejects.toThrow(/begun.*not finished/);
    await db.query(`update audit_entry set act = 'y' where act = 'demo.started'`);
    const heard: string[] = [];
    await loadDemo(config, (line) => heard.push(line));
    expect(heard).toEqual([]);
    const live = readConfig({ ...settings(database.url), UPLINE_DEMO: '0' });
    await expect(loadDemo(live, () => undefined)).rejects.toThrow(/UPLINE_DEMO=1/);
  });
});

describe('a demo that could not be loaded', () => {
  it('leaves the clock as it was, and no half house that would be taken for a whole one', async () => {
    const database = await cloneDatabase();
    const db = new Client({ connectionString: database.url });
    await db.connect();
    try {
      await db.query('delete from policy');
      const config = readConfig(settings(database.url));
      await expect(loadDemo(config, () => undefined)).rejects.toThrow();
      expect(clock.offset()).toBe(0);
      const { rows } = await db.query(`select prosrc from pg_proc where proname = 'upline_now'`);
      expect(rows).toEqual([{ prosrc: 'select statement_timestamp()' }]);
      await expect(loadDemo(config, () => undefined)).rejects.toThrow(/begun.*not finished/);
    } finally {
      await db.end();
      await database.drop();
    }
  });
});

describe('the source of the demo', () => {
  it('holds no SQL', () => {
    const folder = join(__dirname, '../../src/demo');
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(files.length).toBeGreaterThan(5);
    for (const source of files) {
      expect(source).not.toMatch(/\.query\s*[(<]|runHot|createQueryBuilder|getRepository|\.(insert|update|delete)\(/);
      expect(source).not.toMatch(
        /\b(select|insert into|update|delete from|create|alter|drop)\s+\w+\s+(from|set|values|table|function|where)\b/i,
      );
    }
  });

  it('knows no number of anybody', () => {
    for (const name of ['shop.data.ts', 'net.data.ts']) {
      const source = readFileSync(join(__dirname, '../../src/demo', name), 'utf8');
      expect(source).not.toMatch(/\d{7,}/);
    }
  });
});
