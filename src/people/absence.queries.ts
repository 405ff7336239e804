import type { AbsenceEnd, AbsenceView } from '@upline/contracts/people';
import type { EntityManager } from 'typeorm';

export interface AbsenceRow {
  id: string;
  person_id: string;
  from_at: Date;
  /** With all digits, for the cursor. */
  from_text: string;
  to_at: Date;
  deputy_id: string | null;
  deputy_name: string | null;
  project_ids: string[] | null;
  at_end: AbsenceEnd;
  named_by_id: string;
  named_by_name: string;
  version: number;
  created_at: Date;
}
export interface AbsenceFields {
  from: Date;
  to: Date;
  deputyId: string | null;
  projectIds: readonly string[] | null;
  atEnd: AbsenceEnd;
}

const SHOWN = `a.id, a.person_id, a.from_at, a.from_at::text as from_text, a.to_at, a.deputy_id, d.name as deputy_name,
  a.project_ids, a.at_end, a.named_by_id, n.name as named_by_name, a.version, a.created_at`;
const NAMED = 'left join person d on d.id = a.deputy_id join person n on n.id = a.named_by_id';

export async function sqlNow(m: EntityManager): Promise<Date> {
  const [row] = await m.query<[{ at: Date }]>('select upline_now() as at');
  return row.at;
}

/** Absences that were not called off, latest first; one more than `limit`. */
export async function listAbsences(
  m: EntityManager,
  personId: string,
  after: readonly [from: string, id: string] | null,
  limit: number,
): Promise<AbsenceRow[]> {
  return m.query<AbsenceRow[]>(
    `select ${SHOWN} from absence a ${NAMED}
     where a.person_id = $1 and a.cancelled_at is null
       and ($2::timestamptz is null or (a.from_at, a.id) < ($2, $3::uuid))
     order by a.from_at desc, a.id desc limit $4`,
    [personId, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
  );
}

/** Held until the end of the transaction; null when there is none that stands. */
export async function lockAbsence(tx: EntityManager, personId: string, id: string): Promise<AbsenceRow | null> {
  const [row] = await tx.query<AbsenceRow[]>(
    `select ${SHOWN} from absence a ${NAMED} where a.id = $1 and a.person_id = $2 and a.cancelled_at is null for update of a`,
    [id, personId],
  );
  return row ?? null;
}

export async function insertAbsence(
  tx: EntityManager,
  id: string,
  personId: string,
  namedById: string,
  fields: AbsenceFields,
): Promise<AbsenceRow> {
  const [row] = await tx.query<AbsenceRow[]>(
    `with a as (
       insert into absence (id, person_id, named_by_id, from_at, to_at, deputy_id, project_ids, at_end, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, upline_now()) returning *
     ) select ${SHOWN} from a ${NAMED}`,
    [id, personId, namedById, ...valuesOf(fields)],
  );
  return row!;
}

export async function updateAbsence(
  tx: EntityManager,
  id: string,
  namedById: string,
  fields: AbsenceFields,
): Promise<AbsenceRow> {
  const [row] = await tx.query<AbsenceRow[]>(
    `with a as (
       update absence set named_by_id = $2, from_at = $3, to_at = $4, deputy_id = $5, project_ids = $6, at_end = $7, version = version + 1
       where id = $1 returning *
     ) select ${SHOWN} from a ${NAMED}`,
    [id, namedById, ...valuesOf(fields)],
  );
  return row!;
}

const valuesOf = (fields: AbsenceFields) => [fields.from, fields.to, fields.deputyId, fields.projectIds, fields.atEnd];

export const toAbsenceView = (row: AbsenceRow): AbsenceView => ({
  id: row.id,
  personId: row.person_id,
  from: row.from_at.toISOString(),
  to: row.to_at.toISOString(),
  deputy: row.deputy_id ? { id: row.deputy_id, name: row.deputy_name ?? '' } : null,
  projectIds: row.project_ids,
  atEnd: row.at_end,
  namedBy: { id: row.named_by_id, name: row.named_by_name },
  version: row.version,
  createdAt: row.created_at.toISOString(),
});
