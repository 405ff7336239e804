import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Nobody who has left holds an open ticket. A transaction that gives one to somebody locks that person's row: whoever
 * deactivates the person waits for it and then sees the ticket; the other way round SQLSTATE UL002 makes it run again.
 */
export class Holders1764103001000 implements MigrationInterface {
  name = 'Holders1764103001000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create function refuse_holder_who_left() returns trigger language plpgsql as $$
      begin
        perform 1 from person where id = new.holder_id and active for share;
        if not found then
          raise exception 'the holder of an open ticket has left' using errcode = 'UL002';
        end if;
        return new;
      end $$;
      create trigger ticket_filed_to_active before insert on ticket for each row
        when (new.state in ('submitted', 'in_progress', 'callback_due', 'returned'))
        execute function refuse_holder_who_left();
      create trigger ticket_passed_to_active before update of holder_id on ticket for each row
        when (new.holder_id is distinct from old.holder_id and new.state in ('submitted', 'in_progress', 'callback_due', 'returned'))
        execute function refuse_holder_who_left();
      create index ticket_on_behalf on ticket (on_behalf_of_id)
        where on_behalf_of_id is not null and state in ('submitted', 'in_progress', 'callback_due', 'returned');
      grant execute on function refuse_holder_who_left() to upline_app;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop index ticket_on_behalf;
      drop trigger ticket_passed_to_active on ticket;
      drop trigger ticket_filed_to_active on ticket;
      drop function refuse_holder_who_left();
    `);
  }
}
