import type { MigrationInterface, QueryRunner } from 'typeorm';
import { searchRow } from '../src/tickets/lexemes.rules';

const BATCH = 500;

/** What a ticket is found by, the house's words, the last four of a phone, and indexes for lists of a million tickets. */
export class Search1764105000000 implements MigrationInterface {
  name = 'Search1764105000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- No foreign key: the row is written by the statement that writes the ticket, and one check more a filing is dear.
      create table ticket_search (
        ticket_id uuid primary key,
        -- of the texts that everybody reads who sees the ticket
        words tsvector not null,
        -- null, or of all texts, those for superiors included
        words_superiors tsvector,
        -- of what was put in so far; a tsvector ends at a megabyte
        bytes integer not null
      );
      -- A short list of what is not merged yet: a search reads all of it, and whoever fills it merges it.
      create index ticket_search_words on ticket_search using gin (words) with (gin_pending_list_limit = 512);
      create index ticket_search_superiors on ticket_search using gin (words_superiors) where words_superiors is not null;
      grant select, insert, update on ticket_search to upline_app;

      create table search_words (
        id smallint primary key default 1 check (id = 1),
        words text[] not null default '{}',
        version integer not null default 1
      );
      insert into search_words default values;
      grant select, update on search_words to upline_app;

      alter table customer add column last_four_index bytea, add column last_four_key_id text;
      create index customer_last_four on customer (last_four_index) where last_four_index is not null;

      -- Written only when a ticket is done, or is more than normal: a filing pays for none of them.
      create index ticket_done on ticket (state, created_at desc, id desc) where state in ('resolved', 'closed', 'withdrawn');
      create index ticket_held_done on ticket (holder_id, created_at desc, id desc) where state in ('resolved', 'closed', 'withdrawn');
      create index ticket_severe on ticket (severity, id) where severity <> 'normal';

      create or replace function erase_ticket_texts(ticket uuid) returns bigint language sql security definer set search_path = public as
        'with found_by as (delete from ticket_search where ticket_id = ticket),
          gone as (update ticket_text set body = null, salt = null, erased_at = upline_now() where ticket_id = ticket and erased_at is null returning 1) select count(*) from gone';
    `);
    await this.fill(queryRunner);
  }

  /** Rows of the tickets that were there before. */
  private async fill(queryRunner: QueryRunner): Promise<void> {
    for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
      const tickets = (await queryRunner.query(
        `select t.id, t.created_at as at,
           coalesce(array_agg(x.body order by x.id) filter (where x.visibility = 'all'), '{}') as everybodys,
           coalesce(array_agg(x.body order by x.id) filter (where x.visibility <> 'all'), '{}') as superiors
         from (select id, created_at from ticket where id > $1 order by id limit ${BATCH}) t
         left join ticket_text x on x.ticket_id = t.id and x.body is not null group by t.id, t.created_at order by t.id`,
        [after],
      )) as { id: string; at: Date; everybodys: string[]; superiors: string[] }[];
      if (tickets.length === 0) return;
      const rows = tickets.map(({ id, at, everybodys, superiors }) =>
        searchRow({ id, createdAt: at }, [
          ...everybodys.map((body) => ({ body, visibility: 'all' })),
          ...superiors.map((body) => ({ body, visibility: 'superiors' })),
        ]),
      );
      await queryRunner.query(
        `insert into ticket_search (ticket_id, words, words_superiors, bytes)
         select ticket_id, array_to_tsvector(words), case when cardinality(superiors) > 0 then array_to_tsvector(words || superiors) end, bytes
         from jsonb_to_recordset($1::jsonb) as s(ticket_id uuid, words text[], superiors text[], bytes integer)`,
        [JSON.stringify(rows)],
      );
      after = tickets.at(-1)!.id;
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create or replace function erase_ticket_texts(ticket uuid) returns bigint language sql security definer set search_path = public as
        'with gone as (update ticket_text set body = null, salt = null, erased_at = upline_now() where ticket_id = ticket and erased_at is null returning 1) select count(*) from gone';
      drop index ticket_severe, ticket_held_done, ticket_done;
      drop index customer_last_four;
      alter table customer drop column last_four_index, drop column last_four_key_id;
      drop table search_words, ticket_search;
    `);
  }
}
