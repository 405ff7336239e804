import type * as Wire from '@upline/contracts/catalog';

/** The lists, by the names of their tables. */
export interface Catalogs {
  topic: { view: Wire.TopicView; body: Wire.TopicBody; change: Wire.ChangeTopicBody };
  root_cause: { view: Wire.RootCauseView; body: Wire.RootCauseBody; change: Wire.ChangeRootCauseBody };
  template: { view: Wire.TemplateView; body: Wire.TemplateBody; change: Wire.ChangeTemplateBody };
  phrase: { view: Wire.PhraseView; body: Wire.PhraseBody; change: Wire.ChangePhraseBody };
}
export type Catalog = keyof Catalogs;

/** What a list has beside what all have: field, column, and what is there when it was left out. */
export const EXTRAS: { [K in Catalog]: readonly (readonly [field: string, column: string, otherwise: unknown])[] } = {
  topic: [
    ['isOther', 'is_other', false],
    ['severity', 'severity', 'normal'],
  ],
  root_cause: [],
  template: [
    ['topicId', 'topic_id', null],
    ['kind', 'kind', null],
    ['content', 'content', ''],
    ['slots', 'slots', []],
  ],
  phrase: [
    ['text', 'text', ''],
    ['where', 'place', 'content'],
  ],
};

export interface CatalogFilter {
  limit: number;
  projectId?: string;
  q?: string;
  active?: 'true' | 'false' | 'all';
  topicId?: string;
  kind?: string;
  where?: string;
}

/** Columns of `t` as the fields of the view. */
export const columnsOf = (catalog: Catalog): string =>
  ['t.id', 't.project_id as "projectId"', 't.name', 't.pinyin', 't.initials', 't.active', 't.version']
    .concat(EXTRAS[catalog].map(([field, column]) => `t.${column} as "${field}"`))
    .join(', ');

/** Last comes what is chosen when nothing else fits. */
const LAST: { [K in Catalog]: string } = {
  topic: '(case when t.is_other then 1 else 0 end)',
  root_cause: '0',
  template: '0',
  phrase: '0',
};

/**
 * A page of what somebody is offered: an agent the house's and what belongs to their projects and those of whom they stand in
 * for, everybody else all. `q` is a part of the name, or how its reading or its first letters begin.
 */
export function listStatement(
  catalog: Catalog,
  reader: { id: string; readsAll: boolean },
  filter: CatalogFilter & { typedQ: string | null; after: readonly unknown[] | null },
): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const put = (value: unknown): string => `$${values.push(value)}`;
  const where = [filter.active === 'all' ? 'true' : `t.active = ${put(filter.active !== 'false')}::boolean`];
  if (!reader.readsAll) where.push(`(t.project_id is null or t.project_id in (${own(put(reader.id))}))`);
  if (filter.projectId) where.push(`(t.project_id is null or t.project_id = ${put(filter.projectId)}::uuid)`);
  if (filter.topicId) where.push(`(t.topic_id is null or t.topic_id = ${put(filter.topicId)}::uuid)`);
  if (filter.kind) where.push(`(t.kind is null or t.kind = ${put(filter.kind)}::text)`);
  if (filter.where) where.push(`t.place = ${put(filter.where)}::text`);
  if (filter.q !== undefined) where.push(asked(put(filter.q.trim().toLowerCase()), put(filter.typedQ)));
  const place = `${LAST[catalog]}, t.pinyin collate "C", t.id`;
  if (filter.after) {
    const [last, pinyin, id] = filter.after;
    where.push(`(${place}) > (${put(last)}::int, ${put(pinyin)}::text collate "C", ${put(id)}::uuid)`);
  }
  const text = `select ${columnsOf(catalog)}, ${LAST[catalog]} as last from ${catalog} t where ${where.join(' and ')}
    order by last, t.pinyin collate "C", t.id limit ${put(filter.limit + 1)}`;
  return { text, values };
}

const own = (reader: string): string => `select p.project_id from person_project p where p.person_id = ${reader}::uuid
  union select p.project_id from covered_by(${reader}::uuid, upline_now()) c join person_project p on p.person_id = c.person_id
    where c.project_ids is null or p.project_id = any (c.project_ids)`;

const asked = (name: string, typed: string): string =>
  `(strpos(lower(t.name), ${name}::text) > 0 or (${typed}::text <> '' and (starts_with(t.pinyin, ${typed}::text) or starts_with(t.initials, ${typed}::text))))`;
