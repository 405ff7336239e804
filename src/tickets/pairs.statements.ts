import type { LinkRelation } from '@upline/contracts/several';
import type { EntityManager } from 'typeorm';
import { newId } from '../kernel/ids';

export interface Link {
  id: string;
  fromId: string;
  toId: string;
  relation: LinkRelation;
  byId: string;
  at: Date;
}

/** False where the two are linked so already; `related` holds both ways. */
export async function insertLink(tx: EntityManager, link: Link): Promise<boolean> {
  const made = await tx.query<unknown[]>(
    `insert into ticket_link (id, from_id, to_id, relation, by_id, at) select $1, $2, $3, $4, $5, $6
     where not exists (select from ticket_link l where l.relation = $4 and l.relation = 'related' and l.from_id = $3 and l.to_id = $2)
     on conflict (from_id, to_id, relation) do nothing returning id`,
    [link.id, link.fromId, link.toId, link.relation, link.byId, link.at],
  );
  return made.length > 0;
}

/** Filer, assistants, watchers and links of a merged ticket go with it, but for people whom the survivor is kept from. */
export async function moveToSurvivor(
  tx: EntityManager,
  loser: { id: string; filerId: string },
  survivor: { id: string; filerId: string },
  recusedIds: ReadonlySet<string>,
): Promise<void> {
  await tx.query(
    `insert into ticket_grant (ticket_id, person_id, reason, until, created_at)
     select $2::uuid, g.person_id, g.reason, g.until, upline_now() from (
       select person_id, reason, until from ticket_grant where ticket_id = $1 and reason in ('assist', 'watch', 'co_filer')
       union select $3::uuid, 'co_filer', null
     ) g where g.person_id <> all ($5::uuid[]) and not (g.reason = 'co_filer' and g.person_id = $4)
     on conflict (ticket_id, person_id, reason) do nothing`,
    [loser.id, survivor.id, loser.filerId, survivor.filerId, [...recusedIds]],
  );
  const links = await tx.query<Omit<Link, 'at'>[]>(
    `select from_id as "fromId", to_id as "toId", relation, by_id as "byId" from ticket_link
     where (from_id = $1 or to_id = $1) and from_id <> $2 and to_id <> $2`,
    [loser.id, survivor.id],
  );
  const moved = (id: string): string => (id === loser.id ? survivor.id : id);
  for (const link of links) {
    await tx.query(
      `insert into ticket_link (id, from_id, to_id, relation, by_id, at) values ($1, $2, $3, $4, $5, upline_now())
       on conflict (from_id, to_id, relation) do nothing`,
      [newId(), moved(link.fromId), moved(link.toId), link.relation, link.byId],
    );
  }
}
