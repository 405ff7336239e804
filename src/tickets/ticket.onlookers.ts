import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { runHot, type HotStatement } from '../kernel/hot-statement';
import { reading } from '../kernel/transaction';
import { SIGHT_CTES, aboveFiler, aboveHolder, isBelow, recused, sees } from './ticket.sight';

/** `restricted`: a filer who is accused in it and gets no more than state, promise and outcome. */
export type Sight = 'whole' | 'restricted' | 'none';
export interface Onlooker {
  name: string;
  sight: Sight;
  /** Who tests quality or hears appeals looks on unseen. */
  unseen: boolean;
}
/** A ticket that changed, and one of those who were told of it. */
export interface ToldOf {
  ticketId: string;
  personId: string;
}

const ONLOOKER: HotStatement = {
  name: 'ticket_onlooker',
  text: `with ${SIGHT_CTES}
    select p.name, p.roles && array['qa_analyst', 'appeal_handler'] as unseen,
      case when not p.active or t.id is null then 'none' when t.filer_id = $1 and ${recused('t')} then 'restricted' else 'whole' end as sight
    from person p left join ticket t on t.id = $2 and ${sees('t')} where p.id = $1`,
};

/** Nobody else's team view can hold a ticket that changed: everybody above those who were told of it. */
const ABOVE_TOLD: HotStatement = {
  name: 'ticket_above_told',
  text: `select distinct a.person_id as id from (
      select distinct o.person_id, t.project_id from unnest($1::uuid[], $2::uuid[]) as o(ticket_id, person_id) join ticket t on t.id = o.ticket_id
    ) told cross join lateral line_above(told.person_id, told.project_id, upline_now()) a`,
};

/** Whether the reader's team view holds one of the tickets, or held it until its holder or state changed just now. */
const TEAM_COVERS: HotStatement = {
  name: 'ticket_team_covers',
  text: `with ${SIGHT_CTES}, told as (select * from unnest($2::uuid[], $3::uuid[]) as o(ticket_id, person_id))
    select exists (
      select 1 from ticket t where t.id in (select ticket_id from told) and t.filer_id <> $1 and not ${recused('t')}
        and (${aboveFiler('t')} or ${aboveHolder('t')} or exists (
          select 1 from told o join ticket_grant g on g.ticket_id = t.id and g.person_id = o.person_id and g.reason = 'held'
          where o.ticket_id = t.id and ${isBelow('t', 'g.person_id', '')}))
    ) as covers`,
};

/** Rises with each change of the organisation, and with each instant at which one that was dated takes effect. */
const MARK: HotStatement = {
  name: 'ticket_sight_mark',
  text: `select concat_ws('-', (select version from org_version),
    (select count(*) filter (where valid_from <= upline_now()) + count(*) filter (where valid_until <= upline_now()) from reporting_line),
    (select count(*) filter (where from_at <= upline_now()) + count(*) filter (where to_at <= upline_now()) from absence)) as mark`,
};

/** Who of the people behind open sockets may know what of a ticket, as it stands now; nothing here is remembered. */
@Injectable()
export class TicketOnlookers {
  constructor(private readonly db: DataSource) {}

  async sight(personId: string, ticketId: string): Promise<Sight> {
    return (await this.onlookers(ticketId, [personId])).get(personId)?.sight ?? 'none';
  }

  async onlookers(ticketId: string, personIds: readonly string[]): Promise<Map<string, Onlooker>> {
    return reading(this.db, async (m) => {
      const rows = await Promise.all(personIds.map((id) => runHot<Onlooker>(m, ONLOOKER, [id, ticketId])));
      return new Map(rows.flatMap(([row], at) => (row ? [[personIds[at]!, row]] : [])));
    });
  }

  /** Which of `watching` have a team view that the changes touch. */
  async teamsTouched(changes: readonly ToldOf[], watching: ReadonlySet<string>): Promise<string[]> {
    const columns = [changes.map(({ ticketId }) => ticketId), changes.map(({ personId }) => personId)];
    return reading(this.db, async (m) => {
      const above = await runHot<{ id: string }>(m, ABOVE_TOLD, columns);
      const asked = above.map(({ id }) => id).filter((id) => watching.has(id));
      const found = await Promise.all(asked.map((id) => runHot<{ covers: boolean }>(m, TEAM_COVERS, [id, ...columns])));
      return asked.filter((_, at) => found[at]![0]?.covers);
    });
  }

  /** Another text than before: somebody may see more, or less. */
  async mark(): Promise<string> {
    return (await reading(this.db, (m) => runHot<{ mark: string }>(m, MARK, [])))[0]!.mark;
  }
}
