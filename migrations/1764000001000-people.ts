import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Persons, projects, the dated reporting line with its acyclicity, absences and deputies, the house; sign-in. */
export class People1764000001000 implements MigrationInterface {
  name = 'People1764000001000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table person (
        id uuid primary key,
        login text not null unique check (login = lower(login) and length(login) between 1 and 64),
        name text not null check (length(name) between 1 and 80),
        roles text[] not null check (roles <@ array['agent','team_lead','supervisor','manager','qa_analyst','records_admin','appeal_handler','admin']),
        email text,
        extension text,
        locale text not null default 'zh-CN' check (locale in ('zh-CN', 'en')),
        preferences jsonb not null default '{}',
        active boolean not null default true,
        deactivated_at timestamptz,
        version integer not null default 1,
        created_at timestamptz not null
      );

      create table project (
        id uuid primary key,
        key text not null unique check (length(key) between 1 and 20),
        name text not null check (length(name) between 1 and 80),
        escalation_contact_id uuid references person,
        appeal_desk uuid[] not null default '{}',
        ends_on date,
        version integer not null default 1,
        created_at timestamptz not null
      );

      create table person_project (
        person_id uuid not null references person,
        project_id uuid not null references project,
        position smallint not null,
        primary key (person_id, project_id)
      );

      create table house (
        id smallint primary key default 1 check (id = 1),
        name text not null default 'Upline',
        time_zone text not null default 'Asia/Shanghai',
        last_resort_ids uuid[] not null default '{}',
        appeal_desk_ids uuid[] not null default '{}',
        appeal_outsider_id uuid references person
      );
      insert into house (id) values (1);

      create table reporting_line (
        id uuid primary key,
        person_id uuid not null references person,
        project_id uuid references project,
        superior_id uuid references person,
        valid_from timestamptz not null,
        valid_until timestamptz,
        created_by_id uuid,
        created_at timestamptz not null,
        check (superior_id is distinct from person_id),
        check (valid_until is null or valid_until > valid_from),
        constraint reporting_line_one_superior exclude using gist (
          person_id with =,
          (coalesce(project_id, '00000000-0000-0000-0000-000000000000'::uuid)) with =,
          (tstzrange(valid_from, valid_until)) with &&
        )
      );
      create index reporting_line_superior on reporting_line (superior_id);
      create index reporting_line_project on reporting_line (project_id) where project_id is not null;

      create table absence (
        id uuid primary key,
        person_id uuid not null references person,
        from_at timestamptz not null,
        to_at timestamptz not null,
        deputy_id uuid references person,
        project_ids uuid[],
        at_end text not null default 'return' check (at_end in ('return', 'keep')),
        named_by_id uuid not null references person,
        cancelled_at timestamptz,
        version integer not null default 1,
        created_at timestamptz not null,
        check (to_at > from_at),
        check (deputy_id is distinct from person_id)
      );
      create index absence_person on absence (person_id, from_at);
      create index absence_deputy on absence (deputy_id, from_at);

      create table auth_credential (
        person_id uuid primary key references person,
        password_hash text not null,
        changed_at timestamptz not null
      );
      create table auth_session (
        id uuid primary key,
        person_id uuid not null references person,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        revoked_at timestamptz,
        revoked_why text
      );
      create index auth_session_person on auth_session (person_id) where revoked_at is null;
      create index auth_session_revoked on auth_session (revoked_at) where revoked_at is not null;
      create table auth_refresh (
        token_hash bytea primary key,
        session_id uuid not null references auth_session,
        issued_at timestamptz not null,
        used_at timestamptz
      );
      create index auth_refresh_session on auth_refresh (session_id);
      create table auth_link (
        token_hash bytea primary key,
        person_id uuid not null references person,
        made_by_id uuid not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        used_at timestamptz
      );
      create table auth_throttle (
        key text primary key,
        failures integer not null,
        first_at timestamptz not null,
        blocked_until timestamptz
      );

      grant select, insert, update on person, project, house, reporting_line, absence, auth_credential, auth_session, auth_refresh, auth_link, auth_throttle to upline_app;
      grant select, insert, update, delete on person_project to upline_app;
      grant delete on auth_throttle, auth_refresh, auth_link to upline_app;
      grant select on person, project, house, reporting_line, absence to upline_auditor;
    `);
    await queryRunner.query(ORG_VERSION);
    await queryRunner.query(LINE_FUNCTIONS);
    await queryRunner.query(ACYCLIC_TRIGGER);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table auth_throttle, auth_link, auth_refresh, auth_session, auth_credential;
      drop trigger reporting_line_acyclic on reporting_line;
      drop function refuse_line_cycle();
      drop table org_version;
      drop function covered_by(uuid, timestamptz), line_below(uuid, timestamptz), line_above(uuid, uuid, timestamptz), superior_of(uuid, uuid, timestamptz), line_link(uuid, uuid, timestamptz);
      drop table absence, reporting_line, house, person_project, project, person;
      drop function raise_org_version();
    `);
  }
}

/**
 * Rises with every committed change of what the router reads, so that a process may keep a line that it has read. The
 * triggers are deferred: the one row is locked last, at the commit, and no two changes wait for each other crosswise.
 */
const ORG_VERSION = `
  create table org_version (id smallint primary key default 1 check (id = 1), version bigint not null default 1);
  insert into org_version default values;
  grant select on org_version to upline_app, upline_auditor;
  create function raise_org_version() returns trigger language plpgsql security definer set search_path = public as $$
  begin update org_version set version = version + 1; return null; end $$;
  ${['person', 'project', 'house', 'reporting_line', 'absence']
    .map(
      (table) => `create constraint trigger ${table}_raises_org_version after insert or update or delete on ${table}
        deferrable initially deferred for each row execute function raise_org_version();`,
    )
    .join('\n')}
`;

/** The line as it stands at an instant; a project's own superior wins over the general one. */
const LINE_FUNCTIONS = `
  create function line_link(person uuid, project uuid, at timestamptz, out superior_id uuid, out valid_from timestamptz)
    returns record language sql stable as $$
    select l.superior_id, l.valid_from from reporting_line l
    where l.person_id = person and (l.project_id is null or l.project_id = project)
      and l.valid_from <= at and (l.valid_until is null or l.valid_until > at)
    order by l.project_id nulls last limit 1
  $$;

  create function superior_of(person uuid, project uuid, at timestamptz) returns uuid language sql stable as $$
    select (line_link(person, project, at)).superior_id
  $$;

  -- Everybody above, nearest first (depth 1 = direct superior); ends at 50 steps whatever the data says.
  create function line_above(person uuid, project uuid, at timestamptz) returns table (person_id uuid, depth integer, since timestamptz)
    language sql stable as $$
    with recursive up as (
      select k.superior_id, 1 as depth, k.valid_from as since from line_link(person, project, at) k where k.superior_id is not null
      union all
      select k.superior_id, up.depth + 1, greatest(up.since, k.valid_from)
      from up, lateral line_link(up.superior_id, project, at) k
      where k.superior_id is not null and up.depth < 50
    ) select superior_id, depth, since from up
  $$;

  -- Everybody below, with the project for which that holds (null: every project without a line of its own)
  -- and the instant since which it has been so without a break.
  create function line_below(superior uuid, at timestamptz) returns table (person_id uuid, project_id uuid, since timestamptz)
    language sql stable as $$
    with recursive scope as (
      select null::uuid as project_id
      union all
      select distinct l.project_id from reporting_line l
      where l.project_id is not null and l.valid_from <= at and (l.valid_until is null or l.valid_until > at)
    ), below as (
      select null::uuid as person_id, superior as above_id, s.project_id, '-infinity'::timestamptz as since, 0 as depth from scope s
      union all
      select l.person_id, l.person_id, b.project_id, greatest(l.valid_from, b.since), b.depth + 1
      from below b join reporting_line l on l.superior_id = b.above_id
      where l.valid_from <= at and (l.valid_until is null or l.valid_until > at) and b.depth < 50
        and (l.project_id is not distinct from b.project_id
          or l.project_id is null and not exists (
            select 1 from reporting_line own
            where own.person_id = l.person_id and own.project_id = b.project_id
              and own.valid_from <= at and (own.valid_until is null or own.valid_until > at)))
    ) select b.person_id, b.project_id, b.since from below b where b.depth > 0
  $$;

  -- Whom somebody covers at an instant, through deputies of deputies.
  create function covered_by(deputy uuid, at timestamptz) returns table (person_id uuid, project_ids uuid[])
    language sql stable as $$
    with recursive cover as (
      select a.person_id, a.project_ids from absence a
      where a.deputy_id = deputy and a.cancelled_at is null and a.from_at <= at and a.to_at > at
      union
      select a.person_id, case when a.project_ids is null then c.project_ids when c.project_ids is null then a.project_ids
        else array(select unnest(a.project_ids) intersect select unnest(c.project_ids)) end
      from cover c join absence a on a.deputy_id = c.person_id and a.cancelled_at is null and a.from_at <= at and a.to_at > at
      where a.person_id <> deputy
    ) select distinct c.person_id, c.project_ids from cover c
  $$;
  grant execute on all functions in schema public to upline_app, upline_auditor;
`;

/**
 * One advisory lock for every writer; then each instant at which the line changes within the new row's life is walked
 * upward from the new superior. Errors with SQLSTATE UL001 and the cycle's ids in DETAIL, comma-separated.
 */
const ACYCLIC_TRIGGER = `
  create function refuse_line_cycle() returns trigger language plpgsql as $$
  declare
    instant timestamptz; scope uuid; step uuid; walked uuid[];
  begin
    perform pg_advisory_xact_lock(hashtext('reporting_line'));
    if new.superior_id is null then return new; end if;
    for scope in
      select new.project_id
      union select l.project_id from reporting_line l where l.project_id is not null and new.project_id is null
    loop
      for instant in
        select new.valid_from
        union
        select l.valid_from from reporting_line l
        where l.valid_from > new.valid_from and (new.valid_until is null or l.valid_from < new.valid_until)
          and (l.project_id is null or l.project_id is not distinct from scope)
        union
        select l.valid_until from reporting_line l
        where l.valid_until > new.valid_from and (new.valid_until is null or l.valid_until < new.valid_until)
          and (l.project_id is null or l.project_id is not distinct from scope)
      loop
        step := new.person_id;
        walked := array[new.person_id];
        loop
          step := superior_of(step, scope, instant);
          exit when step is null;
          if step = any (walked) then
            raise exception 'the reporting line would close a cycle' using errcode = 'UL001', detail = array_to_string(walked || step, ',');
          end if;
          walked := walked || step;
        end loop;
      end loop;
    end loop;
    return new;
  end $$;
  create trigger reporting_line_acyclic after insert or update on reporting_line
    for each row execute function refuse_line_cycle();
`;
