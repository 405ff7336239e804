import { TICKET_STATES, type Severity, type TicketState } from '@upline/contracts/ticket';
import type { CursorShape } from '../kernel/cursor';
import { PAGE_LIMIT } from '@upline/contracts/pages';
import type { TicketListQuery, TicketListView, TicketSort } from './ticket-lists.dto';
import { hitOf, hitsOf, type Give, type Search } from './ticket-search.statement';
import { SIGHT_CTES, aboveFiler, aboveHolder, covers, isWide, open, recused, sees } from './ticket.sight';

const OPEN = open('t');
const DONE = `t.state in ('resolved', 'closed', 'withdrawn')`;
const RANKS: readonly Severity[] = ['critical', 'high', 'normal'];
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

type Filter = (query: TicketListQuery, give: Give) => string;
/** A state is written out, so that the indexes of open and of done tickets serve it. */
const stateIs = (state: TicketState): string => {
  const literal = TICKET_STATES.find((one) => one === state)!;
  return ['resolved', 'closed', 'withdrawn'].includes(literal)
    ? `t.state = '${literal}' and ${DONE}`
    : `t.state = '${literal}' and ${OPEN}`;
};
const FILTERS: Partial<Record<keyof TicketListQuery, Filter>> = {
  state: ({ state }) => stateIs(state!),
  kind: ({ kind }, give) => `t.kind = ${give(kind)}`,
  severity: ({ severity }, give) => `t.severity = ${give(severity)}`,
  level: ({ level }, give) => `t.level = ${give(level)}::integer`,
  projectId: ({ projectId }, give) => `t.project_id = ${give(projectId)}::uuid`,
  topicId: ({ topicId }, give) => `t.topic_id = ${give(topicId)}::uuid`,
  holderId: ({ holderId }, give) => `t.holder_id = ${give(holderId)}::uuid`,
  filerId: ({ filerId }, give) => `t.filer_id = ${give(filerId)}::uuid`,
  // What is not open has no next clock.
  clock: ({ clock }, give) => `t.next_due_kind = ${give(clock)} and ${OPEN}`,
  dueBefore: ({ dueBefore }, give) => `t.next_due_at < ${give(dueBefore)}::timestamptz and ${OPEN}`,
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

/** Cuts a page out of the tickets `t` of a from clause. */
type CutPage = (from: string, where: string) => string;

/** The statement of one page. `after` are the sort value and id of the last row of the page before. */
export function listStatement(
  actorId: string,
  query: TicketListQuery,
  after: readonly unknown[] | null,
  search: Search | null = null,
): ListStatement {
  const values: unknown[] = [actorId];
  const give: Give = (value) => `$${values.push(value)}`;
  const asked = Object.entries(FILTERS).filter(([field]) => query[field as keyof TicketListQuery] !== undefined);
  const filters = [
    ...asked.map(([, filter]) => `and ${filter(query, give)}`),
    unveiled(
      query,
      asked.map(([field]) => field),
    ),
  ].join(' ');
  const byIndex = search?.by === 'index' ? hitsOf(search, give) : null;
  const hit = search?.by === 'ticket' ? hitOf(search, give) : (byIndex?.where ?? '');
  const sort = sortOf(query);
  const limit = String(query.limit + 1);
  const cut = cutter({ sort, limit, after, filters: `${filters} ${hit}`, give });
  const page = pageOfView(query.view, cut, byIndex?.from ?? null, sort === '-severity' ? FILED_FENCED : 'ticket t');
  const name = asked.length === 0 && query.limit === PAGE_LIMIT.default ? nameOf(query.view, sort, after, search) : '';
  const text = `with ${SIGHT_CTES}${byIndex ? `, ${byIndex.cte}` : ''}, page as materialized (${page})
    select ${ROW} from (select * from page t ${orderOf(sort, 't.sorted')} limit ${limit}) t ${JOINS} ${orderOf(sort, 't.sorted')}`;
  return { text, values, name };
}

function nameOf(view: TicketListView, sort: TicketSort, after: unknown, search: Search | null): string {
  const shape = search ? search.shape : '';
  return shape === null ? '' : `ticket_list_${view}_${sort}_${after ? 'next' : 'first'}${shape}`;
}

function orderOf(sort: TicketSort, by: string): string {
  const way = SORTS[sort].down ? 'desc' : 'asc';
  return `order by ${by} ${way}, t.id ${way}`;
}

interface Cutting {
  sort: TicketSort;
  limit: string;
  after: readonly unknown[] | null;
  filters: string;
  give: Give;
}

function cutter({ sort, limit, after, filters, give }: Cutting): CutPage {
  const { by, down, cast, and } = SORTS[sort];
  const given = after && { value: `${give(after[0])}::${cast}`, id: `${give(after[1])}::uuid` };
  if (sort === '-severity')
    return (from, where) =>
      RANKS.map((severity, rank) => {
        const cursor = given ? `and t.id > ${idAfter(given, rank)}` : '';
        return `(select t.*, ${rank} as sorted from ${from} where ${where} and t.severity = '${severity}' ${cursor} ${filters} order by t.id limit ${limit})`;
      }).join(' union all ');
  const cursor = given ? `and (${by}, t.id) ${down ? '<' : '>'} (${given.value}, ${given.id})` : '';
  return (from, where) =>
    `(select t.*, ${by} as sorted from ${from} where ${where} ${and} ${cursor} ${filters} ${orderOf(sort, by)} limit ${limit})`;
}

/** Each severity is a walk of its own by id; a page behind it begins where the cursor stands, before it nowhere. */
const idAfter = ({ value, id }: { value: string; id: string }, rank: number): string =>
  `case when ${rank} < ${value} then 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid when ${rank} = ${value} then ${id} else '00000000-0000-0000-0000-000000000000'::uuid end`;

/**
 * Each view by the index that leads to it. A reader with nobody below reads what is theirs; the newest of the whole house,
 * of which they see nothing, would be a walk to its end.
 */
function pageOfView(view: TicketListView, cut: CutPage, hits: string | null, filed: string): string {
  const tickets = hits ?? 'ticket t';
  const also = (ids: string): string =>
    hits
      ? `${hits} join (${ids}) own on own.id = t.id`
      : // fenced, or the whole house is walked in the order of the page to find these few
        `(select t.* from (${ids}) own join ticket t on t.id = own.id offset 0) t`;
  switch (view) {
    case 'queue':
      return queuePage(cut, hits);
    case 'filed':
      return cut(hits ?? filed, VIEWS.filed);
    case 'watching':
      return cut(also(WATCHED), VIEWS.watching);
    case 'team':
      return cut(tickets, `${isWide} and ${VIEWS.team}`);
    case 'all':
      return [
        cut(tickets, `${isWide} and ${VIEWS.all}`),
        cut(hits ?? filed, `not ${isWide} and t.filer_id = $1`),
        cut(also(NOT_FILED), `not ${isWide} and t.filer_id <> $1 and ${VIEWS.all}`),
      ].join(' union all ');
  }
}

/** By severity, fenced: the walk by id that finds the house's few severe ones is endless for one filer's. */
const FILED_FENCED = '(select x.* from ticket x where x.filer_id = $1 offset 0) t';
const WATCHED = `select distinct g.ticket_id as id from ticket_grant g where g.person_id = $1 and g.reason in ('assist', 'watch')`;
/** What somebody with nobody below may see beside what they filed. */
const NOT_FILED = `
  select id from ticket t where t.holder_id = $1 and ${OPEN} union select id from ticket t where t.holder_id = $1 and ${DONE}
  union select ticket_id from ticket_grant g where g.person_id = $1 and g.reason <> 'watch'`;

/** The queue of each person whom the reader holds for, cut by the queue's index before they are merged. */
const queuePage = (cut: CutPage, hits: string | null): string => `
  select q.* from (select $1::uuid as id union select person_id from covered) who
  cross join lateral (${cut(hits ?? 'ticket t', `t.holder_id = who.id and ${VIEWS.queue}`)}) q`;
