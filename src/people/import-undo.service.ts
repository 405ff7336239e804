import { Injectable } from '@nestjs/common';
import type { ImportObstacle, ImportView } from '@upline/contracts/people-import';
import type { Page } from '@upline/contracts/pages';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import { decodeCursor } from '../kernel/cursor';
import { pageOf } from '../kernel/page';
import { Refusal } from '../kernel/refusal';
import { reading } from '../kernel/transaction';
import { WriteOnce, type WriteContext } from '../kernel/write';
import {
  eraseOldValues,
  getImport,
  listImports,
  lockImport,
  toImportView,
  type ImportRow,
} from './import-record.queries';
import { IMPORT_LIMIT_MS, lockForImport, updatePeople } from './import.queries';
import type { KnownPerson } from './import-plan.rules';
import { peopleObstacles } from './import-obstacles';
import { PeopleChanges } from './people-changes';
import { cycleOf } from './superiors.service';

/** Obstacles that one import shows; a refused undo lists more. */
const SHOWN = 10;
const LISTED = 500;

/** Imports on record, and taking one back while nothing depends on it. */
@Injectable()
export class ImportUndoService {
  constructor(
    private readonly db: DataSource,
    private readonly once: WriteOnce,
    private readonly audit: AuditService,
    private readonly changes: PeopleChanges,
  ) {}

  async list(page: { limit: number; cursor?: string }): Promise<Page<ImportView>> {
    const before = page.cursor ? (decodeCursor(page.cursor, ['string', 'string']) as [string, string]) : null;
    return reading(this.db, async (m) => {
      const rows = await listImports(m, before, page.limit);
      const obstacles = new Map<string, ImportObstacle[]>();
      for (const row of rows) obstacles.set(row.id, await obstaclesOf(m, row, SHOWN));
      return pageOf(
        rows,
        page.limit,
        (row) => toImportView(row, obstacles.get(row.id)!),
        (row) => [row.exact, row.id],
      );
    });
  }

  /** Gives changed people their values back, and lets those whom it created go; 409 `wrong_state` says what depends on them. */
  async undo(write: WriteContext, id: string): Promise<ImportView> {
    let touched: string[] = [];
    const view = await this.once.run(
      write,
      async (tx) => {
        await lockForImport(tx);
        const row = await lockImport(tx, id);
        if (!row) throw Refusal.notFound();
        touched = await lockPeople(tx, id);
        const obstacles = await obstaclesOf(tx, row, LISTED);
        if (obstacles.length > 0) throw refused(obstacles);
        await this.take(tx, write.actor.id, id);
        const undone = (await getImport(tx, id))!;
        return { status: 200, body: toImportView(undone, await obstaclesOf(tx, undone, SHOWN)), resourceId: id };
      },
      IMPORT_LIMIT_MS,
    );
    for (const personId of touched) this.changes.changed(personId);
    return view;
  }

  private async take(tx: EntityManager, actorId: string, id: string): Promise<void> {
    const back = await tx.query<{ before: KnownPerson }[]>(
      `select r.before from people_import_row r join person p on p.id = r.person_id
       where r.import_id = $1 and r.before is not null and (p.name, p.roles, p.extension, p.email, ${PROJECTS}) is distinct from
         (r.before->>'name', ${textsOf('roles')}, r.before->>'extension', r.before->>'email', ${textsOf('projectIds')})`,
      [id],
    );
    await updatePeople(
      tx,
      back.map(({ before }) => ({ after: before })),
    );
    await tx.query('select restore_imported_lines($1)', [id]).catch(refuseCycle);
    const gone = await letGo(tx, id);
    await tx.query('update people_import set undone_at = upline_now(), undone_by_id = $2 where id = $1', [id, actorId]);
    await eraseOldValues(tx);
    const entry = (act: string, subjectKind: string, subjectId: string, data = {}) => ({ actorId, act, subjectKind, subjectId, data: { ...data, importId: id } }); // prettier-ignore
    await this.audit.recordMany(tx, [
      entry('people.import_undone', 'import', id),
      ...back.map(({ before }) =>
        entry('people.changed', 'person', before.id, { roles: before.roles, projectIds: before.projectIds }),
      ),
      ...gone.map((personId) => entry('people.changed', 'person', personId, { active: { from: true, to: false } })),
    ]);
  }
}

const PROJECTS =
  'array(select pp.project_id::text from person_project pp where pp.person_id = p.id order by pp.position)';
const textsOf = (field: string): string =>
  `array(select e.value from jsonb_array_elements_text(r.before->'${field}') with ordinality e order by e.ordinality)`;

async function lockPeople(tx: EntityManager, id: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `select p.id from person p where p.id in (select r.person_id from people_import_row r where r.import_id = $1)
     order by p.id for no key update`,
    [id],
  );
  return rows.map((row) => row.id);
}

/**
 * Inactive, without a login that somebody could need and without what is personal beyond the name: a row that a request
 * under way may refer to this very moment is not deleted.
 */
async function letGo(tx: EntityManager, id: string): Promise<string[]> {
  const [rows] = await tx.query<[{ id: string }[], number]>(
    `update person p set active = false, deactivated_at = upline_now(), version = p.version + 1, login = 'undone-' || p.id,
       email = null, extension = null
     from people_import_row r where r.import_id = $1 and r.verdict = 'created' and p.id = r.person_id returning p.id`,
    [id],
  );
  await tx.query(
    `delete from person_project where person_id in (select person_id from people_import_row where import_id = $1 and verdict = 'created')`,
    [id],
  );
  return rows.map((row) => row.id);
}

async function obstaclesOf(m: EntityManager, row: ImportRow, limit: number): Promise<ImportObstacle[]> {
  if (row.undone_at) return [{ code: 'undone', person: null, message: 'It was undone already.' }];
  if (row.over) return [{ code: 'over', person: null, message: 'Its 24 hours are over.' }];
  return peopleObstacles(m, row.id, limit);
}

function refused(obstacles: readonly ImportObstacle[]): Refusal {
  const detail = obstacles[0]!.person ? 'Something depends on this import by now.' : obstacles[0]!.message;
  const errors = obstacles.map(({ code, person, message }) => ({ path: person?.id ?? 'import', code, message }));
  return new Refusal('wrong_state', detail, { errors });
}

function refuseCycle(error: unknown): never {
  if (!cycleOf(error)) throw error;
  throw new Refusal('wrong_state', 'The line has changed since: as it was before it would close a cycle.');
}
