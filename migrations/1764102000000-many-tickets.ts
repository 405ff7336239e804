import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What concerns several tickets, or one that is out of sight: links, merges, incidents, restricted rows, rates. */
export class ManyTickets1764102000000 implements MigrationInterface {
  name = 'ManyTickets1764102000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- the customer called again (再次来电): what lets a filer escalate once for each holder
      alter table ticket add customer_called_at timestamptz;
      create index ticket_topic on ticket (topic_id, created_at desc);

      create table ticket_link (
        id uuid primary key,
        from_id uuid not null references ticket,
        to_id uuid not null references ticket,
        relation text not null check (relation in ('repeat', 'related', 'caused_by')),
        by_id uuid not null references person,
        at timestamptz not null,
        unique (from_id, to_id, relation),
        check (from_id <> to_id)
      );
      create index ticket_link_to on ticket_link (to_id);

      -- the filer of a merged form sees and confirms the one that survives
      alter table ticket_grant drop constraint ticket_grant_reason_check;
      alter table ticket_grant add constraint ticket_grant_reason_check
        check (reason in ('held', 'assist', 'watch', 'adjudication', 'access', 'sample', 'co_filer'));
      create index ticket_merged on ticket (merged_into_id) where merged_into_id is not null;

      -- who was shown the restricted row of a ticket outside their sight, and when last
      create table ticket_restricted_look (
        person_id uuid not null references person,
        ticket_id uuid not null references ticket,
        at timestamptz not null,
        primary key (person_id, ticket_id)
      );
      create index ticket_restricted_look_age on ticket_restricted_look (at);

      create table incident (
        id uuid primary key,
        project_id uuid not null references project,
        topic_id uuid not null references topic,
        title text not null check (length(title) between 1 and 120),
        answer text check (length(answer) between 1 and 4000),
        answered_by_id uuid references person,
        answered_at timestamptz,
        opened_by_id uuid not null references person,
        opened_at timestamptz not null,
        closed_by_id uuid references person,
        closed_at timestamptz,
        version integer not null default 1,
        check ((answer is null) = (answered_at is null) and (answer is null) = (answered_by_id is null)),
        check ((closed_at is null) = (closed_by_id is null))
      );
      create index incident_opened on incident (opened_at desc, id desc);
      -- one at a time for a topic of a project
      create unique index incident_one_open on incident (project_id, topic_id) where closed_at is null;
      alter table ticket add constraint ticket_incident foreign key (incident_id) references incident;
      create index ticket_of_incident on ticket (incident_id) where incident_id is not null;

      -- how often somebody did what is rated, within the window that began at since; shared by all processes
      create table rate_count (
        person_id uuid not null references person,
        what text not null,
        since timestamptz not null,
        taken integer not null check (taken > 0),
        primary key (person_id, what)
      );

      grant select, insert on ticket_link to upline_app;
      grant select, insert, update, delete on ticket_restricted_look to upline_app;
      grant select, insert, update on incident, rate_count to upline_app;
      grant select on ticket_link, incident, ticket_restricted_look to upline_auditor;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table rate_count;
      drop index ticket_of_incident;
      alter table ticket drop constraint ticket_incident;
      drop table incident, ticket_restricted_look, ticket_link;
      drop index ticket_merged, ticket_topic;
      delete from ticket_grant where reason = 'co_filer';
      alter table ticket_grant drop constraint ticket_grant_reason_check;
      alter table ticket_grant add constraint ticket_grant_reason_check
        check (reason in ('held', 'assist', 'watch', 'adjudication', 'access', 'sample'));
      alter table ticket drop customer_called_at;
    `);
  }
}
