import { Injectable } from '@nestjs/common';
import type { ChangePersonBody } from '@upline/contracts/people';
import { LEADING_ROLES } from '@upline/contracts/roles';
import type { EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import { Refusal } from '../kernel/refusal';
import { sqlNow } from './absence.queries';
import { activeAbove, passDeputies, passDuty, passPosts } from './departures.posts';
import { PeopleChanges } from './people-changes';
import type { PersonRow } from './person.queries';
import { SuperiorsService } from './superiors.service';

interface Posts {
  admins: number;
  resorts_left: number;
  is_resort: boolean;
  is_outsider: boolean;
  reports: boolean;
  at_post: boolean;
}

/** What must not be left empty when somebody leaves or loses a role, and to whom it falls. */
@Injectable()
export class DeparturesService {
  constructor(
    private readonly superiors: SuperiorsService,
    private readonly audit: AuditService,
    private readonly changes: PeopleChanges,
  ) {}

  /** 409 `successor_required` where nobody could take over, 400 for the last administrator or a successor who cannot. */
  async check(
    tx: EntityManager,
    before: PersonRow,
    body: Pick<ChangePersonBody, 'active' | 'roles'>,
    successorId: string | null = null,
  ): Promise<void> {
    const leaves = before.active && body.active === false;
    const losesAdmin = before.roles.includes('admin') && (leaves || (body.roles && !body.roles.includes('admin')));
    if (!leaves && !losesAdmin) return;
    // Two who leave at once must see each other.
    await tx.query('select 1 from house for update');
    const posts = await postsOf(tx, before.id);
    if (losesAdmin && posts.admins === 0) {
      throw Refusal.invalid(leaves ? 'active' : 'roles', 'is the last administrator', 'last_admin');
    }
    if (!leaves) return;
    if (successorId !== null) return refuseSuccessor(tx, before, successorId, posts);
    const heirless = (posts.reports || posts.at_post) && (await activeAbove(tx, before.id, null)) === null;
    const empties = posts.is_outsider || (posts.is_resort && posts.resorts_left === 0) || heirless;
    if (empties) throw new Refusal('successor_required', 'Nobody could take over: name a successor first.');
  }

  /**
   * Reports, posts and, through the hooks, everything else of somebody who has just become inactive falls to the successor
   * or the next superior. Their own line stays as it is. Returns what is to be called after the commit.
   */
  async passOn(
    tx: EntityManager,
    actorId: string,
    leaverId: string,
    successorId: string | null,
  ): Promise<(() => void)[]> {
    const heirId = successorId ?? (await activeAbove(tx, leaverId, null));
    const at = await sqlNow(tx);
    await this.passReports(tx, actorId, leaverId, successorId);
    const passing = { leaverId, heirId, actorId, at };
    await passPosts(tx, passing);
    await passDeputies(tx, passing);
    await passDuty(tx, passing);
    const data = { successorId, fellTo: heirId };
    await this.audit.record(tx, { actorId, act: 'people.left', subjectKind: 'person', subjectId: leaverId, data });
    return this.changes.deactivated(tx, leaverId, { byId: actorId, successorId });
  }

  private async passReports(
    tx: EntityManager,
    actorId: string,
    leaverId: string,
    successorId: string | null,
  ): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtext('reporting_line'))`);
    // The successor first: the others can report to them only when they no longer report to the leaver.
    const rows = await tx.query<{ person_id: string; project_id: string | null; valid_from: Date; ahead: boolean }[]>(
      `select l.person_id, l.project_id, l.valid_from, l.valid_from > upline_now() as ahead
       from reporting_line l join person p on p.id = l.person_id
       where l.superior_id = $1 and p.active and (l.valid_until is null or l.valid_until > upline_now())
       order by l.person_id = $2::uuid desc nulls last, l.valid_from, l.person_id`,
      [leaverId, successorId],
    );
    for (const row of rows) {
      const own = row.person_id === successorId;
      const above = (await activeAbove(tx, leaverId, row.project_id)) ?? (await activeAbove(tx, leaverId, null));
      const superiorId = successorId !== null && !own ? successorId : above;
      const input = { superiorId, projectId: row.project_id, ...(row.ahead && { from: row.valid_from }) };
      await this.superiors.setIn(tx, actorId, row.person_id, input).catch(atSuccessor);
    }
  }
}

/** A cycle is the successor's fault here. */
function atSuccessor(error: unknown): never {
  const wrong = error instanceof Refusal ? error.extra.errors?.[0] : undefined;
  if (wrong?.path === 'superiorId') throw Refusal.invalid('successorId', wrong.message, wrong.code);
  throw error;
}

async function refuseSuccessor(tx: EntityManager, before: PersonRow, successorId: string, posts: Posts): Promise<void> {
  if (successorId === before.id) throw Refusal.invalid('successorId', 'must be somebody else');
  const [row] = await tx.query<{ active: boolean; leads: boolean }[]>(
    'select active, roles && $2::text[] as leads from person where id = $1 for share',
    [successorId, LEADING_ROLES],
  );
  if (!row?.active) throw Refusal.invalid('successorId', 'is nobody, or somebody who has left', 'not_active');
  const mustLead = posts.reports || posts.at_post || LEADING_ROLES.some((role) => before.roles.includes(role));
  if (mustLead && !row.leads) throw Refusal.invalid('successorId', 'has no leading role', 'not_leading');
}

async function postsOf(tx: EntityManager, id: string): Promise<Posts> {
  const [row] = await tx.query<Posts[]>(
    `select
       (select count(*)::int from person p where p.active and 'admin' = any (p.roles) and p.id <> $1) as admins,
       (select count(*)::int from person p where p.active and p.id = any (h.last_resort_ids) and p.id <> $1) as resorts_left,
       $1 = any (h.last_resort_ids) as is_resort,
       coalesce(h.appeal_outsider_id = $1, false) as is_outsider,
       exists (
         select from reporting_line l join person p on p.id = l.person_id
         where l.superior_id = $1 and p.active and (l.valid_until is null or l.valid_until > upline_now())
       ) as reports,
       exists (select from project j where j.escalation_contact_id = $1)
         or exists (select from duty d where d.person_id = $1 and d.to_at > upline_now()) as at_post
     from house h`,
    [id],
  );
  if (!row) throw new Error('the row of the house is missing');
  return row;
}
