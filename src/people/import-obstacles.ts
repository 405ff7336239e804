import type { ImportObstacle } from '@upline/contracts/people-import';
import type { EntityManager } from 'typeorm';

interface Found {
  id: string;
  name: string;
  code: ImportObstacle['code'];
  place: string | null;
}

const SAID: Record<Exclude<ImportObstacle['code'], 'in_use'>, string> = {
  undone: 'was undone already',
  over: 'is over',
  changed_since: 'was changed since',
  line_changed_since: 'has another superior since',
  signed_in: 'has set a password or signed in',
};

/** People of an import who were changed by hand since, and new ones on whom something depends. */
export async function peopleObstacles(m: EntityManager, importId: string, limit: number): Promise<ImportObstacle[]> {
  const rows = await m.query<Found[]>(
    `select p.id, p.name, o.code, o.place from (
       select r.person_id, 'changed_since' as code, null::text as place
       from people_import_row r join person q on q.id = r.person_id
       where r.import_id = $1 and q.version <> r.version_after
       union all
       select r.person_id, 'line_changed_since', null from people_import_row r join people_import i on i.id = r.import_id
       where r.import_id = $1 and (
         exists (select from reporting_line l where l.person_id = r.person_id and l.created_at >= i.at and l.id is distinct from r.line_id
           and (l.project_id is null or r.verdict = 'created'))
         or r.line_id is not null and not exists (select from reporting_line l where l.id = r.line_id
           and l.superior_id is not distinct from r.line_superior_id))
       union all
       select d.person_id, case when d.place in ('auth_session', 'auth_credential') then 'signed_in' else 'in_use' end,
         case when d.place in ('auth_session', 'auth_credential') then null else d.place end
       from people_import_dependents($1) d
     ) o join person p on p.id = o.person_id
     group by p.id, p.name, o.code, o.place order by p.name, p.id, o.code, o.place limit $2`,
    [importId, limit],
  );
  return rows.map(({ id, name, code, place }) => ({
    code,
    person: { id, name },
    message: `${name} ${code === 'in_use' ? `is named elsewhere: ${placeOf(place)}` : SAID[code]}`,
  }));
}

/** `person_import` → `person import`: what it is, in words that an administrator knows. */
const placeOf = (table: string | null): string =>
  table === 'reporting_line' ? 'the reporting line' : (table ?? '').replaceAll('_', ' ');
