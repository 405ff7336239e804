import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The clock, the roles of the database, idempotency, heartbeats and the audit: what every module stands on. */
export class Kernel1764000000000 implements MigrationInterface {
  name = 'Kernel1764000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create extension if not exists btree_gist;

      do $$ begin
        if not exists (select 1 from pg_roles where rolname = 'upline_app') then
          begin create role upline_app nologin; exception when duplicate_object or unique_violation then null; end;
        end if;
        if not exists (select 1 from pg_roles where rolname = 'upline_auditor') then
          begin create role upline_auditor nologin; exception when duplicate_object or unique_violation then null; end;
        end if;
      end $$;
      grant upline_app, upline_auditor to current_user;
      grant usage on schema public to upline_app, upline_auditor;
      -- readiness asks whether every migration was applied
      grant select on migration to upline_app;

      -- Inlined, because its body is as stable as it is: with clock_timestamp() every call parsed and ran a query of its own.
      create function upline_now() returns timestamptz language sql stable as 'select statement_timestamp()';

      create table idempotency (
        actor_id uuid not null,
        route text not null,
        key text not null check (length(key) between 1 and 255),
        body_hash bytea not null,
        status smallint not null,
        resource_id uuid,
        resource_version integer,
        answer_sealed bytea not null,
        answer_key_id text not null,
        created_at timestamptz not null,
        primary key (actor_id, route, key)
      );
      -- sealed bytes do not compress; a row of up to a page stays in one piece
      alter table idempotency alter column answer_sealed set storage external;
      alter table idempotency set (toast_tuple_target = 8160);
      create index idempotency_age on idempotency (created_at);
      grant select, insert on idempotency to upline_app;
      create function purge_idempotency(older_than timestamptz) returns bigint
        language sql security definer set search_path = public as
        'with gone as (delete from idempotency where created_at < least(older_than, upline_now() - interval ''48 hours'') returning 1) select count(*) from gone';

      create table process_heartbeat (
        process_id uuid primary key,
        role text not null check (role in ('api', 'worker', 'all')),
        started_at timestamptz not null,
        seen_at timestamptz not null
      );
      grant select, insert, update, delete on process_heartbeat to upline_app;

      create table audit_entry (
        id uuid primary key,
        at timestamptz not null,
        actor_id uuid,
        act text not null,
        subject_kind text not null,
        subject_id uuid,
        data jsonb not null default '{}'
      );
      create index audit_entry_at on audit_entry (at, id);
      create index audit_entry_subject on audit_entry (subject_kind, subject_id, at);
      grant select, insert on audit_entry to upline_app;
      grant select on audit_entry to upline_auditor;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table audit_entry, process_heartbeat, idempotency;
      drop function purge_idempotency(timestamptz);
      drop function upline_now();
      revoke usage on schema public from upline_app, upline_auditor;
    `);
  }
}
