import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the acts on one ticket remember: pauses, nudges, whom a filer went over, and what a role may give. */
export class TicketActs1764101000000 implements MigrationInterface {
  name = 'TicketActs1764101000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- why and by whom it is paused; since when and until is its running pause_end
      alter table ticket add pause_reason text check (pause_reason in ('customer', 'client', 'third_party', 'evidence')),
        add paused_by_id uuid references person,
        add check ((pause_reason is null) = (paused_by_id is null)),
        -- the last nudge (催单), and the first that the holder has not acted on
        add nudged_at timestamptz,
        add nudge_open_since timestamptz,
        -- holders whom the filer went over; each of them once
        add filer_escalated_from uuid[] not null default '{}';

      -- up to how much a role gives without asking further up; a project without rows has no limits
      create table project_authority (
        project_id uuid not null references project,
        role text not null check (role in ('team_lead', 'supervisor', 'manager')),
        currency text not null check (currency ~ '^[A-Z]{3}$'),
        max_minor bigint not null check (max_minor >= 0),
        primary key (project_id, role, currency)
      );
      grant select, insert, update, delete on project_authority to upline_app;
      grant select on project_authority to upline_auditor;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table project_authority;
      alter table ticket drop pause_reason, drop paused_by_id, drop nudged_at, drop nudge_open_since, drop filer_escalated_from;
    `);
  }
}
