import { LEADING_ROLES } from '@upline/contracts/roles';
import type { EntityManager } from 'typeorm';

/** Whose posts pass on, to whom (null: to nobody), and who decided it. */
export interface Passing {
  leaverId: string;
  heirId: string | null;
  actorId: string;
  at: Date;
}

/** The first active person above somebody in a line. */
export async function activeAbove(tx: EntityManager, id: string, projectId: string | null): Promise<string | null> {
  const [row] = await tx.query<{ id: string }[]>(
    `select p.id from line_above($1, $2, upline_now()) a join person p on p.id = a.person_id
     where p.active and p.id <> $1 order by a.depth limit 1`,
    [id, projectId],
  );
  return row?.id ?? null;
}

/** Contact of projects, last resort and outsider of the house. A seat at an appeal desk is nobody's to inherit. */
export async function passPosts(tx: EntityManager, { leaverId, heirId }: Passing): Promise<void> {
  await tx.query(
    `update project set version = version + 1, appeal_desk = array_remove(appeal_desk, $1),
       escalation_contact_id = case when escalation_contact_id = $1 then $2::uuid else escalation_contact_id end
     where escalation_contact_id = $1 or $1 = any (appeal_desk)`,
    [leaverId, heirId],
  );
  await tx.query(
    `update house set appeal_desk_ids = array_remove(appeal_desk_ids, $1),
       appeal_outsider_id = case when appeal_outsider_id = $1 then $2::uuid else appeal_outsider_id end,
       last_resort_ids = case when $2::uuid is null or $2 = any (last_resort_ids) then array_remove(last_resort_ids, $1)
         else array_replace(last_resort_ids, $1, $2) end
     where $1 = any (last_resort_ids) or $1 = any (appeal_desk_ids) or appeal_outsider_id = $1`,
    [leaverId, heirId],
  );
}

/** Deputy in absences that are not over; named by whoever decided it, because recusal asks who named a deputy. */
export async function passDeputies(tx: EntityManager, { leaverId, heirId, actorId, at }: Passing): Promise<void> {
  await tx.query(
    `update absence set deputy_id = nullif($2::uuid, person_id), named_by_id = $3, version = version + 1
     where deputy_id = $1 and to_at > $4 and cancelled_at is null`,
    [leaverId, heirId, actorId, at],
  );
}

/** Duty to come passes to an heir who leads; shifts to come are nobody's. What is over stays on record. */
export async function passDuty(tx: EntityManager, { leaverId, heirId, at }: Passing): Promise<void> {
  const [cut] = await tx.query<[{ project_id: string; from_at: Date; to_at: Date }[], number]>(
    'delete from duty where person_id = $1 and to_at > $2 returning project_id, from_at, to_at',
    [leaverId, at],
  );
  const over = cut.filter((row) => row.from_at < at).map((row) => ({ ...row, to_at: at, person_id: leaverId }));
  const ahead = cut.map((row) => ({ ...row, from_at: row.from_at < at ? at : row.from_at, person_id: heirId }));
  await tx.query(
    `insert into duty (project_id, person_id, from_at, to_at)
     select w.project_id, w.person_id, w.from_at, w.to_at
     from jsonb_to_recordset($1::jsonb) as w(project_id uuid, person_id uuid, from_at timestamptz, to_at timestamptz)
       join person p on p.id = w.person_id
     where p.id = $2 or p.roles && $3::text[]`,
    [JSON.stringify([...over, ...ahead]), leaverId, LEADING_ROLES],
  );
  await tx.query('delete from shift where person_id = $1 and from_at >= $2', [leaverId, at]);
  await tx.query('update shift set to_at = $2 where person_id = $1 and to_at > $2', [leaverId, at]);
}
