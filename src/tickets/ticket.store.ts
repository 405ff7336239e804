import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { SealedCustomer } from '../customers/customers.service';
import { runHot, type HotStatement } from '../kernel/hot-statement';
import { newId } from '../kernel/ids';
import { toRows } from '../outbox/outbox.events';
import { appendCtes } from '../outbox/outbox.statement';
import type { ToldRow } from '../outbox/outbox.service';
import { isOpen, nextDue } from './clocks.rules';
import type { ClockFacts, TicketEvent } from './ticket.facts';
import {
  TICKET_FIELDS,
  snake,
  ticketColumns,
  toClockRow,
  toRow,
  type StoredTicket,
  type TicketRow,
} from './ticket.rows';

const FIXED = new Set(['id', 'number', 'filerId', 'createdAt', 'contentTextId', 'customerId', 'channel']);
const CHANGING = [...TICKET_FIELDS.filter((field) => !FIXED.has(field)).map(snake), 'next_due_at', 'next_due_kind'];

const LOCK: HotStatement = {
  name: 'ticket_lock',
  text: `select ${ticketColumns('t')} from ticket t where t.id = $1 for update`,
};
/** In id order, like everybody who locks several; those that somebody else has are left to them. */
const LOCK_FREE: HotStatement = {
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

const APPLY: HotStatement = {
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
    on conflict do nothing
  ), ${appendCtes('$6', '$7')} select * from told_out`,
};

const TICKET_COLUMNS = [
  ...TICKET_FIELDS.filter((field) => field !== 'customerId').map(snake),
  'next_due_at', 'next_due_kind', 'customer_sealed', 'customer_key_id', 'outside_hours_reason', 'draft_id', 'recontacts',
]; // prettier-ignore

const FILE: HotStatement = {
  name: 'ticket_file',
  text: `with customer_in as (
    select * from jsonb_populate_record(null::customer, $4::jsonb)
  ), customer_found as (
    select c.id from customer c join customer_in i on c.project_id = i.project_id and c.channel = i.channel and c.blind_index = i.blind_index
  ), customer_made as (
    insert into customer (id, project_id, channel, blind_index, blind_key_id, sealed, key_id, created_at)
    select id, project_id, channel, blind_index, blind_key_id, sealed, key_id, created_at from customer_in
    where id is not null and not exists (select 1 from customer_found)
    on conflict (project_id, channel, blind_index) do update set key_id = customer.key_id
    returning id
  ), ticket_in as (
    select * from jsonb_populate_record(null::ticket, $1::jsonb)
  ), ticket_out as (
    insert into ticket (${TICKET_COLUMNS.join(', ')}, customer_id)
    select ${TICKET_COLUMNS.map((column) => `i.${column}`).join(', ')}, (select id from customer_found union all select id from customer_made limit 1)
    from ticket_in i
  ), ${REST} ${appendCtes('$5', '$6')} select * from told_out`,
};

export interface FiledExtras {
  customer: SealedCustomer;
  outsideHoursReason: string | null;
  draftId: string | null;
}

/** What became of one locked ticket. */
export interface TicketChanged {
  before: StoredTicket;
  after: StoredTicket;
  events: readonly TicketEvent[];
  /** Who is told, the new holder included. */
  audience: readonly string[];
  /** Null for a timer. */
  actorId: string | null;
}

/** Writes what `decide` yielded, row, clocks, texts and outbox, in one statement. */
@Injectable()
export class TicketStore {
  /** Locks the row; null when there is none. */
  async lock(tx: EntityManager, id: string): Promise<TicketRow | null> {
    const [row] = await runHot<TicketRow>(tx, LOCK, [id]);
    return row ?? null;
  }

  /** Locks those of the rows that nobody else has locked. */
  lockFree(tx: EntityManager, ids: readonly string[]): Promise<TicketRow[]> {
    return runHot<TicketRow>(tx, LOCK_FREE, [ids]);
  }

  /** Inserts a new ticket; returns the personal events, to be hinted after commit. */
  async file(
    tx: EntityManager,
    ticket: StoredTicket,
    events: readonly TicketEvent[],
    audience: readonly string[],
    extras: FiledExtras,
  ): Promise<ToldRow[]> {
    const rows = toRows(ticket, { sequence: 0, hash: ticket.chainHash }, outboxEvents(events, audience));
    const stored = { ...ticket, sequence: rows.head.sequence, chainHash: rows.head.hash };
    const { customer } = extras;
    const row = {
      ...toRow(stored),
      ...dueColumns(stored),
      customer_sealed: customer.ticketSealed,
      customer_key_id: customer.keyId,
      outside_hours_reason: extras.outsideHoursReason,
      draft_id: extras.draftId,
      recontacts: 0,
    };
    const customerRow = customer.customer && {
      ...customer.customer,
      project_id: ticket.projectId,
      channel: customer.channel,
      created_at: ticket.createdAt,
    };
    return runHot<ToldRow>(tx, FILE, [
      json(row),
      json(clockRows([], stored)),
      json(rows.texts),
      json(customerRow ?? {}),
      json(rows.chain),
      json(rows.told),
    ]);
  }

  /** Updates locked tickets, each from `before` to `after`; returns the personal events, to be hinted after commit. */
  apply(tx: EntityManager, changes: readonly TicketChanged[]): Promise<ToldRow[]> {
    const parts = changes.map(({ before, after, events, audience, actorId }) => {
      const rows = toRows(after, { sequence: before.sequence, hash: before.chainHash }, outboxEvents(events, audience));
      const stored = { ...after, sequence: rows.head.sequence, chainHash: rows.head.hash };
      const contacts = contactRows(after.id, events);
      return {
        ...rows,
        stored,
        clocks: clockRows(before.clocks, stored),
        contacts,
        held: heldGrants(before, after, actorId),
      };
    });
    const values = [
      parts.map(({ stored }) => ({ ...toRow(stored), ...dueColumns(stored) })),
      parts.flatMap(({ clocks }) => clocks),
      parts.flatMap(({ texts }) => texts),
      parts.flatMap(({ contacts }) => contacts),
      parts.flatMap(({ held }) => held),
      parts.flatMap(({ chain }) => chain),
      parts.flatMap(({ told }) => told).map((row, position) => ({ ...row, position })),
    ];
    return runHot<ToldRow>(tx, APPLY, values.map(json));
  }
}

/** Whoever held it, and whoever passed it on or ended it for the holder, goes on seeing it. */
function heldGrants(before: StoredTicket, after: StoredTicket, actorId: string | null): Record<string, unknown>[] {
  const passed = before.holderId !== after.holderId;
  if (!passed && isOpen(after.state) === isOpen(before.state)) return [];
  const people = [passed ? before.holderId : null, actorId].filter((id) => id !== null && id !== after.filerId);
  return [...new Set(people)].map((personId) => ({
    ticket_id: after.id,
    person_id: personId,
    reason: 'held',
    created_at: after.updatedAt,
  }));
}

const json = (value: unknown): string => JSON.stringify(value);

const outboxEvents = (events: readonly TicketEvent[], audience: readonly string[]) =>
  events.map((event) => ({
    ...event,
    data: { ...event.data, change: event.change, clocks: event.clocks },
    audience: [...audience, ...event.alsoTold],
  }));

function dueColumns(ticket: StoredTicket): { next_due_at: Date | null; next_due_kind: string | null } {
  const due = nextDue(ticket);
  return { next_due_at: due?.at ?? null, next_due_kind: due?.kind ?? null };
}

/** Only occurrences that are new or changed. */
function clockRows(before: readonly ClockFacts[], after: StoredTicket): Record<string, unknown>[] {
  return after.clocks
    .filter((clock) => !before.includes(clock))
    .map((clock) => ({
      id: newId(),
      subject_id: after.id,
      policy_id: after.policyId,
      ...toClockRow(clock),
    }));
}

const contactRows = (ticketId: string, events: readonly TicketEvent[]): Record<string, unknown>[] =>
  events.flatMap(({ contact, byId, at }) =>
    contact
      ? [
          {
            id: contact.id,
            ticket_id: ticketId,
            by_id: byId,
            at,
            outcome: contact.outcome,
            answered: contact.answered,
            promise_occurrence: contact.promiseOccurrence,
            note_text_id: contact.noteTextId,
          },
        ]
      : [],
  );
