import { Injectable } from '@nestjs/common';
import type { Page } from '@upline/contracts/pages';
import {
  TICKET_STATES,
  type ClockKind,
  type HolderWhy,
  type Severity,
  type TicketKind,
  type TicketState,
} from '@upline/contracts/ticket';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../kernel/actor';
import { decodeCursor } from '../kernel/cursor';
import { INSTANTS_AS_TEXT, runHot } from '../kernel/hot-statement';
import { toDate } from '../kernel/instant';
import { pageOf } from '../kernel/page';
import { reading } from '../kernel/transaction';
import type { TicketCounts, TicketListItem } from './ticket-answers.dto';
import type { TicketListQuery, TicketListView } from './ticket-lists.dto';
import { SORTS, listStatement, sortOf, type ListStatement } from './ticket-lists.statement';
import { hourOf } from './lexemes.rules';
import { TicketSearch, shapeOf, type Sought } from './ticket-search.service';
import type { Search, SearchWindow } from './ticket-search.statement';
import { windowsOf } from './search-windows.rules';
import { countsStatement, type CountRow } from './ticket-counts.statement';

export interface ListRow {
  id: string;
  number: string;
  version: number;
  activity: number;
  state: TicketState;
  kind: TicketKind;
  severity: Severity;
  level: number;
  filerId: string;
  filerName: string;
  holderId: string;
  holderName: string;
  onBehalfOfId: string | null;
  onBehalfOfName: string | null;
  why: HolderWhy;
  projectId: string;
  projectKey: string;
  projectName: string;
  topicId: string;
  topicName: string;
  excerpt: string | null;
  contactMasked: string | null;
  promisedReplyAt: string | null;
  nextDueKind: ClockKind | null;
  nextDueAt: string | null;
  createdAt: string;
  updatedAt: string;
  restricted: boolean;
  sorted: string;
}

/** Lists and counts of tickets, within the reader's sight. */
@Injectable()
export class TicketLists {
  constructor(
    private readonly db: DataSource,
    private readonly search: TicketSearch,
  ) {}

  async list(actor: Actor, query: TicketListQuery): Promise<Page<TicketListItem>> {
    const sort = SORTS[sortOf(query)];
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor, sort.shape);
    const rows = await reading(this.db, (m) =>
      typeof query.q === 'string'
        ? this.found(m, actor, query, after)
        : this.rows(m, listStatement(actor.id, query, after)),
    );
    const sorted = (row: ListRow): string | number => (sort.shape[0] === 'number' ? Number(row.sorted) : row.sorted);
    return pageOf(rows, query.limit, toItem, (row) => [sorted(row), row.id]);
  }

  /** Newest first, part after part until the page is full. */
  private async found(
    m: EntityManager,
    actor: Actor,
    query: TicketListQuery,
    after: readonly unknown[] | null,
  ): Promise<ListRow[]> {
    const sought = await this.search.read(m, actor.id, query.q!);
    if (!sought) return [];
    const { by, windows } = roadOf(sought, query, after);
    const rows: ListRow[] = [];
    for (const window of windows) {
      const search = { query: sought.query, by, window, shape: shapeOf(sought.query, window) };
      rows.push(...(await this.rows(m, listStatement(actor.id, query, after, search))));
      if (rows.length > query.limit) break;
    }
    return rows.slice(0, query.limit + 1);
  }

  private rows(m: EntityManager, { text, values, name }: ListStatement): Promise<ListRow[]> {
    return runHot<ListRow>(m, { name, text }, values, INSTANTS_AS_TEXT);
  }

  async counts(actor: Actor, view: TicketListView): Promise<TicketCounts> {
    const { name, text } = countsStatement(view);
    const rows = await reading(this.db, (m) => runHot<CountRow>(m, { name, text }, [actor.id]));
    const of = (state: TicketState) => rows.filter((row) => row.state === state);
    const sum = (some: readonly CountRow[], field: 'n' | 'late'): number =>
      some.reduce((total, row) => total + Number(row[field]), 0);
    const counts = TICKET_STATES.map((state) => [state, sum(of(state), 'n')] as const);
    const byState = Object.fromEntries(counts) as Record<TicketState, number>;
    const more = TICKET_STATES.filter((state) => of(state).some((row) => row.more));
    return { ...byState, total: sum(rows, 'n'), overdue: sum(rows, 'late'), more };
  }
}

/**
 * Whoever sees much asks the index of words, newest part first; a list that is short anyway (a queue, one's own, what is
 * open) is walked, and each ticket asked.
 */
function roadOf(
  sought: Sought,
  query: TicketListQuery,
  after: readonly unknown[] | null,
): { by: Search['by']; windows: readonly (SearchWindow | null)[] } {
  const sort = sortOf(query);
  const short = !sought.wide || sort === 'nextDueAt' || query.view === 'queue' || query.view === 'watching';
  if (short || query.view === 'filed') return { by: 'ticket', windows: [null] };
  if (sort !== '-createdAt') return { by: 'index', windows: [null] };
  return { by: 'index', windows: windowsOf(sought.span, after ? hourOf(toDate(after[0] as string)) : undefined) };
}

/** One literal: fifty of these make a page, and copies of copies were a fifth of its cost. */
export const toItem = (row: ListRow): TicketListItem => ({
  restricted: row.restricted,
  id: row.id,
  number: Number(row.number),
  version: row.version,
  activity: row.activity,
  state: row.state,
  kind: row.kind,
  severity: row.severity,
  level: row.level,
  filer: { id: row.filerId, name: row.filerName },
  holder: {
    id: row.holderId,
    name: row.holderName,
    onBehalfOf: row.onBehalfOfId === null ? null : { id: row.onBehalfOfId, name: row.onBehalfOfName ?? '' },
    why: row.why,
  },
  project: { id: row.projectId, key: row.projectKey, name: row.projectName },
  topic: { id: row.topicId, name: row.topicName },
  excerpt: row.excerpt,
  contactMasked: row.contactMasked,
  promisedReplyAt: row.promisedReplyAt,
  nextDueKind: row.nextDueKind,
  nextDueAt: row.nextDueAt,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
  ...(row.restricted ? HIDDEN : null),
});

/** What a recused filer does not get in a list. */
const HIDDEN = {
  kind: null,
  severity: null,
  level: null,
  filer: null,
  holder: null,
  project: null,
  topic: null,
  excerpt: null,
  contactMasked: null,
  nextDueKind: null,
  nextDueAt: null,
};
