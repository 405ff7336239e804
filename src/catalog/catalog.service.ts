import { Injectable } from '@nestjs/common';
import type { Page } from '@upline/contracts/pages';
import { DataSource } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import { decodeCursor } from '../kernel/cursor';
import { violatedConstraint } from '../kernel/database-failure';
import { newId } from '../kernel/ids';
import { pageOf } from '../kernel/page';
import { Refusal } from '../kernel/refusal';
import { reading } from '../kernel/transaction';
import { WriteOnce, type WriteContext } from '../kernel/write';
import type { CatalogEntry, CatalogForm, CatalogQuery } from './catalog.dto';

/** The two lists of this release; the names of their tables. */
export type Catalog = 'topic' | 'root_cause';

/** What a form may be about, and what may have caused it. */
@Injectable()
export class CatalogService {
  constructor(
    private readonly db: DataSource,
    private readonly writes: WriteOnce,
    private readonly audit: AuditService,
  ) {}

  async list(catalog: Catalog, query: CatalogQuery): Promise<Page<CatalogEntry>> {
    const after = query.cursor === undefined ? [null, null] : decodeCursor(query.cursor, ['string', 'string']);
    const rows = await reading(
      this.db,
      (m) =>
        m.query(
          `select id, project_id as "projectId", name, active from ${catalog}
           where ($1::uuid is null or project_id is null or project_id = $1::uuid) and ($2::text is null or (name, id) > ($2, $3::uuid))
           order by name, id limit $4`,
          [query.projectId ?? null, ...after, query.limit + 1],
        ) as Promise<CatalogEntry[]>,
    );
    return pageOf(
      rows,
      query.limit,
      (row) => row,
      (row) => [row.name, row.id],
    );
  }

  async create(catalog: Catalog, write: WriteContext, form: CatalogForm): Promise<CatalogEntry> {
    const entry = { id: newId(), projectId: form.projectId ?? null, name: form.name, active: true };
    return this.writes.run(write, async (tx) => {
      try {
        await tx.query(`insert into ${catalog} (id, project_id, name, created_at) values ($1, $2, $3, upline_now())`, [
          entry.id,
          entry.projectId,
          entry.name,
        ]);
      } catch (error) {
        if (violatedConstraint(error)?.includes('project'))
          throw Refusal.invalid('projectId', 'There is no such project.');
        throw error;
      }
      await this.audit.record(tx, {
        actorId: write.actor.id,
        act: `${catalog}.created`,
        subjectKind: catalog,
        subjectId: entry.id,
        data: { ...entry },
      });
      return { status: 201, body: entry, resourceId: entry.id };
    });
  }
}
