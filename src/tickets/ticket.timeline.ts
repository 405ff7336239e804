import { Injectable } from '@nestjs/common';
import type { TicketEventType } from '@upline/contracts/events';
import { DataSource } from 'typeorm';
import type { Actor } from '../kernel/actor';
import { runHot, type HotStatement } from '../kernel/hot-statement';
import { reading } from '../kernel/transaction';
import type { PersonRefDto } from '../people/people.dto';
import type { TimelineEntryDto, TimelinePage } from './ticket-answers.dto';
import type { TimelineQuery } from './ticket-lists.dto';
import type { Relation } from './ticket.facts';
import { mayActAsHolder } from './ticket.policy';
import { SIGHT_CTES, relationJson, sees } from './ticket.sight';

const TIMELINE: HotStatement = {
  name: 'ticket_timeline',
  text: `with ${SIGHT_CTES}, seen as (select t.id, ${relationJson('t')} as relation from ticket t where t.id = $2 and ${sees('t')})
    select e.sequence, e.type, e.at, e.version, e.data, encode(e.hash, 'hex') as hash, encode(e.prev_hash, 'hex') as "prevHash", s.relation,
      case when w.id is null then null else jsonb_build_object('id', w.id, 'name', w.name) end as by,
      case when o.id is null then null else jsonb_build_object('id', o.id, 'name', o.name) end as "onBehalfOf",
      (select coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'field', x.field, 'body', x.body, 'visibility', x.visibility) order by x.id), '[]')
        from ticket_text x where x.ticket_id = e.ticket_id and x.sequence = e.sequence) as texts
    from seen s join ticket_event e on e.ticket_id = s.id left join person w on w.id = e.by_id left join person o on o.id = e.on_behalf_of_id
    where e.sequence > $3 order by e.sequence limit $4`,
};

interface TimelineRow {
  sequence: number;
  type: TicketEventType;
  at: Date;
  version: number;
  data: Record<string, unknown>;
  hash: string;
  prevHash: string;
  relation: Relation;
  by: PersonRefDto | null;
  onBehalfOf: PersonRefDto | null;
  texts: { id: string; field: string; body: string | null; visibility: 'all' | 'superiors' }[];
}

/** Texts that a recused filer may read: their own, and the question that they are asked. */
const FOR_RECUSED = new Set(['question']);

/** What happened to a ticket, to one reader. */
@Injectable()
export class TicketTimeline {
  constructor(private readonly db: DataSource) {}

  async page(actor: Actor, ticketId: string, { after, limit }: TimelineQuery): Promise<TimelinePage> {
    const rows = await reading(this.db, (m) =>
      runHot<TimelineRow>(m, TIMELINE, [actor.id, ticketId, after, limit + 1]),
    );
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: shown.map((row) => toEntry(row, actor.id)),
      nextCursor: rows.length > limit && last ? String(last.sequence) : null,
    };
  }
}

function toEntry(row: TimelineRow, readerId: string): TimelineEntryDto {
  const { sequence, type, version, hash, prevHash, relation } = row;
  const own = row.by?.id === readerId;
  const texts = row.texts.map(({ id, field, body, visibility }) => {
    const hidden =
      !own && (relation.recused ? !FOR_RECUSED.has(field) : visibility === 'superiors' && !readsForSuperiors(relation));
    return { id, field, text: hidden ? null : body, hidden };
  });
  const at = row.at.toISOString();
  if (relation.recused && !own)
    return { sequence, type, at, version, hash, prevHash, by: null, onBehalfOf: null, data: {}, texts };
  return {
    sequence,
    type,
    at,
    version,
    hash,
    prevHash,
    by: row.by,
    onBehalfOf: row.onBehalfOf,
    data: relation.recused ? {} : row.data,
    texts,
  };
}

/** A note for superiors: the holder and everybody above filer or holder read it; the filer only learns that it exists. */
const readsForSuperiors = (relation: Relation): boolean =>
  !relation.isFiler && (mayActAsHolder(relation) || relation.aboveFiler);
