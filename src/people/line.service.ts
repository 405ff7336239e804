import { Injectable } from '@nestjs/common';
import { LEADING_ROLES } from '@upline/contracts/roles';
import type { EntityManager } from 'typeorm';
import { runHot, type HotStatement } from '../kernel/hot-statement';
import type { LineFacts, LinePerson } from './routing.rules';

/** How many leaders are fetched to fall back on: more than a ticket ever rules out. */
const LEADERS = 20;

/**
 * Written out instead of calling `line_link`, which PostgreSQL plans anew in every statement. Each look-up ends in a
 * `limit`, so that it goes by an index one person at a time: the planner expects thousands of rows of a recursion.
 */
const linkOf = (person: string): string => `lateral (
    select l.superior_id from reporting_line l
    where l.person_id = ${person} and (l.project_id is null or l.project_id = $2)
      and l.valid_from <= $3 and (l.valid_until is null or l.valid_until > $3)
    order by l.project_id nulls last limit 1
  )`;
const absenceOf = (person: string): string => `lateral (
    select a.deputy_id, a.named_by_id from absence a
    where a.person_id = ${person} and a.cancelled_at is null and a.from_at <= $3 and a.to_at > $3
      and (a.project_ids is null or $2 = any (a.project_ids))
    order by a.deputy_id is null, a.from_at desc, a.id desc limit 1
  )`;
/** The end of somebody's latest shift that has begun, and the beginning of the next; both null: none on record. */
const shiftOf = (person: string): string => `lateral (
    select (select s.to_at from shift s where s.person_id = ${person} and s.from_at <= $3 order by s.from_at desc limit 1) as shift_to,
      (select min(s.from_at) from shift s where s.person_id = ${person} and s.from_at > $3) as shift_next
  )`;

const GATHER: HotStatement = {
  name: 'line_gather',
  text: `
  with recursive up as (
    select f.id as person_id, k.superior_id from unnest($1::uuid[]) f(id) left join ${linkOf('f.id')} k on true
    union
    select u.superior_id, k.superior_id from up u left join ${linkOf('u.superior_id')} k on true
    where u.superior_id is not null
  ), post as (
    select p.escalation_contact_id as contact, h.last_resort_ids as resorts,
      array(select l.id from person l where l.active and l.roles && $4::text[] order by l.id limit ${LEADERS}) as leaders,
      (select d.person_id from duty d join person l on l.id = d.person_id
        where d.project_id = $2 and d.from_at <= $3 and d.to_at > $3 and l.active and l.roles && $4::text[] limit 1) as duty
    from house h left join project p on p.id = $2
  ), seat as (
    select u.person_id from up u union select p.contact from post p where p.contact is not null
    union select unnest(p.resorts) from post p union select unnest(p.leaders) from post p
    union select p.duty from post p where p.duty is not null
  ), known as (
    select s.person_id, a.deputy_id, a.named_by_id from seat s left join ${absenceOf('s.person_id')} a on true
    union
    select k.deputy_id, a.deputy_id, a.named_by_id from known k left join ${absenceOf('k.deputy_id')} a on true
    where k.deputy_id is not null
  )
  select p.id, p.name, p.active, u.superior_id, k.deputy_id, k.named_by_id, post.contact, post.resorts, post.leaders, post.duty,
    h.shift_to > $3 as on_shift, h.shift_next, h.shift_to is not null or h.shift_next is not null as has_shifts,
    (select version from org_version) as version,
    (select min(i) from (
      select min(l.valid_from) filter (where l.valid_from > $3) as i from reporting_line l
      union all select min(l.valid_until) filter (where l.valid_until > $3) from reporting_line l
      union all select min(a.from_at) filter (where a.from_at > $3) from absence a where a.cancelled_at is null
      union all select min(a.to_at) filter (where a.to_at > $3) from absence a where a.cancelled_at is null
      union all select min(s.from_at) from shift s where s.from_at > $3
      union all select min(s.to_at) from shift s where s.to_at > $3
      union all select min(d.from_at) from duty d where d.from_at > $3
      union all select min(d.to_at) from duty d where d.to_at > $3
    ) boundary) as until
  from known k cross join lateral (select q.id, q.name, q.active from person q where q.id = k.person_id limit 1) p
    cross join ${shiftOf('p.id')} h left join up u on u.person_id = p.id cross join post`,
};

const RECUSED: HotStatement = {
  name: 'line_recused',
  text: `select distinct deputy_id as id from absence
    where named_by_id = $1 and deputy_id is not null and to_at > $2 and (cancelled_at is null or cancelled_at > $2)`,
};

interface GatheredRow {
  id: string;
  name: string;
  active: boolean;
  superior_id: string | null;
  deputy_id: string | null;
  named_by_id: string | null;
  contact: string | null;
  resorts: string[];
  leaders: string[];
  duty: string | null;
  on_shift: boolean | null;
  shift_next: Date | null;
  has_shifts: boolean;
  version: string;
  until: Date | null;
}

interface KeptLine {
  line: LineFacts;
  version: string;
  from: Date;
  /** The next instant at which a line, an absence, a shift or duty begins or ends by itself; null when none does. */
  until: Date | null;
}

/** Lines kept by a process; the oldest goes first. */
const KEPT_LINES = 2000;

/** Reads what the router decides on. */
@Injectable()
export class LineService {
  private readonly kept = new Map<string, KeptLine>();

  /**
   * The lines upward from every `fromIds` for a project at an instant, everybody's deputies, and whom to fall back on. Asks
   * the database only when `orgVersion`, read in this transaction, is another one than the kept line was read under, or
   * when an absence, a line, a shift or duty has begun or ended since.
   */
  async gather(
    tx: EntityManager,
    input: { fromIds: readonly string[]; projectId: string | null; at: Date; orgVersion?: string },
  ): Promise<LineFacts> {
    const key = `${input.projectId} ${input.fromIds.join(' ')}`;
    const kept = this.kept.get(key);
    if (
      kept &&
      kept.version === input.orgVersion &&
      kept.from <= input.at &&
      (kept.until === null || input.at < kept.until)
    ) {
      return kept.line;
    }
    const rows = await runHot<GatheredRow>(tx, GATHER, [input.fromIds, input.projectId, input.at, LEADING_ROLES]);
    const line = toLine(rows);
    // Without the version that a committed change raises, the line may be this very transaction's own, not yet committed.
    if (rows[0] && rows[0].version === input.orgVersion)
      this.keep(key, { line, version: rows[0].version, from: input.at, until: rows[0].until });
    return line;
  }

  private keep(key: string, line: KeptLine): void {
    this.kept.delete(key);
    this.kept.set(key, line);
    const oldest = this.kept.keys().next().value;
    if (this.kept.size > KEPT_LINES && oldest !== undefined) this.kept.delete(oldest);
  }

  /** The accused and the deputies they named in absences that are not over at `since`; empty when nobody is accused. */
  async recusedIds(tx: EntityManager, aboutPersonId: string | null, since: Date): Promise<Set<string>> {
    if (aboutPersonId === null) return new Set();
    const rows = await runHot<{ id: string }>(tx, RECUSED, [aboutPersonId, since]);
    return new Set([aboutPersonId, ...rows.map((row) => row.id)]);
  }
}

const toLine = (rows: readonly GatheredRow[]): LineFacts => ({
  people: new Map(rows.map((row) => [row.id, toLinePerson(row)])),
  escalationContactId: rows[0]?.contact ?? null,
  onDutyId: rows[0]?.duty ?? null,
  lastResortIds: rows[0]?.resorts ?? [],
  anyLeaderIds: rows[0]?.leaders ?? [],
});

const toLinePerson = (row: GatheredRow): LinePerson => ({
  id: row.id,
  name: row.name,
  active: row.active,
  superiorId: row.superior_id,
  absence: row.named_by_id === null ? null : { deputyId: row.deputy_id, namedById: row.named_by_id },
  shift: row.has_shifts ? { on: row.on_shift ?? false, nextFrom: row.shift_next } : null,
});
