/**
 * The part of the one writing statement that appends to the timeline and numbers personal events. It is spliced into
 * `tickets/ticket.store.ts` so that a filing is one round trip; nobody else writes these tables.
 *
 * `person_sequence` rows are locked in person order and updated last, so commit order is sequence order.
 */
export const appendCtes = (events: string, told: string): string => `
  event_in as (
    select * from jsonb_to_recordset(${events}::jsonb) as e(ticket_id uuid, sequence integer, type text, at timestamptz,
      by_id uuid, on_behalf_of_id uuid, version integer, data jsonb, text_hashes jsonb, prev_hash text, hash text)
  ), event_out as (
    insert into ticket_event (ticket_id, sequence, type, at, by_id, on_behalf_of_id, version, data, text_hashes, prev_hash, hash)
    select ticket_id, sequence, type, at, by_id, on_behalf_of_id, version, data, text_hashes, decode(prev_hash, 'hex'), decode(hash, 'hex')
    from event_in
  ), told_in as (
    select * from jsonb_to_recordset(${told}::jsonb) as t(person_id uuid, position integer, type text, ticket_id uuid,
      number bigint, version integer, at timestamptz)
  ), locked as (
    select s.person_id from person_sequence s where s.person_id in (select person_id from told_in) order by s.person_id for update
  ), counted as (
    update person_sequence s set last = s.last + c.n
    from (select person_id, count(*) as n from told_in group by person_id) c join locked using (person_id)
    where s.person_id = c.person_id
    returning s.person_id, s.last - c.n as before
  ), told_out as (
    insert into person_event (person_id, seq, type, ticket_id, number, version, at)
    select t.person_id, c.before + row_number() over (partition by t.person_id order by t.position), t.type, t.ticket_id, t.number, t.version, t.at
    from told_in t join counted c using (person_id)
    returning person_id, seq, type, ticket_id, number, version, at
  )`;
