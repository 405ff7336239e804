import { UNDO_HOURS, type ImportCounts, type ImportView } from '@upline/contracts/people-import';
import type { PersonRef } from '@upline/contracts/ticket';
import type { EntityManager } from 'typeorm';
import type { PlannedRow } from './import-plan.rules';
import type { LineChange } from './superiors.service';

export interface ImportRow {
  id: string;
  by: PersonRef;
  at: Date;
  exact: string;
  created: number;
  changed: number;
  unchanged: number;
  undoable_until: Date;
  over: boolean;
  undone_at: Date | null;
  undone_by: PersonRef | null;
}

const SELECT = `
  select i.id, json_build_object('id', b.id, 'name', b.name) as by, i.at, i.at::text as exact, i.created, i.changed, i.unchanged,
    i.undoable_until, i.undoable_until <= upline_now() as over, i.undone_at,
    case when u.id is not null then json_build_object('id', u.id, 'name', u.name) end as undone_by
  from people_import i join person b on b.id = i.by_id left join person u on u.id = i.undone_by_id`;

/** Latest first; one more than `limit`. */
export async function listImports(
  m: EntityManager,
  before: readonly [at: string, id: string] | null,
  limit: number,
): Promise<ImportRow[]> {
  return m.query<ImportRow[]>(
    `${SELECT} where $1::timestamptz is null or (i.at, i.id) < ($1, $2::uuid) order by i.at desc, i.id desc limit $3`,
    [before?.[0] ?? null, before?.[1] ?? null, limit + 1],
  );
}

/** Held until the end of the transaction; null when there is none. */
export async function lockImport(tx: EntityManager, id: string): Promise<ImportRow | null> {
  await tx.query('select 1 from people_import where id = $1 for update', [id]);
  return getImport(tx, id);
}

export async function getImport(m: EntityManager, id: string): Promise<ImportRow | null> {
  const [row] = await m.query<ImportRow[]>(`${SELECT} where i.id = $1`, [id]);
  return row ?? null;
}

/** What an undo needs, kept as long as one is possible. Answers when that ends. */
export async function keepImport(
  tx: EntityManager,
  id: string,
  actorId: string,
  counts: ImportCounts,
  rows: readonly PlannedRow[],
  lines: readonly LineChange[],
): Promise<Date> {
  const [row] = await tx.query<[{ undoable_until: Date }]>(
    `insert into people_import (id, by_id, at, created, changed, unchanged, undoable_until)
     values ($1, $2, upline_now(), $3, $4, $5, upline_now() + interval '${UNDO_HOURS} hours') returning undoable_until`,
    [id, actorId, counts.created, counts.changed, counts.unchanged],
  );
  const lineOf = new Map(lines.map((line) => [line.personId, line]));
  await tx.query(
    `insert into people_import_row
       (import_id, person_id, verdict, version_after, before, line_id, line_superior_id, ended_line_id, ended_until)
     select $1, g.id, case when g.before is null then 'created' else 'changed' end, p.version, g.before,
       g."lineId", g."superiorId", g."endedId", g."endedUntil"
     from jsonb_to_recordset($2::jsonb) as
       g(id uuid, before jsonb, "lineId" uuid, "superiorId" uuid, "endedId" uuid, "endedUntil" timestamptz)
     join person p on p.id = g.id`,
    [id, JSON.stringify(rows.map(({ personId, before }) => ({ ...lineOf.get(personId), id: personId, before })))],
  );
  return row.undoable_until;
}

/** The values before are personal; they go when nobody can ask for them any more. */
export async function eraseOldValues(tx: EntityManager): Promise<void> {
  await tx.query(
    `update people_import_row r set before = null from people_import i
     where i.id = r.import_id and r.before is not null and (i.undone_at is not null or i.undoable_until <= upline_now())`,
  );
}

export const toImportView = (row: ImportRow, obstacles: ImportView['obstacles']): ImportView => ({
  id: row.id,
  by: row.by,
  at: row.at.toISOString(),
  counts: { created: row.created, changed: row.changed, unchanged: row.unchanged },
  undoneAt: row.undone_at?.toISOString() ?? null,
  undoneBy: row.undone_by,
  undoableUntil: row.over || row.undone_at ? null : row.undoable_until.toISOString(),
  obstacles,
});
