import type { ImportColumn, ImportRowView, ImportVerdict } from '@upline/contracts/people-import';
import type { FieldError } from '@upline/contracts/refusals';
import type { Role } from '@upline/contracts/roles';
import type { WantedPerson } from './import-rows.rules';

/** A person of the house as an import sees them. */
export interface KnownPerson {
  id: string;
  login: string;
  name: string;
  roles: Role[];
  extension: string | null;
  email: string | null;
  active: boolean;
  projectIds: string[];
  version: number;
}

/** What is read of the house, with everything locked that the plan rests on. */
export interface HouseFacts {
  /** Those whom the file names, by login. */
  people: ReadonlyMap<string, KnownPerson>;
  /** Everybody, by login and by id. */
  ids: ReadonlyMap<string, { id: string; active: boolean }>;
  logins: ReadonlyMap<string, string>;
  /** Active ones. */
  adminIds: ReadonlySet<string>;
  projects: ReadonlyMap<string, string>;
  /** Who is above whom now, in the general line; by ids. */
  superiors: ReadonlyMap<string, string | null>;
}

/** One line of the file, judged. */
export interface PlannedRow {
  row: number;
  login: string;
  personId: string;
  before: KnownPerson | null;
  after: Omit<KnownPerson, 'active' | 'version'>;
  /** Left out: stays. */
  superiorId?: string | null;
  changes: ImportColumn[];
  errors: FieldError[];
}

/** Judges every line against the house and the other lines; `newId` gives the ids of whom it creates. */
export function planImport(wanted: readonly WantedPerson[], house: HouseFacts, newId: () => string): PlannedRow[] {
  const lines = new Map<string, number[]>();
  for (const { login, row } of wanted) lines.set(login, [...(lines.get(login) ?? []), row]);
  const ids = new Map<string, string>();
  for (const { login } of wanted) ids.set(login, house.ids.get(login)?.id ?? ids.get(login) ?? newId());
  const rows = wanted.map((want) => planRow(want, house, ids, lines.get(want.login)!));
  refuseCycles(rows, house, ids);
  refuseLastAdmin(rows, house);
  return rows;
}

export const verdictOf = (row: PlannedRow): ImportVerdict => {
  if (row.errors.length > 0) return 'error';
  if (row.before === null) return 'created';
  return row.changes.length > 0 ? 'changed' : 'unchanged';
};

export const toRowView = (row: PlannedRow): ImportRowView => ({
  row: row.row,
  login: row.login,
  verdict: verdictOf(row),
  changes: row.errors.length > 0 ? [] : row.changes,
  errors: row.errors,
});

function planRow(
  want: WantedPerson,
  house: HouseFacts,
  ids: ReadonlyMap<string, string>,
  lines: readonly number[],
): PlannedRow {
  const before = house.people.get(want.login) ?? null;
  const errors = [...want.errors];
  const fail = (path: ImportColumn, code: string, message: string): void => void errors.push({ path, code, message });
  if (want.login !== '' && lines.length > 1) fail('login', 'twice', `is on lines ${lines.slice(0, 10).join(', ')}`);
  if (before && !before.active) fail('login', 'not_active', 'has left: take them back by hand first');
  if (!before) requireNew(want, errors);
  const personId = ids.get(want.login)!;
  const superiorId = superiorOf(want, house, ids, fail);
  const after = {
    id: personId,
    login: want.login,
    name: want.name ?? before?.name ?? '',
    roles: want.roles ?? before?.roles ?? [],
    extension: want.extension === undefined ? (before?.extension ?? null) : want.extension,
    email: want.email === undefined ? (before?.email ?? null) : want.email,
    projectIds: want.projects === undefined ? (before?.projectIds ?? []) : projectsOf(want.projects, house, fail),
  };
  const moves = superiorId !== undefined && superiorId !== (house.superiors.get(personId) ?? null);
  const changes = [...changesOf(before, after), ...(moves ? (['superior'] as const) : [])];
  return { row: want.row, login: want.login, personId, before, after, ...(moves && { superiorId }), changes, errors };
}

function requireNew(want: WantedPerson, errors: FieldError[]): void {
  for (const column of ['name', 'roles'] as const) {
    if (want[column] === undefined && !errors.some((error) => error.path === column))
      errors.push({ path: column, code: 'required', message: 'is required for somebody new' });
  }
}

function superiorOf(
  want: WantedPerson,
  house: HouseFacts,
  ids: ReadonlyMap<string, string>,
  fail: (path: ImportColumn, code: string, message: string) => void,
): string | null | undefined {
  if (want.superior === undefined || want.superior === null) return want.superior;
  const inFile = ids.get(want.superior);
  const inHouse = house.ids.get(want.superior);
  if (!inFile && !inHouse) {
    fail('superior', 'unknown', `${want.superior} is neither in this house nor in this file`);
    return undefined;
  }
  const stands = house.superiors.get(ids.get(want.login)!);
  if (inHouse && !inHouse.active && inHouse.id !== stands) {
    fail('superior', 'not_active', `${want.superior} has left`);
    return undefined;
  }
  return inHouse?.id ?? inFile;
}

function projectsOf(
  keys: readonly string[],
  house: HouseFacts,
  fail: (path: ImportColumn, code: string, message: string) => void,
): string[] {
  return keys.flatMap((key) => {
    const id = house.projects.get(key);
    if (id === undefined) fail('projects', 'unknown', `${key} is the key of no project`);
    return id ?? [];
  });
}

function changesOf(before: KnownPerson | null, after: PlannedRow['after']): ImportColumn[] {
  const same: Record<'name' | 'roles' | 'extension' | 'email' | 'projects', boolean> = {
    name: before?.name === after.name,
    roles: sorted(before?.roles ?? []) === sorted(after.roles),
    extension: (before?.extension ?? null) === after.extension,
    email: (before?.email ?? null) === after.email,
    projects: (before?.projectIds ?? []).join() === after.projectIds.join(),
  };
  return (Object.keys(same) as (keyof typeof same)[]).filter((column) => !same[column]);
}

const sorted = (roles: readonly Role[]): string => [...roles].sort().join();

function refuseLastAdmin(rows: readonly PlannedRow[], house: HouseFacts): void {
  const admins = new Set(house.adminIds);
  for (const { personId, after } of rows) {
    if (after.roles.includes('admin')) admins.add(personId);
    else admins.delete(personId);
  }
  if (admins.size > 0) return;
  for (const { personId, errors } of rows) {
    if (house.adminIds.has(personId))
      errors.push({ path: 'roles', code: 'last_admin', message: 'is the last administrator' });
  }
}

/** Follows the line as it would stand; everybody on a cycle gets the path, in logins. */
function refuseCycles(rows: readonly PlannedRow[], house: HouseFacts, ids: ReadonlyMap<string, string>): void {
  const superiors = new Map(house.superiors);
  for (const row of rows) if (row.superiorId !== undefined) superiors.set(row.personId, row.superiorId);
  const logins = new Map(house.logins);
  for (const [login, id] of ids) logins.set(id, login);
  const done = new Set<string>();
  for (const { personId } of rows) {
    const path: string[] = [];
    let step: string | null = personId;
    while (step !== null && !done.has(step) && !path.includes(step)) {
      path.push(step);
      step = superiors.get(step) ?? null;
    }
    for (const id of path) done.add(id);
    if (step === null || !path.includes(step)) continue;
    const ring = new Set(path.slice(path.indexOf(step)));
    const message = `would close a cycle: ${[...ring, step].map((id) => logins.get(id) ?? '?').join(' → ')}`;
    for (const row of rows) {
      if (ring.has(row.personId) && row.superiorId !== undefined)
        row.errors.push({ path: 'superior', code: 'cycle', message });
    }
  }
}
