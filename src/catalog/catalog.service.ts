import { Injectable } from '@nestjs/common';
import type { CatalogEntry, PhraseView, TemplateView, TopicView } from '@upline/contracts/catalog';
import type { Page } from '@upline/contracts/pages';
import type { FieldError } from '@upline/contracts/refusals';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../kernel/actor';
import { decodeCursor } from '../kernel/cursor';
import { violatedConstraint } from '../kernel/database-failure';
import { newId } from '../kernel/ids';
import { pageOf } from '../kernel/page';
import { Refusal } from '../kernel/refusal';
import { reading } from '../kernel/transaction';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { requireVersion } from '../people/version';
import { EXTRAS, columnsOf, listStatement, type Catalog, type CatalogFilter, type Catalogs } from './catalog.lists';
import { readingOf, typed } from './pinyin.rules';
import { phraseErrors, templateErrors } from './slots.rules';

type Row = CatalogEntry & Record<string, unknown>;

/** What a form may be about and what may have caused it, and the words that are offered to write it. */
@Injectable()
export class CatalogService {
  constructor(
    private readonly db: DataSource,
    private readonly writes: WriteOnce,
    private readonly audit: AuditService,
  ) {}

  async list<K extends Catalog>(
    catalog: K,
    actor: Actor,
    query: CatalogFilter & { cursor?: string },
  ): Promise<Page<Catalogs[K]['view']>> {
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor, ['number', 'string', 'string']);
    const reader = { id: actor.id, readsAll: actor.roles.some((role) => role !== 'agent') };
    const typedQ = query.q === undefined ? null : typed(query.q);
    const { text, values } = listStatement(catalog, reader, { ...query, typedQ, after });
    const rows = await reading(this.db, (m) => m.query<(Row & { last: number })[]>(text, values));
    return pageOf(
      rows,
      query.limit,
      ({ last: _, ...row }) => row as unknown as Catalogs[K]['view'],
      (row) => [row.last, row.pinyin, row.id],
    );
  }

  async create<K extends Catalog>(
    catalog: K,
    write: WriteContext,
    body: Catalogs[K]['body'],
  ): Promise<Catalogs[K]['view']> {
    const given = body as unknown as Record<string, unknown>;
    const extras = Object.fromEntries(
      EXTRAS[catalog].map(([field, , otherwise]) => [field, given[field] ?? otherwise]),
    );
    const name = body.name.trim();
    const own = { id: newId(), projectId: body.projectId ?? null, name, ...readingOf(name), active: true, version: 1 };
    const entry: Row = { ...own, ...extras };
    return this.writes.run(write, async (tx) => {
      await this.refuse(tx, catalog, entry);
      const columns = [
        'id',
        'project_id',
        'name',
        'pinyin',
        'initials',
        ...EXTRAS[catalog].map(([, column]) => column),
      ];
      const values = [entry.id, entry.projectId, name, entry.pinyin, entry.initials, ...stored(catalog, entry)];
      const places = values.map((_, n) => `$${n + 1}`).join(', ');
      await once(
        tx.query(`insert into ${catalog} (${columns.join(', ')}, created_at) values (${places}, upline_now())`, values),
      );
      await this.record(tx, write, `${catalog}.created`, entry, { ...entry });
      return { status: 201, body: entry as unknown as Catalogs[K]['view'], resourceId: entry.id, version: 1 };
    });
  }

  async change<K extends Catalog>(
    catalog: K,
    write: WriteContext,
    id: string,
    body: Catalogs[K]['change'],
  ): Promise<Catalogs[K]['view']> {
    return this.writes.run(write, async (tx) => {
      const select = `select ${columnsOf(catalog)} from ${catalog} t where t.id = $1 for update`;
      const [before] = await tx.query<Row[]>(select, [id]);
      if (!before) throw Refusal.notFound();
      requireVersion(body.version, before.version, () => before);
      const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      const name = (body.name ?? before.name).trim();
      const entry: Row = { ...before, ...given, name, ...readingOf(name), version: before.version + 1 };
      await this.refuse(tx, catalog, entry);
      const columns = [
        'name',
        'pinyin',
        'initials',
        'active',
        'version',
        ...EXTRAS[catalog].map(([, column]) => column),
      ];
      const { pinyin, initials, active, version } = entry;
      const values = [name, pinyin, initials, active, version, ...stored(catalog, entry)];
      const places = columns.map((column, n) => `${column} = $${n + 2}`).join(', ');
      await once(tx.query(`update ${catalog} set ${places} where id = $1`, [id, ...values]));
      await this.record(tx, write, `${catalog}.changed`, entry, { from: before, to: entry });
      return { status: 200, body: entry as unknown as Catalogs[K]['view'], resourceId: id, version };
    });
  }

  /** What is wrong with a row as it would stand. */
  private async refuse(tx: EntityManager, catalog: Catalog, entry: Row): Promise<void> {
    const errors: FieldError[] = [];
    if (catalog === 'topic') {
      const { isOther, projectId, active } = entry as unknown as TopicView;
      // A form without a topic falls to it.
      if (isOther && projectId === null && !active)
        errors.push(error('active', 'needed', 'is what a form without a topic gets'));
    }
    if (catalog === 'template') {
      const { content, slots, topicId, projectId } = entry as unknown as TemplateView;
      errors.push(...templateErrors(content, slots));
      if (topicId !== null) errors.push(...(await topicErrors(tx, topicId, projectId)));
    }
    if (catalog === 'phrase') errors.push(...phraseErrors((entry as unknown as PhraseView).text));
    if (errors.length > 0) throw new Refusal('invalid', `${errors[0]!.path}: ${errors[0]!.message}`, { errors });
  }

  private record(tx: EntityManager, write: WriteContext, act: string, { id }: Row, data: Record<string, unknown>) {
    return this.audit.record(tx, {
      actorId: write.actor.id,
      act,
      subjectKind: act.split('.')[0]!,
      subjectId: id,
      data,
    });
  }
}

const error = (path: string, code: string, message: string): FieldError => ({ path, code, message });

const stored = (catalog: Catalog, entry: Row): unknown[] =>
  EXTRAS[catalog].map(([field]) => (field === 'slots' ? JSON.stringify(entry[field]) : entry[field]));

/** A template that is offered everywhere cannot be about what one project alone knows. */
async function topicErrors(tx: EntityManager, topicId: string, projectId: string | null): Promise<FieldError[]> {
  const [topic] = await tx.query<{ project_id: string | null }[]>('select project_id from topic where id = $1', [
    topicId,
  ]);
  const fits = topic && (topic.project_id === null || topic.project_id === projectId);
  return fits ? [] : [error('topicId', 'unknown', 'is no topic of that project')];
}

async function once(writing: Promise<unknown>): Promise<void> {
  try {
    await writing;
  } catch (failure) {
    const broken = violatedConstraint(failure);
    if (broken?.endsWith('_name_once')) throw Refusal.invalid('name', 'is another one’s of that project', 'taken');
    if (broken === 'topic_one_other') throw Refusal.invalid('isOther', 'is another topic of that project', 'taken');
    if (broken?.includes('project_id')) throw Refusal.invalid('projectId', 'There is no such project.');
    throw failure;
  }
}
