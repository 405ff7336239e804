import { Injectable } from '@nestjs/common';
import { CALL_ROLES, type Role } from '@upline/contracts/roles';
import type { RestrictedRow } from '@upline/contracts/similar';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../kernel/actor';
import { INSTANTS_AS_TEXT, runHot, type HotStatement } from '../kernel/hot-statement';
import { Refusal } from '../kernel/refusal';
import { inTransaction, reading } from '../kernel/transaction';
import { SIGHT_CTES, open, recused, sees } from './ticket.sight';

/** How long a row that was shown lets its reader say that the customer called again. */
const VALID = '1 hour';
/** Days that a resolved ticket is still told of. */
const RESOLVED_DAYS = 30;
const LIMIT = 20;

const OUTSIDE: HotStatement = {
  name: 'restricted_rows',
  text: `with ${SIGHT_CTES}
    select t.id, t.number, t.state, h.name as "holderName", t.promised_reply_at as "promisedReplyAt", t.created_at as "createdAt"
    from ticket t join person h on h.id = t.holder_id
    where t.customer_id in (select c.id from customer c where c.blind_index = $2) and not ${sees('t')} and not ${recused('t')}
      and (${open('t')} or (t.state in ('resolved', 'closed') and t.resolved_at > upline_now() - interval '${RESOLVED_DAYS} days'))
    order by ${open('t')} desc, t.created_at desc, t.id desc limit ${LIMIT}`,
};
const REMEMBER: HotStatement = {
  name: 'restricted_remember',
  text: `with gone as (
      delete from ticket_restricted_look where (person_id, ticket_id) in (
        select person_id, ticket_id from ticket_restricted_look
        where at < upline_now() - interval '${VALID}' and not (person_id = $1 and ticket_id = any ($2::uuid[]))
        order by at limit 100 for update skip locked)
    ) insert into ticket_restricted_look (person_id, ticket_id, at) select $1, id, upline_now() from unnest($2::uuid[]) as n(id) order by id
    on conflict (person_id, ticket_id) do update set at = excluded.at`,
};

/** Whether somebody may speak of ticket `t` with its caller: they see it, or they were shown its row within the hour. */
const mayMention = (t: string): string => `(${sees(t)} or (not ${recused(t)} and exists (
    select 1 from ticket_restricted_look k where k.person_id = $1 and k.ticket_id = ${t}.id and k.at > upline_now() - interval '${VALID}')))`;

const FIND: HotStatement = {
  name: 'restricted_find',
  text: `with ${SIGHT_CTES} select t.id from ticket t where (t.id = $2::uuid or t.number = $3::bigint) and ${mayMention('t')}`,
};
const MENTION: HotStatement = {
  name: 'restricted_mention',
  text: `with ${SIGHT_CTES} select ${recused('t')} as recused, p.locale, h.time_zone as "timeZone"
    from ticket t join person p on p.id = $1 cross join house h where t.id = $2 and ${mayMention('t')}`,
};

/** What may be done with a ticket that the caller is on the line for, and how to put it to them. */
export interface Mention {
  recused: boolean;
  locale: 'zh-CN' | 'en';
  timeZone: string;
}
type OutsideRow = Omit<RestrictedRow, 'number' | 'restricted'> & { id: string; number: string };

/** The one exception to "out of sight does not exist": what an agent may know whose caller has a ticket elsewhere. */
@Injectable()
export class RestrictedRows {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** Tickets of this caller that the actor does not see; shown, remembered and on record. Nobody recused is told of any. */
  async of(tx: EntityManager, actor: Actor, blindIndex: Buffer): Promise<RestrictedRow[]> {
    if (!takesCalls(actor.roles)) return [];
    const rows = await runHot<OutsideRow>(tx, OUTSIDE, [actor.id, blindIndex], INSTANTS_AS_TEXT);
    await this.remember(tx, actor, rows);
    return rows.map(({ id: _, ...row }) => ({ ...row, number: Number(row.number), restricted: true }));
  }

  /** A row that came with the refusal of a second form about one call counts as shown. */
  async shown(actor: Actor, row: { id: string; number: number | string }): Promise<void> {
    await inTransaction(this.db, (tx) => this.remember(tx, actor, [row]));
  }

  /** The ticket's id for whoever may speak of it with its caller, from an id or a 单号; to others it does not exist. */
  async find(actor: Actor, id: string | null, number: string | null): Promise<string> {
    const [row] = await reading(this.db, (m) => runHot<{ id: string }>(m, FIND, [actor.id, id, number]));
    if (!row) throw Refusal.notFound();
    return row.id;
  }

  /** The same question behind the lock; null for whom the ticket does not exist. */
  async mention(tx: EntityManager, actorId: string, ticketId: string): Promise<Mention | null> {
    const [mention] = await runHot<Mention>(tx, MENTION, [actorId, ticketId]);
    return mention ?? null;
  }

  private async remember(
    tx: EntityManager,
    actor: Actor,
    rows: readonly { id: string; number: number | string }[],
  ): Promise<void> {
    if (rows.length === 0) return;
    await runHot(tx, REMEMBER, [actor.id, rows.map(({ id }) => id)]);
    const numbers = rows.map(({ number }) => Number(number));
    await this.audit.record(tx, {
      actorId: actor.id,
      tokenId: actor.token?.id,
      act: 'tickets.restricted_rows_shown',
      subjectKind: 'person',
      subjectId: actor.id,
      data: { numbers },
    });
  }
}

const takesCalls = (roles: readonly Role[]): boolean =>
  roles.some((role) => (CALL_ROLES as readonly Role[]).includes(role));
