import type { TicketState } from '@upline/contracts/ticket';
import type { TicketListView } from './ticket-lists.dto';
import { VIEWS, type ListStatement } from './ticket-lists.statement';
import { SIGHT_CTES, isWide, open } from './ticket.sight';

/** Done tickets are counted up to here: nobody decides by how many more there are, and a house has a million. */
export const COUNTED = 100;
/** Of the done tickets of one state, only the newest so many are looked at. */
const LOOKED_AT = 2_000;
const DONE: readonly TicketState[] = ['resolved', 'closed', 'withdrawn'];
const OPEN = open('t');

export interface CountRow {
  state: TicketState;
  n: string;
  late: string;
  /** There may be more than `n`. */
  more: boolean;
}

const LATE = `(t.next_due_kind is null or t.next_due_at < upline_now()) and exists (
  select 1 from due d where d.subject_kind = 'ticket' and d.subject_id = t.id and (d.state = 'missed' or d.state = 'running' and d.due_at < upline_now()))`;

/** Where the open tickets of a view stand. */
const OPEN_ONES: Partial<Record<TicketListView, string>> = {
  queue: '(select $1::uuid as id union select person_id from covered) who join ticket t on t.holder_id = who.id',
};

/** Tickets of one done state, newest first, and whether there are more than are looked at. */
interface Newest {
  from: string;
  beyond: string;
  gate: string;
}
function newest(state: TicketState, of: string, gate: string, among = 'ticket x'): Newest {
  // Both conditions, because the indexes of done tickets are partial.
  const rows = (columns: string, cut: string): string =>
    `select ${columns} from ${among} where x.state = '${state}' and x.state in ('resolved', 'closed', 'withdrawn') ${of} order by x.created_at desc, x.id desc ${cut}`;
  return {
    from: `(${rows('x.*', `limit ${LOOKED_AT}`)})`,
    beyond: `exists (${rows('1', `offset ${LOOKED_AT} limit 1`)})`,
    gate,
  };
}

/** Few tickets by their ids; fenced, or all are walked in their order to find these. */
const own = (ids: string): string => `(select t.* from (${ids}) own (id) join ticket t on t.id = own.id offset 0) x`;

function sourcesOf(view: TicketListView, state: TicketState): Newest[] {
  const granted = 'select g.ticket_id from ticket_grant g where g.person_id = $1';
  switch (view) {
    case 'queue':
      return [];
    case 'filed':
      return [newest(state, 'and x.filer_id = $1', 'true')];
    case 'watching':
      return [newest(state, '', 'true', own(`${granted} and g.reason in ('assist', 'watch')`))];
    case 'team':
      return [newest(state, '', isWide)];
    case 'all':
      return [
        newest(state, '', isWide),
        newest(state, 'and x.filer_id = $1', `not ${isWide}`),
        newest(state, 'and x.filer_id <> $1', `not ${isWide}`, own(`${granted} union select id from ticket h where h.holder_id = $1 and h.state in ('resolved', 'closed', 'withdrawn')`)), // prettier-ignore
      ];
  }
}

const doneCount = (view: TicketListView, state: TicketState, { from, beyond, gate }: Newest): string => `
  select '${state}' as state, least(count(*), ${COUNTED}) as n, 0 as late,
    ${gate} and (count(*) > ${COUNTED} or ${beyond}) as more
  from (select 1 from ${from} t where ${gate} and ${VIEWS[view]} limit ${COUNTED + 1}) found`;

/** Counts by state: of open tickets all, of done ones the newest; open ones that are late. `$1` is the reader. */
export const countsStatement = (view: TicketListView): ListStatement => ({
  name: `ticket_counts_${view}`,
  values: [],
  text: [
    `with ${SIGHT_CTES}
    select t.state, count(*) as n, count(*) filter (where ${LATE}) as late, false as more
    from ${OPEN_ONES[view] ?? 'ticket t'} where ${OPEN} and ${VIEWS[view]} group by t.state`,
    ...DONE.flatMap((state) => sourcesOf(view, state).map((source) => doneCount(view, state, source))),
  ].join(' union all '),
});
