import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Imports of people, with what it takes to undo one; a check of the line that does not walk twice what was walked before. */
export class PeopleImports1764104001000 implements MigrationInterface {
  name = 'PeopleImports1764104001000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table people_import (
        id uuid primary key,
        by_id uuid not null references person,
        at timestamptz not null,
        created integer not null,
        changed integer not null,
        unchanged integer not null,
        undoable_until timestamptz not null,
        undone_at timestamptz,
        undone_by_id uuid references person,
        check ((undone_at is null) = (undone_by_id is null))
      );
      create index people_import_at on people_import (at);

      create table people_import_row (
        import_id uuid not null references people_import,
        person_id uuid not null,
        verdict text not null check (verdict in ('created', 'changed')),
        version_after integer not null,
        -- values of a changed person; erased when they are of no more use
        before jsonb,
        -- the row of the line that the import wrote, and the one that it ended
        line_id uuid,
        line_superior_id uuid,
        ended_line_id uuid,
        ended_until timestamptz,
        primary key (import_id, person_id)
      );
      create index people_import_row_person on people_import_row (person_id);
      grant select, insert, update (undone_at, undone_by_id) on people_import to upline_app;
      grant select, insert, update (before) on people_import_row to upline_app;
      grant select on people_import to upline_auditor;

      create index reporting_line_from on reporting_line (valid_from);
      create index reporting_line_until on reporting_line (valid_until) where valid_until is not null;
    `);
    await queryRunner.query(DEPENDENTS);
    await queryRunner.query(RESTORE_LINES);
    await queryRunner.query(ONLY_WHAT_IS_NEW);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(EVERYTHING);
    await queryRunner.query(`
      drop function restore_imported_lines(uuid), people_import_dependents(uuid);
      drop index reporting_line_until, reporting_line_from;
      drop table people_import_row, people_import;
    `);
  }
}

/**
 * Who of the people that an import created is in use by now, and where: whatever has a foreign key to them, now or in
 * later migrations. Tickets are asked by their indexes: who filed, is accused, or was told of something, as holders are;
 * whoever acted on one has signed in.
 */
const DEPENDENTS = `
  create function people_import_dependents(import uuid) returns table (person_id uuid, place text)
    language plpgsql stable security definer set search_path = public as $$
  declare reference record;
  begin
    for reference in
      select c.conrelid::regclass::text as tab, a.attname::text as col from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      where c.contype = 'f' and c.confrelid = 'person'::regclass and cardinality(c.conkey) = 1
        and c.conrelid not in ('person_project'::regclass, 'person_sequence'::regclass, 'auth_link'::regclass)
        and c.conrelid::regclass::text !~ '^ticket(_|$)' and (c.conrelid <> 'reporting_line'::regclass or a.attname = 'superior_id')
    loop
      return query execute format(
        'select distinct r.person_id, %1$L::text from people_import_row r join %1$s t on t.%2$I = r.person_id
         where r.import_id = $1 and r.verdict = ''created''' ||
        case when reference.tab = 'reporting_line'
          then ' and not exists (select from people_import_row own where own.import_id = $1 and own.line_id = t.id)' else '' end,
        reference.tab, reference.col) using import;
    end loop;
    return query
      with made as (select r.person_id as id from people_import_row r where r.import_id = import and r.verdict = 'created')
      select m.id, 'ticket'::text from made m
        where exists (select from ticket t where t.filer_id = m.id) or exists (select from ticket t where t.about_person_id = m.id)
      union
      select m.id, 'ticket' from made m join person_sequence s on s.person_id = m.id where s.last > 0
      union
      select m.id, 'house' from made m join house h on m.id = any (h.last_resort_ids || h.appeal_desk_ids)
      union
      select m.id, 'project' from made m join project j on m.id = any (j.appeal_desk);
  end $$;
  revoke execute on function people_import_dependents(uuid) from public;
  grant execute on function people_import_dependents(uuid) to upline_app;
`;

/** The one way to take rows of the line away: those that an import wrote, with the rows that it ended standing again. */
const RESTORE_LINES = `
  create function restore_imported_lines(import uuid) returns void language sql security definer set search_path = public as $$
    delete from reporting_line l using people_import_row r where r.import_id = import and r.line_id = l.id;
    update reporting_line l set valid_until = r.ended_until from people_import_row r
      where r.import_id = import and r.ended_line_id = l.id;
  $$;
  revoke execute on function restore_imported_lines(uuid) from public;
  grant execute on function restore_imported_lines(uuid) to upline_app;
`;

const cycleCheck = (begins: string): string => `
  create or replace function refuse_line_cycle() returns trigger language plpgsql as $$
  declare
    instant timestamptz; scope uuid; step uuid; walked uuid[];${begins === '' ? '' : ' begins timestamptz := new.valid_from;'}
  begin
    perform pg_advisory_xact_lock(hashtext('reporting_line'));
    if new.superior_id is null then return new; end if;${begins}
    for scope in
      select new.project_id
      union select l.project_id from reporting_line l where l.project_id is not null and new.project_id is null
    loop
      for instant in
        select ${begins === '' ? 'new.valid_from' : 'begins'}
        union
        select l.valid_from from reporting_line l
        where l.valid_from > ${begins === '' ? 'new.valid_from' : 'begins'} and (new.valid_until is null or l.valid_from < new.valid_until)
          and (l.project_id is null or l.project_id is not distinct from scope)
        union
        select l.valid_until from reporting_line l
        where l.valid_until > ${begins === '' ? 'new.valid_from' : 'begins'} and (new.valid_until is null or l.valid_until < new.valid_until)
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
`;
const EVERYTHING = cycleCheck('');
/** A row that only ends earlier closes nothing, and of one that lasts longer the part before was walked when it was written. */
const ONLY_WHAT_IS_NEW = cycleCheck(`
    if tg_op = 'UPDATE' and (new.person_id, new.superior_id, new.valid_from) = (old.person_id, old.superior_id, old.valid_from)
      and new.project_id is not distinct from old.project_id and old.valid_until is not null
      and (new.valid_until is null or new.valid_until > old.valid_until)
    then begins := old.valid_until;
    elsif tg_op = 'UPDATE' and (new.person_id, new.superior_id, new.valid_from) = (old.person_id, old.superior_id, old.valid_from)
      and new.project_id is not distinct from old.project_id
    then return new;
    end if;`);
