import type { EntityManager } from 'typeorm';
import type { HouseFacts, KnownPerson, PlannedRow } from './import-plan.rules';
import type { WantedPerson } from './import-rows.rules';

/** Milliseconds that an import may spend on the database. */
export const IMPORT_LIMIT_MS = 20_000;

/** For the rest of the transaction a lock may be waited for as long as an import may take. */
export async function waitLonger(tx: EntityManager): Promise<void> {
  await tx.query(`select set_config('lock_timeout', $1, true)`, [String(IMPORT_LIMIT_MS)]);
}

/** Taken before anything is read: one import at a time, no change of the line or of who administers meanwhile. */
export async function lockForImport(tx: EntityManager): Promise<void> {
  await waitLonger(tx);
  await tx.query(`select pg_advisory_xact_lock(hashtext('people_import'))`);
  await tx.query(`select pg_advisory_xact_lock(hashtext('reporting_line'))`);
  await tx.query('select 1 from house for update');
}

/** The instant from which the new lines hold: now, and after every row of the line that has begun. */
export async function lineInstant(tx: EntityManager): Promise<Date> {
  const [row] = await tx.query<[{ at: Date }]>(
    `select greatest(date_trunc('milliseconds', upline_now()),
       (select date_trunc('milliseconds', max(l.valid_from)) + interval '1 millisecond' from reporting_line l
        where l.valid_from <= upline_now())) as at`,
  );
  return row.at;
}

/** Holds everybody whom the file names; a key-share lock suffices others to refer to them meanwhile. */
export async function readHouse(tx: EntityManager, wanted: readonly WantedPerson[], at: Date): Promise<HouseFacts> {
  const logins = [...new Set(wanted.flatMap(({ login, superior }) => [login, ...(superior ? [superior] : [])]))];
  await tx.query('select 1 from person where login = any ($1) order by id for no key update', [logins]);
  const everybody = await tx.query<{ id: string; login: string; active: boolean; admin: boolean }[]>(
    `select id, login, active, active and 'admin' = any (roles) as admin from person`,
  );
  const projects = await tx.query<{ id: string; key: string }[]>('select id, key from project');
  const lines = await tx.query<{ person_id: string; superior_id: string | null }[]>(
    `select person_id, superior_id from reporting_line
     where project_id is null and valid_from <= $1 and (valid_until is null or valid_until > $1)`,
    [at],
  );
  return {
    people: await namedIn(tx, wanted),
    ids: new Map(everybody.map(({ id, login, active }) => [login, { id, active }])),
    logins: new Map(everybody.map(({ id, login }) => [id, login])),
    adminIds: new Set(everybody.filter(({ admin }) => admin).map(({ id }) => id)),
    projects: new Map(projects.map(({ id, key }) => [key, id])),
    superiors: new Map(lines.map((line) => [line.person_id, line.superior_id])),
  };
}

async function namedIn(tx: EntityManager, wanted: readonly WantedPerson[]): Promise<Map<string, KnownPerson>> {
  const rows = await tx.query<KnownPerson[]>(
    `select p.id, p.login, p.name, p.roles, p.extension, p.email, p.active, p.version,
       array(select pp.project_id from person_project pp where pp.person_id = p.id order by pp.position) as "projectIds"
     from person p where p.login = any ($1)`,
    [wanted.map(({ login }) => login)],
  );
  return new Map(rows.map((row) => [row.login, row]));
}

const FIELDS = `as g(id uuid, login text, name text, roles text[], extension text, email text)`;
const fieldsOf = (rows: readonly Pick<PlannedRow, 'after'>[]): string => JSON.stringify(rows.map(({ after }) => after));

export async function insertPeople(tx: EntityManager, rows: readonly PlannedRow[]): Promise<void> {
  await tx.query(
    `insert into person (id, login, name, roles, extension, email, created_at)
     select g.id, g.login, g.name, g.roles, g.extension, g.email, upline_now() from jsonb_to_recordset($1::jsonb) ${FIELDS}`,
    [fieldsOf(rows)],
  );
  await putProjects(tx, rows);
}

export async function updatePeople(tx: EntityManager, rows: readonly Pick<PlannedRow, 'after'>[]): Promise<void> {
  await tx.query(
    `update person p set name = g.name, roles = g.roles, extension = g.extension, email = g.email, version = p.version + 1
     from jsonb_to_recordset($1::jsonb) ${FIELDS} where p.id = g.id`,
    [fieldsOf(rows)],
  );
  await putProjects(tx, rows);
}

/** The whole list of each, in order. */
async function putProjects(tx: EntityManager, rows: readonly Pick<PlannedRow, 'after'>[]): Promise<void> {
  const given = JSON.stringify(rows.map(({ after }) => ({ id: after.id, projects: after.projectIds })));
  await tx.query(
    `delete from person_project where person_id in (select g.id from jsonb_to_recordset($1::jsonb) as g(id uuid))`,
    [given],
  );
  await tx.query(
    `insert into person_project (person_id, project_id, position)
     select g.id, j.id, j.position from jsonb_to_recordset($1::jsonb) as g(id uuid, projects uuid[])
     cross join lateral unnest(g.projects) with ordinality as j(id, position)`,
    [given],
  );
}
