import { Injectable } from '@nestjs/common';
import type { ImportCounts, PeopleImportView } from '@upline/contracts/people-import';
import type { FieldError } from '@upline/contracts/refusals';
import { isEmail } from 'class-validator';
import type { EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../kernel/actor';
import { readCsv } from '../kernel/csv-in';
import { looksLikeFormula, plainCell } from '../kernel/csv-out';
import { violatedConstraint } from '../kernel/database-failure';
import { newId } from '../kernel/ids';
import { Refusal } from '../kernel/refusal';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { planImport, toRowView, verdictOf, type HouseFacts, type PlannedRow } from './import-plan.rules';
import { eraseOldValues, keepImport } from './import-record.queries';
import { COLUMN_WORDS, wantedOf, type WantedPerson } from './import-rows.rules';
import { IMPORT_LIMIT_MS, insertPeople, lineInstant, lockForImport, readHouse, updatePeople } from './import.queries';
import { PeopleChanges } from './people-changes';
import { cycleOf, SuperiorsService, type LineChange } from './superiors.service';

/** Faults that a refusal lists; a dry run shows all. */
const LISTED = 500;
const JUDGES = { isEmail: (text: string) => isEmail(text), looksLikeFormula, plainCell };
/** Somebody made a person of that login since we looked: they are there at the next look. */
const TAKEN = new Set(['person_login_key', 'person_pkey']);
const ATTEMPTS = 3;

interface File {
  encoding: PeopleImportView['encoding'];
  wanted: WantedPerson[];
}

/** People by CSV: all lines or none, by the rules of single changes. */
@Injectable()
export class PeopleImportService {
  constructor(
    private readonly once: WriteOnce,
    private readonly audit: AuditService,
    private readonly superiors: SuperiorsService,
    private readonly changes: PeopleChanges,
  ) {}

  /** A dry run judges and writes like the real one, and takes everything back. */
  async import(write: WriteContext, bytes: Buffer, dryRun: boolean): Promise<PeopleImportView> {
    const { encoding, rows } = await readCsv(bytes, COLUMN_WORDS, ['login']);
    const file = { encoding, wanted: rows.map(({ row, cells, errors }) => wantedOf(row, cells, errors, JUDGES)) };
    for (let attempt = 1; ; attempt++) {
      let written: string[] = [];
      try {
        const view = await this.once.run(
          write,
          async (tx) => {
            const body = await this.importIn(tx, write.actor, file, dryRun, (ids) => (written = ids));
            return { status: 200, body, ...(body.importId && { resourceId: body.importId }) };
          },
          IMPORT_LIMIT_MS,
        );
        for (const id of written) this.changes.changed(id);
        return view;
      } catch (error) {
        if (attempt < ATTEMPTS && TAKEN.has(violatedConstraint(error) ?? '')) continue;
        throw error;
      }
    }
  }

  private async importIn(
    tx: EntityManager,
    actor: Actor,
    file: File,
    dryRun: boolean,
    onWritten: (personIds: string[]) => void,
  ): Promise<PeopleImportView> {
    await lockForImport(tx);
    const at = await lineInstant(tx);
    const house = await readHouse(tx, file.wanted, at);
    const plan = planImport(file.wanted, house, newId);
    await tx.query('savepoint import');
    const lines = faultsOf(plan).length > 0 ? [] : await this.apply(tx, actor, plan, house, at);
    const faults = faultsOf(plan);
    if (faults.length > 0 && !dryRun) throw refused(faults);
    const counts = countsOf(plan);
    const view = { importId: null, dryRun, encoding: file.encoding, counts, rows: plan.map(toRowView) };
    if (dryRun) {
      await tx.query('rollback to savepoint import');
      return { ...view, undoableUntil: null };
    }
    const done = plan.filter(isWritten);
    if (done.length === 0) return { ...view, undoableUntil: null };
    const importId = newId();
    await eraseOldValues(tx);
    const until = await keepImport(tx, importId, actor.id, counts, done, lines);
    await this.record(tx, actor, importId, done, counts);
    onWritten(done.map(({ personId }) => personId));
    return { ...view, importId, undoableUntil: until.toISOString() };
  }

  /** Writes the plan; a cycle that only shows in a project's line or later becomes a fault of its rows. */
  private async apply(
    tx: EntityManager,
    actor: Actor,
    plan: readonly PlannedRow[],
    house: HouseFacts,
    at: Date,
  ): Promise<LineChange[]> {
    await insertPeople(
      tx,
      plan.filter(({ before }) => before === null),
    );
    await updatePeople(
      tx,
      plan.filter(({ before, changes }) => before && changes.some((column) => column !== 'superior')),
    );
    const moved = plan.flatMap(({ personId, superiorId }) =>
      superiorId === undefined ? [] : [{ personId, superiorId }],
    );
    try {
      return await this.superiors.setManyIn(tx, actor.id, moved, at);
    } catch (error) {
      const ring = cycleOf(error);
      if (!ring) throw error;
      await tx.query('rollback to savepoint import');
      blame(plan, ring, house);
      return [];
    }
  }

  private async record(
    tx: EntityManager,
    actor: Actor,
    importId: string,
    rows: readonly PlannedRow[],
    { created, changed, unchanged }: ImportCounts,
  ): Promise<void> {
    const data = { created, changed, unchanged };
    await this.audit.recordMany(tx, [
      { actorId: actor.id, act: 'people.imported', subjectKind: 'import', subjectId: importId, data },
      ...rows
        .filter(({ before, changes }) => !before || changes.some((column) => column !== 'superior'))
        .map((row) => ({
          actorId: actor.id,
          act: row.before ? 'people.changed' : 'people.created',
          subjectKind: 'person',
          subjectId: row.personId,
          data: { ...auditOf(row), importId },
        })),
    ]);
  }
}

const isWritten = (row: PlannedRow): boolean => ['created', 'changed'].includes(verdictOf(row));

/** As of single changes: old and new roles and projects, of what is personal only that it changed. */
function auditOf({ before, after, changes }: PlannedRow): Record<string, unknown> {
  if (!before) return { roles: after.roles, projectIds: after.projectIds };
  const personal = changes.filter((column) => ['name', 'email', 'extension'].includes(column));
  return {
    ...(changes.includes('roles') && { roles: { from: before.roles, to: after.roles } }),
    ...(changes.includes('projects') && { projectIds: { from: before.projectIds, to: after.projectIds } }),
    personal,
  };
}

function countsOf(plan: readonly PlannedRow[]): ImportCounts {
  const counts = { created: 0, changed: 0, unchanged: 0, error: 0 };
  for (const row of plan) counts[verdictOf(row)]++;
  return counts;
}

const faultsOf = (plan: readonly PlannedRow[]): FieldError[] =>
  plan.flatMap(({ row, login, errors }) =>
    errors.map((error) => ({
      ...error,
      path: `line ${row}${error.path === '' ? '' : `: ${error.path}`}`,
      message: login === '' ? error.message : `${login}: ${error.message}`,
    })),
  );

function refused(faults: FieldError[]): Refusal {
  const rest = faults.length > LISTED ? `; the first ${LISTED} are listed` : '';
  return new Refusal('invalid', `The file has ${faults.length} faults, and nothing was written${rest}.`, {
    errors: faults.slice(0, LISTED),
  });
}

function blame(plan: readonly PlannedRow[], ring: readonly string[], house: HouseFacts): void {
  const logins = new Map([...house.logins, ...plan.map(({ personId, login }) => [personId, login] as const)]);
  const message = `would close a cycle, now or later, or in a project: ${ring.map((id) => logins.get(id) ?? '?').join(' → ')}`;
  const moved = plan.filter((row) => row.superiorId !== undefined);
  const onRing = moved.filter((row) => ring.includes(row.personId));
  for (const row of onRing.length > 0 ? onRing : moved) row.errors.push({ path: 'superior', code: 'cycle', message });
}
