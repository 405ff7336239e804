import { pinyin } from 'pinyin-pro';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const HOUSE = `'00000000-0000-0000-0000-000000000000'::uuid`;

/** Names are found by how they are read, and are there once a project; templates and phrases. */
export class Catalog1764106001000 implements MigrationInterface {
  name = 'Catalog1764106001000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table topic add column initials text not null default '', add column version integer not null default 1,
        add column severity text not null default 'normal' check (severity in ('normal', 'high', 'critical'));
      alter table root_cause add column pinyin text not null default '', add column initials text not null default '',
        add column version integer not null default 1;
      create table template (
        id uuid primary key,
        project_id uuid references project,
        name text not null,
        pinyin text not null,
        initials text not null,
        topic_id uuid references topic,
        kind text check (kind in ('inquiry','complaint','suggestion','commendation','other')),
        content text not null,
        slots jsonb not null,
        active boolean not null default true,
        version integer not null default 1,
        created_at timestamptz not null
      );
      create table phrase (
        id uuid primary key,
        project_id uuid references project,
        name text not null,
        pinyin text not null,
        initials text not null,
        text text not null,
        place text not null check (place in ('content', 'note', 'answer', 'question', 'contact')),
        active boolean not null default true,
        version integer not null default 1,
        created_at timestamptz not null
      );
      grant select, insert, update on template, phrase to upline_app;
    `);
    for (const table of ['topic', 'root_cause']) {
      await queryRunner.query(`
        update ${table} t set name = left(t.name, 70) || ' (' || n.turn || ')'
        from (select id, row_number() over (partition by coalesce(project_id, ${HOUSE}), lower(name) order by created_at, id) as turn from ${table}) n
        where n.id = t.id and n.turn > 1`);
      const rows = (await queryRunner.query(`select id, name from ${table}`)) as { id: string; name: string }[];
      for (const { id, name } of rows) {
        const { whole, first } = readingOf(name);
        await queryRunner.query(`update ${table} set pinyin = $2, initials = $3 where id = $1`, [id, whole, first]);
      }
    }
    for (const table of ['topic', 'root_cause', 'template', 'phrase'])
      await queryRunner.query(
        `create unique index ${table}_name_once on ${table} ((coalesce(project_id, ${HOUSE})), (lower(name)))`,
      );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table phrase, template;
      drop index topic_name_once, root_cause_name_once;
      alter table root_cause drop column pinyin, drop column initials, drop column version;
      alter table topic drop column initials, drop column version, drop column severity;
    `);
  }
}

/** As the product reads names on the day of this migration. */
function readingOf(name: string): { whole: string; first: string } {
  const steps = pinyin(name, { toneType: 'none', type: 'all', nonZh: 'consecutive', v: true });
  const read = steps.map(({ isZh, pinyin: said, origin }) => ({ isZh, text: plain(isZh ? said : origin) }));
  return {
    whole: read.map(({ text }) => text).join(''),
    first: read.map(({ isZh, text }) => (isZh ? text.slice(0, 1) : text)).join(''),
  };
}

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''); // prettier-ignore
