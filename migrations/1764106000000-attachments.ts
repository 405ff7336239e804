import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files of tickets and of what comes later: bytes in pieces, their name erasable, nothing changed or deleted by the app. */
export class Attachments1764106000000 implements MigrationInterface {
  name = 'Attachments1764106000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- what is on its way in: a row here and no attachment means that the bytes belong to nothing yet
      create table attachment_upload (
        id uuid primary key,
        by_id uuid not null references person,
        started_at timestamptz not null
      );
      create table attachment_chunk (
        attachment_id uuid not null,
        position integer not null check (position >= 0),
        bytes bytea not null check (octet_length(bytes) between 1 and 262144),
        primary key (attachment_id, position)
      );
      -- pictures and archives do not get smaller, and a part of a value that is not compressed is read alone
      alter table attachment_chunk alter column bytes set storage external;
      create table attachment (
        id uuid primary key,
        owner_kind text not null,
        owner_id uuid not null,
        by_id uuid not null references person,
        name text,
        type text not null,
        size integer not null check (size between 1 and 20971520),
        sha256 bytea,
        -- of the fingerprint that the owner's chain keeps
        salt bytea,
        created_at timestamptz not null,
        erased_at timestamptz,
        check ((erased_at is null) = (name is not null and sha256 is not null and salt is not null))
      );
      create index attachment_owner on attachment (owner_kind, owner_id, id);

      create function discard_upload(upload uuid) returns bigint language sql security definer set search_path = public as
        'with gone as (delete from attachment_upload where id = upload returning id),
          bytes as (delete from attachment_chunk c using gone g where c.attachment_id = g.id returning 1) select count(*) from bytes';
      create function discard_stale_uploads(older_than timestamptz) returns bigint language sql security definer set search_path = public as
        'with gone as (delete from attachment_upload where started_at < least(older_than, upline_now() - interval ''1 hour'') returning id),
          bytes as (delete from attachment_chunk c using gone g where c.attachment_id = g.id returning 1) select count(*) from bytes';
      -- Erases name, bytes and fingerprint of everything that one owner has; that there was a file stays.
      create function erase_attachments(kind text, owner uuid) returns bigint language sql security definer set search_path = public as
        'with gone as (update attachment set name = null, sha256 = null, salt = null, erased_at = upline_now()
            where owner_kind = kind and owner_id = owner and erased_at is null returning id),
          bytes as (delete from attachment_chunk c using gone g where c.attachment_id = g.id) select count(*) from gone';

      grant select, insert, delete on attachment_upload to upline_app;
      grant select, insert on attachment_chunk, attachment to upline_app;
      revoke execute on function discard_upload(uuid), discard_stale_uploads(timestamptz), erase_attachments(text, uuid) from public;
      grant execute on function discard_upload(uuid), discard_stale_uploads(timestamptz), erase_attachments(text, uuid) to upline_app;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop function discard_upload(uuid), discard_stale_uploads(timestamptz), erase_attachments(text, uuid);
      drop table attachment, attachment_chunk, attachment_upload;
    `);
  }
}
