import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Shifts of persons and duty (值班) of projects, both half-open windows that do not overlap; the router keeps lines by their version. */
export class Shifts1764103000000 implements MigrationInterface {
  name = 'Shifts1764103000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table shift (
        person_id uuid not null references person,
        from_at timestamptz not null,
        to_at timestamptz not null,
        primary key (person_id, from_at),
        check (to_at > from_at),
        constraint shift_one_at_a_time exclude using gist (person_id with =, (tstzrange(from_at, to_at)) with &&)
      );
      create index shift_from on shift (from_at);
      create index shift_to on shift (to_at);

      create table duty (
        project_id uuid not null references project,
        person_id uuid not null references person,
        from_at timestamptz not null,
        to_at timestamptz not null,
        primary key (project_id, from_at),
        check (to_at > from_at),
        constraint duty_one_at_a_time exclude using gist (project_id with =, (tstzrange(from_at, to_at)) with &&)
      );
      create index duty_from on duty (from_at);
      create index duty_to on duty (to_at);
      create index duty_person on duty (person_id, to_at);

      grant select, insert, update, delete on shift, duty to upline_app;
      grant select on shift, duty to upline_auditor;
    `);
    await queryRunner.query(RAISE_ONCE);
    for (const table of ['shift', 'duty']) {
      await queryRunner.query(
        `create constraint trigger ${table}_raises_org_version after insert or update or delete on ${table}
         deferrable initially deferred for each row execute function raise_org_version()`,
      );
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table duty, shift');
    await queryRunner.query(RAISE_EACH);
  }
}

/** A rota of a thousand windows is one change: the version rises once in a transaction. */
const RAISE_ONCE = `
  create or replace function raise_org_version() returns trigger language plpgsql security definer set search_path = public as $$
  begin
    if current_setting('upline.org_raised_in', true) is distinct from pg_current_xact_id()::text then
      update org_version set version = version + 1;
      perform set_config('upline.org_raised_in', pg_current_xact_id()::text, true);
    end if;
    return null;
  end $$;
`;
const RAISE_EACH = `
  create or replace function raise_org_version() returns trigger language plpgsql security definer set search_path = public as $$
  begin update org_version set version = version + 1; return null; end $$;
`;
