import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Integration tokens, and which of them did what is on record. */
export class Tokens1764104000000 implements MigrationInterface {
  name = 'Tokens1764104000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table auth_token (
        id uuid primary key,
        token_hash bytea not null unique,
        name text not null check (length(name) between 1 and 80),
        scopes text[] not null check (cardinality(scopes) > 0),
        person_id uuid not null references person,
        created_by_id uuid not null references person,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        accepted_at timestamptz,
        revoked_at timestamptz,
        revoked_by_id uuid references person,
        revoked_why text check (revoked_why in ('revoked', 'deactivated')),
        check (expires_at > created_at),
        check ((revoked_at is null) = (revoked_why is null))
      );
      create index auth_token_person on auth_token (person_id, id);
      create index auth_token_revoked on auth_token (revoked_at) where revoked_at is not null;
      grant select, insert, update (accepted_at, revoked_at, revoked_by_id, revoked_why) on auth_token to upline_app;
      grant select (id, name, scopes, person_id, created_by_id, created_at, expires_at, accepted_at, revoked_at, revoked_by_id, revoked_why)
        on auth_token to upline_auditor;

      -- A default, so that no statement that puts something on record can forget the token that the transaction works for.
      alter table audit_entry add column token_id uuid default nullif(current_setting('upline.token_id', true), '')::uuid;
      alter table ticket_event add column token_id uuid default nullif(current_setting('upline.token_id', true), '')::uuid;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table ticket_event drop column token_id;
      alter table audit_entry drop column token_id;
      drop table auth_token;
    `);
  }
}
