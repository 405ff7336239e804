import { Injectable } from '@nestjs/common';
import type { ChangePersonBody } from '@upline/contracts/people';
import type { EntityManager } from 'typeorm';
import { Refusal } from '../kernel/refusal';
import type { PersonRow } from './person.queries';

interface Posts {
  admins: number;
  resorts_left: number;
  is_resort: boolean;
  is_outsider: boolean;
  reports: boolean;
}

/** What must not be left empty when somebody leaves or loses a role. */
@Injectable()
export class DeparturesService {
  /** 409 `successor_required` where nobody could take over, 400 for the last administrator. */
  async check(tx: EntityManager, before: PersonRow, body: ChangePersonBody): Promise<void> {
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
    const empties =
      posts.is_outsider || (posts.is_resort && posts.resorts_left === 0) || (posts.reports && !before.superior);
    if (empties) throw new Refusal('successor_required', 'Nobody could take over: name a successor first.');
  }
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
         where l.superior_id = $1 and p.active and l.valid_from <= upline_now() and (l.valid_until is null or l.valid_until > upline_now())
       ) as reports
     from house h`,
    [id],
  );
  if (!row) throw new Error('the row of the house is missing');
  return row;
}
