import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Customers, catalogue, policies and due rows, the ticket with its chain, texts, grants and contacts, personal events. */
export class Tickets1764000002000 implements MigrationInterface {
  name = 'Tickets1764000002000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table customer (
        id uuid primary key,
        project_id uuid not null references project,
        channel text not null check (channel in ('phone', 'email', 'im', 'post', 'none')),
        blind_index bytea,
        blind_key_id text,
        sealed bytea,
        key_id text,
        created_at timestamptz not null,
        erased_at timestamptz,
        unique (project_id, channel, blind_index)
      );
      create index customer_blind on customer (blind_index);

      create table topic (
        id uuid primary key,
        project_id uuid references project,
        name text not null,
        pinyin text not null default '',
        is_other boolean not null default false,
        active boolean not null default true,
        created_at timestamptz not null
      );
      create unique index topic_one_other on topic ((coalesce(project_id, '00000000-0000-0000-0000-000000000000'::uuid))) where is_other;
      create table root_cause (
        id uuid primary key,
        project_id uuid references project,
        name text not null,
        active boolean not null default true,
        created_at timestamptz not null
      );

      create table policy (
        id uuid primary key,
        name text not null,
        version integer not null,
        body jsonb not null,
        created_at timestamptz not null,
        unique (name, version)
      );

      create table due (
        id uuid primary key,
        subject_kind text not null,
        subject_id uuid not null,
        kind text not null check (kind in ('acknowledge','promise','resolve','external','silent','pause_end','return_end','auto_close','top_reminder','absence_start','absence_end')),
        occurrence integer not null check (occurrence > 0),
        state text not null check (state in ('running','paused','met','missed','renewed','attempted','cancelled')),
        started_at timestamptz not null,
        due_at timestamptz not null,
        -- the earliest instant at which the sweeper must look: the next warning, or due_at
        next_at timestamptz not null,
        warn_at timestamptz[] not null default '{}',
        warned smallint not null default 0,
        paused_at timestamptz,
        paused_ms bigint not null default 0,
        settled_at timestamptz,
        noticed_at timestamptz,
        -- who held the subject when the clock was missed; never chosen by escalation again
        missed_by_id uuid references person,
        -- no foreign key: it is the policy of the subject's own row, which has one, and three checks a filing are dear
        policy_id uuid,
        set_aside_at timestamptz,
        set_aside_why text,
        unique (subject_kind, subject_id, kind, occurrence),
        check ((state in ('running', 'paused')) = (settled_at is null)),
        check ((state = 'paused') = (paused_at is not null))
      );
      create index due_next on due (next_at, id) where state = 'running' and set_aside_at is null;

      create sequence ticket_number start 1001;
      create table ticket (
        id uuid primary key,
        number bigint not null unique,
        version integer not null,
        activity integer not null,
        state text not null check (state in ('submitted','in_progress','callback_due','returned','resolved','closed','withdrawn')),
        kind text not null check (kind in ('inquiry','complaint','suggestion','commendation','other')),
        severity text not null check (severity in ('normal','high','critical')),
        level integer not null check (level >= 0),
        filer_id uuid not null references person,
        holder_id uuid not null references person,
        on_behalf_of_id uuid references person,
        holder_why text not null check (holder_why in ('direct_superior','on_duty','deputy','next_superior','recusal','escalation_contact','last_resort','transfer','handover','escalated')),
        held_since timestamptz not null,
        project_id uuid not null references project,
        topic_id uuid not null references topic,
        about_person_id uuid references person,
        call_id text,
        call_started_at timestamptz not null,
        customer_id uuid references customer,
        channel text not null,
        customer_sealed bytea,
        customer_key_id text,
        contact_masked text,
        best_time text not null default 'any',
        no_reply_reason text,
        outside_hours_reason text,
        promised_reply_at timestamptz,
        wants text[] not null default '{}',
        risks text[] not null default '{}',
        content_text_id uuid not null,
        question_text_id uuid,
        answer_text_id uuid,
        lesson_text_id uuid,
        outcome text,
        root_cause_id uuid references root_cause,
        customer_satisfied text,
        remedy_kind text,
        remedy_minor bigint,
        remedy_currency text,
        customer_told boolean not null default false,
        disputes smallint not null default 0,
        renewals smallint not null default 0,
        releases_at_level smallint not null default 0,
        transfers_at_level smallint not null default 0,
        policy_id uuid not null references policy,
        draft_id text,
        incident_id uuid,
        merged_into_id uuid references ticket,
        recontacts integer not null default 0,
        next_due_at timestamptz,
        next_due_kind text,
        resolved_at timestamptz,
        closed_at timestamptz,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        -- head of the chain: the number of events and the hash of the last one
        sequence integer not null,
        chain_hash bytea not null
      );
      create index ticket_queue on ticket (holder_id, next_due_at, id) where state in ('submitted','in_progress','callback_due','returned');
      create index ticket_filer on ticket (filer_id, created_at desc, id desc);
      create index ticket_created on ticket (created_at desc, id desc);
      create index ticket_due on ticket (next_due_at, id) where state in ('submitted','in_progress','callback_due','returned');
      create index ticket_customer on ticket (customer_id);
      create index ticket_about on ticket (about_person_id) where about_person_id is not null;
      create index ticket_open_call on ticket (call_id) where call_id is not null and state in ('submitted','in_progress','callback_due','returned');

      create table ticket_text (
        id uuid primary key,
        ticket_id uuid not null references ticket,
        sequence integer not null,
        field text not null,
        visibility text not null default 'all' check (visibility in ('all', 'superiors')),
        body text,
        salt bytea,
        erased_at timestamptz,
        check ((erased_at is null) = (body is not null and salt is not null))
      );
      create index ticket_text_ticket on ticket_text (ticket_id, sequence);
      -- deferred, because a filing writes both in one statement
      alter table ticket add constraint ticket_content_text foreign key (content_text_id) references ticket_text deferrable initially deferred;

      create table ticket_event (
        ticket_id uuid not null references ticket,
        sequence integer not null check (sequence > 0),
        type text not null,
        schema_version smallint not null default 1,
        at timestamptz not null,
        by_id uuid,
        on_behalf_of_id uuid,
        version integer not null,
        data jsonb not null,
        -- text id → hex SHA-256 of salt and text
        text_hashes jsonb not null default '{}',
        prev_hash bytea not null,
        hash bytea not null,
        primary key (ticket_id, sequence)
      );

      create table ticket_grant (
        ticket_id uuid not null references ticket,
        person_id uuid not null references person,
        reason text not null check (reason in ('held', 'assist', 'watch', 'adjudication', 'access', 'sample')),
        until timestamptz,
        created_at timestamptz not null,
        primary key (ticket_id, person_id, reason)
      );
      create index ticket_grant_person on ticket_grant (person_id, ticket_id);

      create table ticket_contact (
        id uuid primary key,
        ticket_id uuid not null references ticket,
        by_id uuid not null references person,
        at timestamptz not null,
        outcome text not null,
        answered boolean not null default false,
        promise_occurrence integer not null,
        note_text_id uuid
      );
      create index ticket_contact_ticket on ticket_contact (ticket_id, at);

      create table person_sequence (person_id uuid primary key references person, last bigint not null default 0);
      create table person_event (
        person_id uuid not null,
        seq bigint not null,
        type text not null,
        ticket_id uuid,
        number bigint,
        version integer,
        at timestamptz not null,
        primary key (person_id, seq)
      );
      create index person_event_age on person_event (at);

      insert into topic (id, name, is_other, created_at) values ('01920000-0000-7000-8000-000000000001', '其他', true, upline_now());
      insert into policy (id, name, version, body, created_at) values ('01920000-0000-7000-8000-000000000002', 'house', 1, '{
        "acknowledge": {"within": "PT30M", "calendarId": null},
        "promise": {"calendarId": null, "minWithin": "PT0S", "maxWithin": "P1D", "maxRenewals": 2},
        "resolve": {"within": "PT24H", "calendarId": null, "from": "call"},
        "silent": {"within": "PT4H", "calendarId": null},
        "warnAt": [0.5, 0.8],
        "onBreach": {"acknowledge": "escalate", "promise": "escalate", "resolve": "escalate", "silent": "escalate"},
        "remindEvery": "PT30M", "returnMax": "P1D", "autoCloseAfter": "P3D", "maxDisputes": 2,
        "contactAttempts": {"min": 3, "gap": "PT2H"}
      }', upline_now());

      create function create_person_sequence() returns trigger language plpgsql security definer set search_path = public as $$
      begin insert into person_sequence (person_id) values (new.id); return new; end $$;
      create trigger person_sequence_made after insert on person for each row execute function create_person_sequence();
      insert into person_sequence (person_id) select id from person;

      -- Erases what a person said or was said about them; the chain keeps only the hash and stays valid.
      create function erase_ticket_texts(ticket uuid) returns bigint language sql security definer set search_path = public as
        'with gone as (update ticket_text set body = null, salt = null, erased_at = upline_now() where ticket_id = ticket and erased_at is null returning 1) select count(*) from gone';
      create function purge_person_events(older_than timestamptz) returns bigint language sql security definer set search_path = public as
        'with gone as (delete from person_event where at < least(older_than, upline_now() - interval ''30 days'') returning 1) select count(*) from gone';

      grant select, insert, update on customer, topic, root_cause, policy, due, ticket to upline_app;
      grant select, insert on ticket_text, ticket_event, ticket_contact, person_event to upline_app;
      grant select, insert, update, delete on ticket_grant to upline_app;
      grant select, update on person_sequence to upline_app;
      grant usage on sequence ticket_number to upline_app;
      grant select on due, ticket, ticket_event, policy to upline_auditor;
      revoke execute on function erase_ticket_texts(uuid), purge_person_events(timestamptz), purge_idempotency(timestamptz) from public;
      grant execute on function erase_ticket_texts(uuid), purge_person_events(timestamptz), purge_idempotency(timestamptz) to upline_app;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop trigger person_sequence_made on person;
      drop function create_person_sequence(), erase_ticket_texts(uuid), purge_person_events(timestamptz);
      alter table ticket drop constraint ticket_content_text;
      drop table person_event, person_sequence, ticket_contact, ticket_grant, ticket_event, ticket_text, ticket, due, policy, root_cause, topic, customer;
      drop sequence ticket_number;
    `);
  }
}
