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
import { DataSource } from 'typeorm';
import type { Actor } from '../kernel/actor';
import { decodeCursor } from '../kernel/cursor';
import { INSTANTS_AS_TEXT, runHot } from '../kernel/hot-statement';
import { pageOf } from '../kernel/page';
import { reading } from '../kernel/transaction';
import type { TicketCounts, TicketListItem } from './ticket-answers.dto';
import type { TicketListQuery, TicketListView } from './ticket-lists.dto';
import { SORTS, countsStatement, listStatement, sortOf } from './ticket-lists.statement';

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
  constructor(private readonly db: DataSource) {}

  async list(actor: Actor, query: TicketListQuery): Promise<Page<TicketListItem>> {
    const sort = SORTS[sortOf(query)];
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor, sort.shape);
    const { text, values, name } = listStatement(actor.id, query, after);
    const rows = await reading(this.db, (m) => runHot<ListRow>(m, { name, text }, values, INSTANTS_AS_TEXT));
    const sorted = (row: ListRow): string | number => (sort.shape[0] === 'number' ? Number(row.sorted) : row.sorted);
    return pageOf(rows, query.limit, toItem, (row) => [sorted(row), row.id]);
  }

  async counts(actor: Actor, view: TicketListView): Promise<TicketCounts> {
    const { name, text } = countsStatement(view);
    const rows = await reading(this.db, (m) =>
      runHot<{ state: TicketState; n: string; late: string }>(m, { name, text }, [actor.id]),
    );
    const of = (state: TicketState): number => Number(rows.find((row) => row.state === state)?.n ?? 0);
    const byState = Object.fromEntries(TICKET_STATES.map((state) => [state, of(state)])) as Record<TicketState, number>;
    const sum = (field: 'n' | 'late'): number => rows.reduce((total, row) => total + Number(row[field]), 0);
    return { ...byState, total: sum('n'), overdue: sum('late') };
  }
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
