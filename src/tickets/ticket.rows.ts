import type { ClockFacts, TicketFacts } from './ticket.facts';

/** A ticket with the head of its chain. */
export interface StoredTicket extends TicketFacts {
  sequence: number;
  chainHash: string;
}
type Field = keyof Omit<StoredTicket, 'clocks'>;

/** Every field of the aggregate; its column is the same word in snake_case. A test compares them with the table. */
export const TICKET_FIELDS = [
  'id', 'number', 'version', 'activity', 'state', 'kind', 'severity', 'level', 'filerId', 'holderId', 'onBehalfOfId',
  'holderWhy', 'heldSince', 'projectId', 'topicId', 'aboutPersonId', 'callId', 'callStartedAt', 'customerId', 'channel',
  'contactMasked', 'bestTime', 'noReplyReason', 'promisedReplyAt', 'wants', 'risks', 'contentTextId', 'questionTextId',
  'answerTextId', 'lessonTextId', 'outcome', 'rootCauseId', 'customerSatisfied', 'remedyKind', 'remedyMinor',
  'remedyCurrency', 'customerTold', 'disputes', 'renewals', 'releasesAtLevel', 'transfersAtLevel', 'recontacts',
  'customerCalledAt', 'pauseReason', 'pausedById', 'nudgedAt', 'nudgeOpenSince', 'filerEscalatedFrom', 'incidentId', 'mergedIntoId', 'policyId', 'resolvedAt', 'closedAt', 'createdAt', 'updatedAt', 'sequence', 'chainHash',
] as const satisfies readonly Field[]; // prettier-ignore

export const snake = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Field and column of everything, made once: a filing names some hundred columns. */
const COLUMN_OF = TICKET_FIELDS.map((field) => [field, snake(field)] as const);

/** `t.id as "id", …` for a select. */
export const ticketColumns = (alias: string): string =>
  TICKET_FIELDS.map((field) => `${alias}.${snake(field)} as "${field}"`).join(', ');

export interface TicketRow extends Omit<StoredTicket, 'number' | 'remedyMinor' | 'chainHash' | 'clocks'> {
  number: string;
  remedyMinor: string | null;
  chainHash: Buffer;
}
export interface ClockRow extends Omit<ClockFacts, 'startedAt' | 'dueAt' | 'pausedAt' | 'settledAt' | 'noticedAt'> {
  startedAt: string;
  dueAt: string;
  pausedAt: string | null;
  settledAt: string | null;
  noticedAt: string | null;
}

/** All clocks of ticket `alias` as one JSON array. */
export const clocksJson = (alias: string): string => `(
  select coalesce(jsonb_agg(jsonb_build_object('kind', d.kind, 'occurrence', d.occurrence, 'state', d.state, 'startedAt', d.started_at,
    'dueAt', d.due_at, 'pausedAt', d.paused_at, 'pausedMs', d.paused_ms, 'settledAt', d.settled_at, 'noticedAt', d.noticed_at,
    'missedById', d.missed_by_id) order by d.started_at, d.kind, d.occurrence), '[]')
  from due d where d.subject_kind = 'ticket' and d.subject_id = ${alias}.id)`;

export function toTicket(row: TicketRow, clocks: readonly ClockRow[]): StoredTicket {
  return {
    ...row,
    number: Number(row.number),
    remedyMinor: row.remedyMinor === null ? null : Number(row.remedyMinor),
    chainHash: row.chainHash.toString('hex'),
    clocks: clocks.map(toClock),
  };
}

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));

const toClock = (row: ClockRow): ClockFacts => ({
  ...row,
  startedAt: new Date(row.startedAt),
  dueAt: new Date(row.dueAt),
  pausedAt: instant(row.pausedAt),
  settledAt: instant(row.settledAt),
  noticedAt: instant(row.noticedAt),
});

/** The row as JSON for `jsonb_populate_record(null::ticket, …)`. */
export function toRow(ticket: StoredTicket): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const [field, column] of COLUMN_OF) row[column] = ticket[field];
  row.chain_hash = `\\x${ticket.chainHash}`;
  return row;
}

/** A clock as JSON for `jsonb_to_recordset`. */
export const toClockRow = (clock: ClockFacts): Record<string, unknown> => ({
  kind: clock.kind,
  occurrence: clock.occurrence,
  state: clock.state,
  started_at: clock.startedAt,
  due_at: clock.dueAt,
  paused_at: clock.pausedAt,
  paused_ms: clock.pausedMs,
  settled_at: clock.settledAt,
  noticed_at: clock.noticedAt,
  missed_by_id: clock.missedById,
});
