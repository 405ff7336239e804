import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { SealedCustomer } from '../customers/customers.service';
import { runHot } from '../kernel/hot-statement';
import { newId } from '../kernel/ids';
import { toRows } from '../outbox/outbox.events';
import type { ToldRow } from '../outbox/outbox.service';
import { isOpen, nextDue } from './clocks.rules';
import type { ClockFacts, TicketEvent } from './ticket.facts';
import { toClockRow, toRow, type StoredTicket, type TicketRow } from './ticket.rows';
import { searchRow } from './lexemes.rules';
import { APPLY, FILE, LOCK, LOCK_ALL, LOCK_FREE } from './ticket-store.statements';

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

  /** Locks all of them, in id order. */
  lockAll(tx: EntityManager, ids: readonly string[]): Promise<TicketRow[]> {
    return runHot<TicketRow>(tx, LOCK_ALL, [ids]);
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
      json([searchRow(ticket, rows.texts)]),
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
        search: rows.texts.length > 0 ? [searchRow(after, rows.texts)] : [],
        stored,
        clocks: clockRows(before.clocks, stored),
        contacts,
        grants: [...heldGrants(before, after, actorId), ...newGrants(after.id, events)],
      };
    });
    const values = [
      parts.map(({ stored }) => ({ ...toRow(stored), ...dueColumns(stored) })),
      parts.flatMap(({ clocks }) => clocks),
      parts.flatMap(({ texts }) => texts),
      parts.flatMap(({ contacts }) => contacts),
      parts.flatMap(({ grants }) => grants),
      parts.flatMap(({ chain }) => chain),
      parts.flatMap(({ told }) => told).map((row, position) => ({ ...row, position })),
      parts.flatMap(({ search }) => search),
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

/** Sight that an act gives. */
const newGrants = (ticketId: string, events: readonly TicketEvent[]): Record<string, unknown>[] =>
  events.flatMap(({ grant, at }) =>
    grant ? [{ ticket_id: ticketId, person_id: grant.personId, reason: grant.reason, created_at: at }] : [],
  );

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
