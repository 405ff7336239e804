import type { Preferences, PersonView, ProjectRef } from '@upline/contracts/people';
import { DEFAULT_PREFERENCES } from '@upline/contracts/people';
import type { Locale } from '@upline/contracts/auth';
import type { Role } from '@upline/contracts/roles';
import type { PersonRef } from '@upline/contracts/ticket';
import type { EntityManager } from 'typeorm';
import { Refusal } from '../kernel/refusal';

/** A row of `person` with what is shown beside it. */
export interface PersonRow {
  id: string;
  login: string;
  name: string;
  roles: Role[];
  email: string | null;
  extension: string | null;
  locale: Locale;
  preferences: Partial<Preferences>;
  active: boolean;
  version: number;
  created_at: Date;
  projects: ProjectRef[];
  superior: PersonRef | null;
}

const SELECT = `
  select p.id, p.login, p.name, p.roles, p.email, p.extension, p.locale, p.preferences, p.active, p.version, p.created_at,
    coalesce((
      select json_agg(json_build_object('id', j.id, 'key', j.key, 'name', j.name) order by pp.position)
      from person_project pp join project j on j.id = pp.project_id where pp.person_id = p.id
    ), '[]'::json) as projects,
    (select json_build_object('id', s.id, 'name', s.name) from person s where s.id = superior_of(p.id, null, upline_now())) as superior
  from person p`;

/** Null when there is no such person. */
export async function findPerson(m: EntityManager, id: string): Promise<PersonRow | null> {
  const [row] = await m.query<PersonRow[]>(`${SELECT} where p.id = $1`, [id]);
  return row ?? null;
}

/** Refuses with `not_found`. */
export async function getPerson(m: EntityManager, id: string): Promise<PersonRow> {
  const row = await findPerson(m, id);
  if (!row) throw Refusal.notFound();
  return row;
}

/** Holds the person's row until the end of the transaction, but for references to it; refuses with `not_found`. */
export async function lockPerson(tx: EntityManager, id: string): Promise<PersonRow> {
  await tx.query('select 1 from person where id = $1 for no key update', [id]);
  return getPerson(tx, id);
}

export interface PeopleFilter {
  q?: string;
  role?: Role;
  projectId?: string;
  active?: boolean;
}

/** People by name, after a place in the list; one more than `limit`. */
export async function listPeople(
  m: EntityManager,
  filter: PeopleFilter,
  after: { name: string; id: string } | null,
  limit: number,
): Promise<PersonRow[]> {
  return m.query<PersonRow[]>(
    `${SELECT}
     where ($1::text is null or strpos(lower(p.name), lower($1)) > 0)
       and ($2::text is null or $2 = any (p.roles))
       and ($3::uuid is null or exists (select from person_project x where x.person_id = p.id and x.project_id = $3))
       and ($4::boolean is null or p.active = $4)
       and ($5::text is null or (p.name, p.id) > ($5, $6::uuid))
     order by p.name, p.id limit $7`,
    [
      filter.q ?? null,
      filter.role ?? null,
      filter.projectId ?? null,
      filter.active ?? null,
      after?.name ?? null,
      after?.id ?? null,
      limit + 1,
    ],
  );
}

/** Names by id; ids of nobody are left out. */
export async function namesOf(m: EntityManager, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await m.query<PersonRef[]>('select id, name from person where id = any ($1::uuid[])', [ids]);
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** Refuses with 400 at `path` unless every id is an active person. */
export async function requireActive(m: EntityManager, ids: readonly string[], path: string): Promise<void> {
  const [row] = await m.query<{ found: number }[]>(
    'select count(*)::int as found from person where active and id = any ($1::uuid[])',
    [ids],
  );
  if (row?.found !== new Set(ids.map((id) => id.toLowerCase())).size) {
    throw Refusal.invalid(path, 'is nobody, or somebody who has left', 'not_active');
  }
}

/** Refuses with 400 at `path` unless every id is a project. */
export async function requireProjects(m: EntityManager, ids: readonly string[], path: string): Promise<void> {
  if (ids.length === 0) return;
  const [row] = await m.query<{ found: number }[]>(
    'select count(*)::int as found from project where id = any ($1::uuid[])',
    [ids],
  );
  if (row?.found !== new Set(ids.map((id) => id.toLowerCase())).size) {
    throw Refusal.invalid(path, 'is no project', 'unknown');
  }
}

/** Whether somebody is above a person now, in the general line or in any project's. */
export async function isSuperiorOf(m: EntityManager, superiorId: string, personId: string): Promise<boolean> {
  const [row] = await m.query<{ above: boolean }[]>(
    'select exists (select from line_below($1, upline_now()) b where b.person_id = $2) as above',
    [superiorId, personId],
  );
  return row?.above ?? false;
}

/** What a reader sees; login and address only with `full`. */
export const toPersonView = (row: PersonRow, full: boolean): PersonView => ({
  id: row.id,
  name: row.name,
  roles: row.roles,
  active: row.active,
  extension: row.extension,
  login: full ? row.login : null,
  email: full ? row.email : null,
  projects: row.projects,
  superior: row.superior,
  version: row.version,
  createdAt: row.created_at.toISOString(),
});

/** Preferences with what was never chosen filled in. */
export const preferencesOf = (row: Pick<PersonRow, 'preferences'>): Preferences => ({
  ...DEFAULT_PREFERENCES,
  ...row.preferences,
});
