import { Injectable } from '@nestjs/common';
import type { TicketAnswer } from '@upline/contracts/ticket';
import { DataSource, type EntityManager } from 'typeorm';
import { CustomersService } from '../customers/customers.service';
import { DeadlinesService } from '../deadlines/deadlines.service';
import type { Actor } from '../kernel/actor';
import { runHot, type HotStatement } from '../kernel/hot-statement';
import { isId } from '../kernel/ids';
import { Refusal } from '../kernel/refusal';
import { reading } from '../kernel/transaction';
import { LineService } from '../people/line.service';
import { clocksJson, ticketColumns, toTicket, type ClockRow, type TicketRow } from './ticket.rows';
import { SIGHT_CTES, recused, relationJson, sees } from './ticket.sight';
import { viewOf, type Joined } from './ticket.view';

/** Other tickets beside `t`, each only where the reader sees it too. */
const BESIDE = `
      (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'number', n.number, 'relation', l.relation,
          'direction', case when l.from_id = t.id then 'out' else 'in' end) order by l.at, l.id), '[]')
        from ticket_link l join ticket n on n.id = case when l.from_id = t.id then l.to_id else l.from_id end
        where (l.from_id = t.id or l.to_id = t.id) and ${sees('n')} and not ${recused('n')}) as links,
      (select jsonb_build_object('id', n.id, 'number', n.number) from ticket n
        where n.id = t.merged_into_id and ${sees('n')} and not ${recused('n')}) as "mergedInto"`;

const VIEW: HotStatement = {
  name: 'ticket_view',
  text: `with ${SIGHT_CTES}
    select ${ticketColumns('t')}, upline_now() as now, (select version from org_version) as "orgVersion", f.name as "filerName", f.active as "filerActive", h.name as "holderName",
      (select jsonb_build_object('id', q.id, 'name', q.name) from person q where q.id = t.paused_by_id) as "pausedBy", b.name as "onBehalfOfName", p.key as "projectKey", p.name as "projectName", o.name as "topicName",
      t.customer_sealed as "customerSealed", ${relationJson('t')} as relation, ${clocksJson('t')} as clocks,
      (select coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'field', x.field, 'body', x.body, 'at', e.at,
          'by', case when w.id is null then null else jsonb_build_object('id', w.id, 'name', w.name) end)), '[]')
        from ticket_text x join ticket_event e on e.ticket_id = x.ticket_id and e.sequence = x.sequence
        left join person w on w.id = e.by_id
        where x.id in (t.content_text_id, t.question_text_id, t.answer_text_id, t.lesson_text_id)) as texts, ${BESIDE}
    from ticket t join person f on f.id = t.filer_id join person h on h.id = t.holder_id left join person b on b.id = t.on_behalf_of_id
      join project p on p.id = t.project_id join topic o on o.id = t.topic_id
    where t.id = $2 and ${sees('t')}`,
};

const FIND: HotStatement = {
  name: 'ticket_find',
  text: `with ${SIGHT_CTES} select t.id from ticket t where (t.id = $2::uuid or t.number = $3::bigint) and ${sees('t')}`,
};

type ViewRow = TicketRow &
  Omit<Joined, 'customerName'> & { customerSealed: Buffer | null; clocks: ClockRow[]; now: Date; orgVersion: string };

/** What an address may name a ticket by; what is neither does not exist. */
export function named(idOrNumber: string): { id: string | null; number: string | null } {
  const id = isId(idOrNumber) ? idOrNumber : null;
  const number = /^[1-9]\d{0,15}$/.test(idOrNumber) ? idOrNumber : null;
  if (!id && !number) throw Refusal.notFound();
  return { id, number };
}

/** What one reader sees of one ticket. */
@Injectable()
export class TicketQueries {
  constructor(
    private readonly db: DataSource,
    private readonly lines: LineService,
    private readonly deadlines: DeadlinesService,
    private readonly customers: CustomersService,
  ) {}

  /** The ticket's id from an id or a number; what does not exist and what is out of sight is the same 404. */
  find(actor: Actor, idOrNumber: string): Promise<string> {
    return reading(this.db, (m) => this.findIn(m, actor, idOrNumber));
  }

  /** The same inside a transaction, for a ticket that a body names. */
  async findIn(m: EntityManager, actor: Actor, idOrNumber: string): Promise<string> {
    const { id, number } = named(idOrNumber);
    const [row] = await runHot<{ id: string }>(m, FIND, [actor.id, id, number]);
    if (!row) throw Refusal.notFound();
    return row.id;
  }

  async one(actor: Actor, id: string): Promise<TicketAnswer> {
    return reading(this.db, (m) => this.view(m, actor, id));
  }

  /** Inside a transaction: the ticket as the act left it. */
  async view(m: EntityManager, actor: Actor, id: string): Promise<TicketAnswer> {
    const [row] = await runHot<ViewRow>(m, VIEW, [actor.id, id]);
    if (!row) throw Refusal.notFound();
    const ticket = toTicket(row, row.clocks);
    const fromIds = [ticket.onBehalfOfId ?? ticket.holderId];
    const line = await this.lines.gather(m, {
      fromIds,
      projectId: ticket.projectId,
      at: row.now,
      orgVersion: row.orgVersion,
    });
    const recusedIds = await this.lines.recusedIds(m, ticket.aboutPersonId, ticket.createdAt);
    const policy = await this.deadlines.policy(m, ticket.policyId);
    const joined = { ...row, customerName: this.customers.opened(row.customerSealed).name };
    return viewOf(ticket, joined, { line, recusedIds, actorId: actor.id, at: row.now, policy });
  }
}
