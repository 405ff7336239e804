import type { CursorShape } from '../kernel/cursor';
import type { TicketListQuery, TicketListView, TicketSort } from './ticket-lists.dto';
import { SIGHT_CTES, aboveFiler, aboveHolder, covers, open, recused, sees } from './ticket.sight';

const OPEN = open('t');
const SEVERITY_RANK = `case t.severity when 'critical' then 0 when 'high' then 1 else 2 end`;

/** How each sort orders, and what its cursor holds; the id makes it total. */
export const SORTS: Record<TicketSort, { by: string; down: boolean; cast: string; shape: CursorShape; and: string }> = {
  nextDueAt: { by: 't.next_due_at', down: false, cast: 'timestamptz', shape: ['string', 'string'], and: `and ${OPEN}` },
  '-createdAt': { by: 't.created_at', down: true, cast: 'timestamptz', shape: ['string', 'string'], and: '' },
  '-severity': { by: SEVERITY_RANK, down: false, cast: 'integer', shape: ['number', 'string'], and: '' },
};
export const sortOf = (query: Pick<TicketListQuery, 'sort' | 'view'>): TicketSort =>
  query.sort ?? (query.view === 'queue' ? 'nextDueAt' : '-createdAt');

/** Which tickets a view holds; every one of them is within sight. */
export const VIEWS: Record<TicketListView, string> = {
  queue: `${OPEN} and not ${recused('t')} and (t.holder_id = $1 or ${covers('t')})`,
  filed: 't.filer_id = $1',
  team: `not ${recused('t')} and t.filer_id <> $1 and (${aboveFiler('t')} or (${OPEN} and ${aboveHolder('t')}))`,
  watching: `${sees('t')} and exists (select 1 from ticket_grant g where g.ticket_id = t.id and g.person_id = $1 and g.reason in ('assist', 'watch')
    and (g.until is null or g.until > upline_now()))`,
  all: sees('t'),
};

const FILTERS: Partial<Record<keyof TicketListQuery, string>> = {
  state: 't.state = ?',
  kind: 't.kind = ?',
  severity: 't.severity = ?',
  level: 't.level = ?::integer',
  projectId: 't.project_id = ?::uuid',
  topicId: 't.topic_id = ?::uuid',
  holderId: 't.holder_id = ?::uuid',
  filerId: 't.filer_id = ?::uuid',
  clock: 't.next_due_kind = ?',
  dueBefore: `t.next_due_at < ?::timestamptz and ${OPEN}`,
};

const SHOWN_TO_RECUSED = ['state', 'filerId'];
/** A recused filer gets a row without most of its fields; to filter or sort by one of those would tell it all the same. */
const unveiled = (query: TicketListQuery, fields: readonly string[]): string =>
  query.view !== 'queue' &&
  (sortOf(query) !== '-createdAt' || fields.some((field) => !SHOWN_TO_RECUSED.includes(field)))
    ? `and not (t.filer_id = $1 and ${recused('t')})`
    : '';

/** The columns of a row, with the names joined after the page was cut. */
export const ROW = `
  t.id, t.number, t.version, t.activity, t.state, t.kind, t.severity, t.level, t.filer_id as "filerId", f.name as "filerName",
  t.holder_id as "holderId", h.name as "holderName", t.on_behalf_of_id as "onBehalfOfId", b.name as "onBehalfOfName",
  t.holder_why as why, t.project_id as "projectId", p.key as "projectKey", p.name as "projectName", t.topic_id as "topicId",
  o.name as "topicName", left(x.body, 80) as excerpt, t.contact_masked as "contactMasked", t.promised_reply_at as "promisedReplyAt",
  t.next_due_kind as "nextDueKind", t.next_due_at as "nextDueAt", t.created_at as "createdAt", t.updated_at as "updatedAt",
  t.filer_id = $1 and ${recused('t')} as restricted, t.sorted::text as sorted`;
export const JOINS = `
  join person f on f.id = t.filer_id join person h on h.id = t.holder_id left join person b on b.id = t.on_behalf_of_id
  join project p on p.id = t.project_id join topic o on o.id = t.topic_id left join ticket_text x on x.id = t.content_text_id`;

export interface ListStatement {
  text: string;
  values: unknown[];
  /** Prepared under this name; empty for the rarer combinations, which are not prepared. */
  name: string;
}

/** The statement of one page. `after` are the sort value and id of the last row of the page before. */
export function listStatement(
  actorId: string,
  query: TicketListQuery,
  after: readonly unknown[] | null,
): ListStatement {
  const sort = SORTS[sortOf(query)];
  const values: unknown[] = [actorId];
  const give = (value: unknown): string => `$${values.push(value)}`;
  const limit = give(query.limit + 1);
  const step = sort.down ? '<' : '>';
  const cursor = after
    ? `and (${sort.by}, t.id) ${step} (${give(after[0])}::${sort.cast}, ${give(after[1])}::uuid)`
    : '';
  const asked = Object.entries(FILTERS).filter(([field]) => query[field as keyof TicketListQuery] !== undefined);
  const filters = [
    ...asked.map(([field, sql]) => `and ${sql.replace('?', give(query[field as keyof TicketListQuery]))}`),
    unveiled(
      query,
      asked.map(([field]) => field),
    ),
  ];
  const order = (alias: string, by: string): string =>
    `order by ${by} ${sort.down ? 'desc' : 'asc'}, ${alias}.id ${sort.down ? 'desc' : 'asc'}`;
  const cut = (from: string, where: string): string =>
    `select t.*, ${sort.by} as sorted from ${from} where ${where} ${sort.and} ${cursor} ${filters.join(' ')} ${order('t', sort.by)} limit ${limit}`;
  const page = query.view === 'queue' ? queuePage(cut) : cut('ticket t', VIEWS[query.view]);
  const name = asked.length === 0 ? `ticket_list_${query.view}_${sortOf(query)}_${after ? 'next' : 'first'}` : '';
  const text = `with ${SIGHT_CTES}, page as materialized (${page})
    select ${ROW} from (select * from page t ${order('t', 't.sorted')} limit ${limit}) t ${JOINS} ${order('t', 't.sorted')}`;
  return { text, values, name };
}

/** The queue of each person whom the reader holds for, cut by the queue's index before they are merged. */
const queuePage = (cut: (from: string, where: string) => string): string => `
  select q.* from (select $1::uuid as id union select person_id from covered) who
  cross join lateral (${cut('ticket t', `t.holder_id = who.id and ${VIEWS.queue}`)}) q`;

/** Counts by state, and open ones that are late; `$1` the reader. */
export const countsStatement = (view: TicketListView): ListStatement => ({
  name: `ticket_counts_${view}`,
  values: [],
  text: `with ${SIGHT_CTES} select t.state, count(*) as n,
      count(*) filter (where ${OPEN} and (t.next_due_kind is null or t.next_due_at < upline_now())
        and exists (select 1 from due d where d.subject_kind = 'ticket' and d.subject_id = t.id and (d.state = 'missed' or d.state = 'running' and d.due_at < upline_now()))) as late
    from ticket t where ${VIEWS[view]} group by t.state`,
});
