import type { LineStep } from '@upline/contracts/people';
import type { Role } from '@upline/contracts/roles';
import type { EntityManager } from 'typeorm';

interface StepRow {
  at: Date;
  id: string | null;
  name: string;
  roles: Role[];
  active: boolean;
  depth: number;
  since: Date;
  away_until: Date | null;
  deputy_id: string | null;
  deputy_name: string | null;
}

/** The line upward from a person as it stands, for a project or for all without their own. */
export async function lineOf(
  m: EntityManager,
  personId: string,
  projectId: string | null,
): Promise<{ at: Date; steps: LineStep[] }> {
  const rows = await m.query<StepRow[]>(
    `with now as materialized (select upline_now() as at)
     select now.at, p.id, p.name, p.roles, p.active, u.depth, u.since, a.to_at as away_until, a.deputy_id, d.name as deputy_name
     from now left join lateral line_above($1, $2, now.at) u on true
       left join person p on p.id = u.person_id
       left join lateral (
         select b.to_at, b.deputy_id from absence b
         where b.person_id = p.id and b.cancelled_at is null and b.from_at <= now.at and b.to_at > now.at
           and (b.project_ids is null or $2 = any (b.project_ids))
         order by b.deputy_id is null, b.from_at desc, b.id desc limit 1
       ) a on true
       left join person d on d.id = a.deputy_id
     order by u.depth`,
    [personId, projectId],
  );
  const steps = rows.filter((row) => row.id !== null).map(toStep);
  return { at: rows[0]!.at, steps };
}

const toStep = (row: StepRow): LineStep => ({
  id: row.id!,
  name: row.name,
  roles: row.roles,
  active: row.active,
  depth: row.depth,
  since: row.since.toISOString(),
  absence: row.away_until && {
    until: row.away_until.toISOString(),
    deputy: row.deputy_id ? { id: row.deputy_id, name: row.deputy_name ?? '' } : null,
  },
});
