import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Pool } from 'pg';
import { DataSource } from 'typeorm';
import { ownerDataSource } from '../../src/data-source';
import { TICKET_FIELDS, snake } from '../../src/tickets/ticket.rows';
import { administer, cloneDatabase, databaseUrl, serverUrl } from '../support/database';

/** Everything that a migration makes, as text: two databases that answer alike are alike. */
const SCHEMA = `
  select 'column' as what, table_name || '.' || column_name as name,
    concat_ws(' ', data_type, is_nullable, column_default) as is
  from information_schema.columns where table_schema = 'public'
  union all select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) from pg_constraint
    where connamespace = 'public'::regnamespace and conrelid <> 0
  union all select 'index', indexname, indexdef from pg_indexes where schemaname = 'public'
  union all select 'function', p.oid::regprocedure::text, md5(p.prosrc) from pg_proc p
    left join pg_depend d on d.objid = p.oid and d.deptype = 'e' where p.pronamespace = 'public'::regnamespace and d.objid is null
  union all select 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
  union all select 'grant', table_name || ' to ' || grantee, string_agg(privilege_type, ',' order by privilege_type)
    from information_schema.role_table_grants where table_schema = 'public' and grantee like 'upline_%' group by table_name, grantee
  order by 1, 2`;

async function schemaOf(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ what: string; name: string; is: string }>(SCHEMA);
    return rows.map(({ what, name, is }) => `${what} ${name}: ${is}`).filter((line) => !/\bmigration\b/.test(line));
  } finally {
    await client.end();
  }
}

describe('the migrations', () => {
  const name = `m_${process.pid}_${process.hrtime.bigint()}`;
  const url = () => databaseUrl(serverUrl(), name);
  beforeAll(() => administer(serverUrl(), `create database ${name}`));
  afterAll(() => administer(serverUrl(), `drop database if exists ${name} with (force)`));

  it('go up, down and up again, and come out the same', async () => {
    const empty = await schemaOf(url());
    const source = await new DataSource(ownerDataSource(url())).initialize();
    try {
      const applied = await source.runMigrations();
      const first = await schemaOf(url());
      for (let undone = 0; undone < applied.length; undone++) await source.undoLastMigration();
      expect(await schemaOf(url())).toEqual(empty);
      await source.runMigrations();
      expect(await schemaOf(url())).toEqual(first);
      expect(first.length).toBeGreaterThan(empty.length);
    } finally {
      await source.destroy();
    }
  });

  it('have timestamps that only grow', () => {
    const stamps = readdirSync(join(__dirname, '../../migrations')).map((file) => Number(file.split('-')[0]));
    expect(stamps).toEqual([...new Set(stamps)].sort((a, b) => a - b));
  });
});

describe('the migrated database', () => {
  let database: Awaited<ReturnType<typeof cloneDatabase>>;
  let owner: Pool;
  let app: Pool;
  let auditor: Pool;
  beforeAll(async () => {
    database = await cloneDatabase();
    owner = new Pool({ connectionString: database.url, max: 1 });
    app = new Pool({ connectionString: database.url, max: 1, options: '-c role=upline_app' });
    auditor = new Pool({ connectionString: database.url, max: 1, options: '-c role=upline_auditor' });
  });
  afterAll(async () => {
    await Promise.all([owner.end(), app.end(), auditor.end()]);
    await database.drop();
  });

  it('has a column of the same word for every field of the aggregate', async () => {
    const { rows } = await owner.query<{ name: string }>(
      `select column_name as name from information_schema.columns where table_name = 'ticket'`,
    );
    const columns = new Set(rows.map((row) => row.name));
    expect(TICKET_FIELDS.map(snake).filter((column) => !columns.has(column))).toEqual([]);
  });

  it.each([
    ['ticket_event', 'type'],
    ['person_event', 'type'],
    ['audit_entry', 'act'],
    ['ticket_text', 'body'],
    ['ticket_contact', 'outcome'],
    ['attachment', 'name'],
    ['attachment_chunk', 'bytes'],
  ])('lets the app neither change nor delete a row of %s', async (table, column) => {
    await expect(app.query(`delete from ${table}`)).rejects.toMatchObject({ code: '42501' });
    await expect(app.query(`update ${table} set ${column} = ''`)).rejects.toMatchObject({ code: '42501' });
    await expect(app.query(`truncate ${table}`)).rejects.toMatchObject({ code: '42501' });
    await expect(app.query(`select 1 from ${table}`)).resolves.toBeDefined();
  });

  it('lets the app make no table, and the auditor write nothing', async () => {
    await expect(app.query('create table public.mine (id integer)')).rejects.toMatchObject({ code: '42501' });
    await expect(auditor.query(`update ticket set state = 'closed'`)).rejects.toMatchObject({ code: '42501' });
    await expect(auditor.query('select body from ticket_text')).rejects.toMatchObject({ code: '42501' });
    await expect(auditor.query('select state from ticket')).resolves.toBeDefined();
  });
});
