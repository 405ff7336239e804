import { Injectable } from '@nestjs/common';
import {
  SPAN,
  type DeadDeputyFact,
  type OrgHealthPeople,
  type ProjectRef,
  type SpanFact,
} from '@upline/contracts/people';
import type { PersonRef } from '@upline/contracts/ticket';
import type { EntityManager } from 'typeorm';
import { deadDeputies, type AbsenceFact, type AwayFact } from './org-health.rules';

/** Facts about the organisation that would make a form go astray; `ops` shows them. */
@Injectable()
export class OrgHealthService {
  async facts(m: EntityManager): Promise<OrgHealthPeople> {
    return {
      withoutSuperior: await withoutSuperior(m),
      spans: await spans(m),
      deadDeputies: await deadDeputiesOf(m),
      missingLastResorts: await missingLastResorts(m),
      projectsWithoutContact: await projectsWithoutContact(m),
    };
  }
}

const withoutSuperior = (m: EntityManager): Promise<PersonRef[]> =>
  m.query<PersonRef[]>(
    `select p.id, p.name from person p
     where p.active and p.roles && array['agent', 'team_lead'] and superior_of(p.id, null, upline_now()) is null
     order by p.name, p.id`,
  );

const spans = (m: EntityManager): Promise<SpanFact[]> =>
  m.query<SpanFact[]>(
    `with report as (
       select superior_of(p.id, null, upline_now()) as superior_id from person p where p.active
     )
     select p.id, p.name, count(r.superior_id)::int as reports
     from person p left join report r on r.superior_id = p.id
     where p.active and 'team_lead' = any (p.roles)
     group by p.id, p.name having count(r.superior_id) not between $1 and $2
     order by p.name, p.id`,
    [SPAN.min, SPAN.max],
  );

interface AwayRow {
  id: string;
  person_id: string;
  person_name: string;
  from_at: Date;
  to_at: Date;
  deputy_id: string | null;
  deputy_name: string | null;
  deputy_active: boolean | null;
  now: Date;
}

async function deadDeputiesOf(m: EntityManager): Promise<DeadDeputyFact[]> {
  const rows = await m.query<AwayRow[]>(
    `select a.id, a.person_id, p.name as person_name, a.from_at, a.to_at, a.deputy_id, d.name as deputy_name,
       d.active as deputy_active, upline_now() as now
     from absence a join person p on p.id = a.person_id left join person d on d.id = a.deputy_id
     where a.cancelled_at is null and a.to_at > upline_now() and p.active
     order by a.from_at, a.id`,
  );
  const away: AwayFact[] = rows.map((row) => ({ ...spanOf(row), personId: row.person_id, deputyId: row.deputy_id }));
  const named = rows.flatMap((row): AbsenceFact[] =>
    row.deputy_id === null ? [] : [{ ...spanOf(row), id: row.id, personId: row.person_id, deputyId: row.deputy_id }],
  );
  const active = new Set(rows.filter((row) => row.deputy_active).map((row) => row.deputy_id!));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return deadDeputies(named, away, active, rows[0]?.now.getTime() ?? 0).map(({ absence, why }) => ({
    absenceId: absence.id,
    person: { id: absence.personId, name: byId.get(absence.id)?.person_name ?? '' },
    deputy: { id: absence.deputyId, name: byId.get(absence.id)?.deputy_name ?? '' },
    why,
  }));
}

const spanOf = (row: AwayRow) => ({ from: row.from_at.getTime(), to: row.to_at.getTime() });

async function missingLastResorts(m: EntityManager): Promise<number> {
  const [row] = await m.query<[{ there: number }]>(
    'select count(*)::int as there from house h join person p on p.id = any (h.last_resort_ids) where p.active',
  );
  return Math.max(0, 2 - row.there);
}

const projectsWithoutContact = (m: EntityManager): Promise<ProjectRef[]> =>
  m.query<ProjectRef[]>(
    `select j.id, j.key, j.name from project j left join person c on c.id = j.escalation_contact_id and c.active
     where c.id is null order by j.key`,
  );
