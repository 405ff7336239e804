import type { HotStatement } from '../kernel/hot-statement';
import { appendCtes } from '../outbox/outbox.statement';
import { TICKET_FIELDS, snake, ticketColumns } from './ticket.rows';
import { searchCte } from './ticket-search.statement';

const FIXED = new Set(['id', 'number', 'filerId', 'createdAt', 'contentTextId', 'customerId', 'channel']);
const CHANGING = [...TICKET_FIELDS.filter((field) => !FIXED.has(field)).map(snake), 'next_due_at', 'next_due_kind'];

export const LOCK: HotStatement = {
  name: 'ticket_lock',
  text: `select ${ticketColumns('t')} from ticket t where t.id = $1 for update`,
};
/** In id order, like everybody who locks several. */
export const LOCK_ALL: HotStatement = {
  name: 'ticket_lock_all',
  text: `select ${ticketColumns('t')} from ticket t where t.id = any ($1::uuid[]) order by t.id for update`,
};
/** In id order too; those that somebody else has are left to them. */
export const LOCK_FREE: HotStatement = {
  name: 'ticket_lock_free',
  text: `select ${ticketColumns('t')} from ticket t where t.id = any ($1::uuid[]) order by t.id for update skip locked`,
};

/** Clocks, texts, contacts, grants, timeline and personal events: the same for a filing and for an act. */
const REST = `
  clock_out as (
    insert into due (id, subject_kind, subject_id, kind, occurrence, state, started_at, due_at, next_at, paused_at, paused_ms,
      settled_at, noticed_at, missed_by_id, policy_id)
    select c.id, 'ticket', c.subject_id, c.kind, c.occurrence, c.state, c.started_at, c.due_at, c.due_at, c.paused_at, c.paused_ms,
      c.settled_at, c.noticed_at, c.missed_by_id, c.policy_id
    from jsonb_to_recordset($2::jsonb) as c(id uuid, subject_id uuid, kind text, occurrence integer, state text, started_at timestamptz,
      due_at timestamptz, paused_at timestamptz, paused_ms bigint, settled_at timestamptz, noticed_at timestamptz, missed_by_id uuid, policy_id uuid)
    on conflict (subject_kind, subject_id, kind, occurrence) do update set state = excluded.state, due_at = excluded.due_at,
      next_at = excluded.next_at, paused_at = excluded.paused_at, paused_ms = excluded.paused_ms, settled_at = excluded.settled_at,
      noticed_at = excluded.noticed_at, missed_by_id = excluded.missed_by_id
  ), text_out as (
    insert into ticket_text (id, ticket_id, sequence, field, visibility, body, salt)
    select id, ticket_id, sequence, field, visibility, body, salt
    from jsonb_to_recordset($3::jsonb) as x(id uuid, ticket_id uuid, sequence integer, field text, visibility text, body text, salt bytea)
  ),`;

export const APPLY: HotStatement = {
  name: 'ticket_apply',
  text: `with ticket_in as (
    select * from jsonb_populate_recordset(null::ticket, $1::jsonb)
  ), ticket_out as (
    update ticket t set (${CHANGING.join(', ')}) = (${CHANGING.map((column) => `i.${column}`).join(', ')})
    from ticket_in i where t.id = i.id
  ), ${REST} contact_out as (
    insert into ticket_contact (id, ticket_id, by_id, at, outcome, answered, promise_occurrence, note_text_id)
    select id, ticket_id, by_id, at, outcome, answered, promise_occurrence, note_text_id
    from jsonb_to_recordset($4::jsonb) as k(id uuid, ticket_id uuid, by_id uuid, at timestamptz, outcome text, answered boolean,
      promise_occurrence integer, note_text_id uuid)
  ), grant_out as (
    insert into ticket_grant (ticket_id, person_id, reason, created_at)
    select ticket_id, person_id, reason, created_at from jsonb_to_recordset($5::jsonb) as g(ticket_id uuid, person_id uuid, reason text, created_at timestamptz)
    on conflict (ticket_id, person_id, reason) do update set until = null where ticket_grant.until is not null
  ), ${searchCte('$8')}, ${appendCtes('$6', '$7')} select * from told_out`,
};

/** What a new ticket has none of yet; the columns' defaults say the same, and a filing is hot. */
const LATER = new Set<string>([
  'customerId', 'recontacts', 'customerCalledAt', 'pauseReason', 'pausedById', 'nudgedAt', 'nudgeOpenSince', 'filerEscalatedFrom',
  'incidentId', 'mergedIntoId',
]); // prettier-ignore
const TICKET_COLUMNS = [
  ...TICKET_FIELDS.filter((field) => !LATER.has(field)).map(snake),
  'next_due_at', 'next_due_kind', 'customer_sealed', 'customer_key_id', 'outside_hours_reason', 'draft_id',
]; // prettier-ignore

export const FILE: HotStatement = {
  name: 'ticket_file',
  text: `with customer_in as (
    select * from jsonb_populate_record(null::customer, $4::jsonb)
  ), customer_found as (
    select c.id from customer c join customer_in i on c.project_id = i.project_id and c.channel = i.channel and c.blind_index = i.blind_index
  ), customer_made as (
    insert into customer (id, project_id, channel, blind_index, blind_key_id, last_four_index, last_four_key_id, sealed, key_id, created_at)
    select id, project_id, channel, blind_index, blind_key_id, last_four_index, last_four_key_id, sealed, key_id, created_at from customer_in
    where id is not null and not exists (select 1 from customer_found)
    on conflict (project_id, channel, blind_index) do update set key_id = customer.key_id
    returning id
  ), ticket_in as (
    select * from jsonb_populate_record(null::ticket, $1::jsonb)
  ), ticket_out as (
    insert into ticket (${TICKET_COLUMNS.join(', ')}, customer_id)
    select ${TICKET_COLUMNS.map((column) => `i.${column}`).join(', ')}, (select id from customer_found union all select id from customer_made limit 1)
    from ticket_in i
  ), ${REST} ${searchCte('$7')}, ${appendCtes('$5', '$6')} select * from told_out`,
};
