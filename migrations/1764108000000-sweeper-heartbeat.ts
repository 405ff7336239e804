import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SweeperHeartbeat1764108000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- when the process last looked for due rows; null for an api, and for versions that did not say it
      alter table process_heartbeat add column swept_at timestamptz;
      -- rows that wait for an operator are few; counting them must not read the table
      create index due_set_aside on due (subject_kind) where state = 'running' and set_aside_at is not null;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop index due_set_aside;
      alter table process_heartbeat drop column swept_at;
    `);
  }
}
