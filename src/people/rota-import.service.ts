import { Injectable } from '@nestjs/common';
import { ROTA_COLUMNS, type RotaImportView, type RotaRowView } from '@upline/contracts/rota-import';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../kernel/actor';
import { readCsv, type CsvFile } from '../kernel/csv-in';
import { csvText } from '../kernel/csv-out';
import { isInstant } from '../kernel/instant';
import { Refusal } from '../kernel/refusal';
import { inTransaction } from '../kernel/transaction';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { DutyService, requireProject } from './duty.service';
import { loginOf } from './import-rows.rules';
import { waitLonger, IMPORT_LIMIT_MS } from './import.queries';
import { localTime, ROTA_WORDS, type RotaRow } from './rota-rows.rules';
import { rangeOf, ShiftsService } from './shifts.service';
import type { Range } from './windows.rules';

type File = CsvFile<(typeof ROTA_COLUMNS)[number]>;
type Placed = RotaRow & { from: Date; to: Date };
const LISTED = 500;
/** `windows.3.from` of a refusal: which of the rows, and where in it. */
const FIELD = /^windows\.(\d+)\.(\w+)$/;

/** Shifts and duty by CSV: all lines or none, by the rules of the single routes. */
@Injectable()
export class RotaImportService {
  constructor(
    private readonly db: DataSource,
    private readonly once: WriteOnce,
    private readonly audit: AuditService,
    private readonly shifts: ShiftsService,
    private readonly duty: DutyService,
  ) {}

  /** Of each person in the file, what stands in its span is replaced. */
  importShifts(write: WriteContext, bytes: Buffer, dryRun: boolean): Promise<RotaImportView> {
    return this.import(write, bytes, dryRun, async (tx, rows, span) => {
      const byPerson = new Map<string, Placed[]>();
      for (const row of rows) byPerson.set(row.personId, [...(byPerson.get(row.personId) ?? []), row]);
      for (const [personId, windows] of [...byPerson].sort(([a], [b]) => (a < b ? -1 : 1)))
        await blamed(windows, () =>
          this.shifts.putIn(tx, write.actor.id, personId, { ...span, windows: plain(windows) }),
        );
    });
  }

  /** What stands for the project in the span of the file is replaced. */
  importDuty(write: WriteContext, projectId: string, bytes: Buffer, dryRun: boolean): Promise<RotaImportView> {
    return this.import(
      write,
      bytes,
      dryRun,
      async (tx, rows, span) => {
        const windows = rows.map(({ from, to, personId }) => ({ from, to, personId }));
        await blamed(rows, () => this.duty.putIn(tx, write.actor.id, projectId, { ...span, windows }));
      },
      projectId,
    );
  }

  exportShifts(actor: Actor, asked: { from?: string; to?: string }): Promise<string> {
    return this.export(actor, 'shift', null, rangeOf(asked));
  }

  exportDuty(actor: Actor, projectId: string, asked: { from?: string; to?: string }): Promise<string> {
    return this.export(actor, 'duty', projectId, rangeOf(asked));
  }

  private async import(
    write: WriteContext,
    bytes: Buffer,
    dryRun: boolean,
    put: (tx: EntityManager, rows: readonly Placed[], span: Range) => Promise<void>,
    projectId: string | null = null,
  ): Promise<RotaImportView> {
    const file = await readCsv(bytes, ROTA_WORDS, ROTA_COLUMNS);
    return this.once.run(
      write,
      async (tx) => {
        if (projectId) await requireProject(tx, projectId);
        await waitLonger(tx);
        const rows = await rowsOf(tx, file);
        const known = await standing(tx, rows, projectId);
        await tx.query('savepoint rota');
        if (rows.every(({ errors }) => errors.length === 0)) await put(tx, rows as Placed[], spanOf(rows as Placed[]));
        if (dryRun) await tx.query('rollback to savepoint rota');
        else refuseFaults(rows);
        return { status: 200, body: viewOf(rows, known, file.encoding, dryRun) };
      },
      IMPORT_LIMIT_MS,
    );
  }

  private export(actor: Actor, table: 'shift' | 'duty', projectId: string | null, range: Range): Promise<string> {
    return inTransaction(
      this.db,
      async (tx) => {
        if (projectId) await requireProject(tx, projectId);
        await waitLonger(tx);
        const rows = await tx.query<{ login: string; from: Date; to: Date }[]>(
          `select p.login, w.from_at as from, w.to_at as to from ${table} w join person p on p.id = w.person_id
           where ($1::timestamptz is null or w.to_at > $1) and ($2::timestamptz is null or w.from_at < $2)
             and ${projectId ? 'w.project_id = $3' : '$3::uuid is null'} order by w.from_at, p.login`,
          [range.from, range.to, projectId],
        );
        const data = { windows: rows.length };
        const subject = { subjectKind: projectId ? 'project' : 'house', subjectId: projectId };
        const entry = { actorId: actor.id, tokenId: actor.token?.id, act: `${table}.exported`, ...subject, data };
        await this.audit.record(tx, entry);
        return csvText([ROTA_COLUMNS, ...rows.map((row) => [row.login, row.from.toISOString(), row.to.toISOString()])]);
      },
      IMPORT_LIMIT_MS,
    );
  }
}

/** Logins become people who work here, and times instants: RFC 3339, or what the wall clock of the house shows. */
async function rowsOf(tx: EntityManager, file: File): Promise<RotaRow[]> {
  const logins = [...new Set(file.rows.map(({ cells }) => loginOf(cells.login ?? '')))];
  const people = await tx.query<{ id: string; login: string; active: boolean }[]>(
    'select id, login, active from person where login = any ($1)',
    [logins],
  );
  const known = new Map(people.map((person) => [person.login, person]));
  const local = [
    ...new Set(file.rows.flatMap(({ cells }) => [cells.from, cells.to].map((cell) => localTime(cell ?? '')))),
  ];
  const times = local.filter((time) => time !== null);
  const instants = await tx.query<{ text: string; at: Date }[]>(
    'select g.text, g.text::timestamp at time zone h.time_zone as at from house h, unnest($1::text[]) as g(text)',
    [times],
  );
  const instantOf = new Map(instants.map(({ text, at }) => [text, at]));
  return file.rows.map(({ row, cells, errors: found }) => {
    const login = loginOf(cells.login ?? '');
    const errors = [...found];
    const person = known.get(login);
    if (!person) errors.push({ path: 'login', code: 'unknown', message: 'is nobody in this house' });
    else if (!person.active) errors.push({ path: 'login', code: 'not_active', message: 'has left' });
    const timeOf = (path: 'from' | 'to'): Date | null => {
      const cell = cells[path] ?? '';
      const at = isInstant(cell) ? new Date(cell) : (instantOf.get(localTime(cell) ?? '') ?? null);
      if (!at)
        errors.push({
          path,
          code: 'is_instant',
          message: 'is no time such as 2026-11-24 09:00 or 2026-11-24T01:00:00Z',
        });
      return at;
    };
    return { row, login, personId: person?.id ?? '', from: timeOf('from'), to: timeOf('to'), errors };
  });
}

const plain = (rows: readonly Placed[]) => rows.map(({ from, to }) => ({ from, to }));
const keyOf = (row: { personId: string; from: Date | null; to: Date | null }): string =>
  `${row.personId} ${row.from?.getTime()} ${row.to?.getTime()}`;

/** Windows that are there already, before anything is replaced. */
async function standing(tx: EntityManager, rows: readonly RotaRow[], projectId: string | null): Promise<Set<string>> {
  const found = await tx.query<{ personId: string; from: Date; to: Date }[]>(
    projectId
      ? 'select person_id as "personId", from_at as from, to_at as to from duty where project_id = $1'
      : 'select person_id as "personId", from_at as from, to_at as to from shift where person_id = any ($1::uuid[])',
    [projectId ?? rows.flatMap(({ personId }) => personId || [])],
  );
  return new Set(found.map(keyOf));
}

function spanOf(rows: readonly Placed[]): Range {
  const from = rows.reduce((first, row) => (row.from < first ? row.from : first), rows[0]!.from);
  const to = rows.reduce((last, row) => (row.to > last ? row.to : last), rows[0]!.to);
  return to > from ? { from, to } : { from: null, to: null };
}

/** A refusal that names a window becomes a fault of its row. */
async function blamed(rows: readonly Placed[], put: () => Promise<void>): Promise<void> {
  try {
    await put();
  } catch (error) {
    const [fault] = error instanceof Refusal ? (error.extra.errors ?? []) : [];
    const [, at, field] = FIELD.exec(fault?.path ?? '') ?? [];
    if (!fault || at === undefined) throw error;
    const message = fault.message.replace(/windows\.(\d+)/g, (_, other: string) => `line ${rows[Number(other)]!.row}`);
    rows[Number(at)]!.errors.push({ path: field === 'personId' ? 'login' : field!, code: fault.code, message });
  }
}

function refuseFaults(rows: readonly RotaRow[]): void {
  const faults = rows.flatMap(({ row, errors }) =>
    errors.map((error) => ({ ...error, path: `line ${row}${error.path === '' ? '' : `: ${error.path}`}` })),
  );
  if (faults.length === 0) return;
  throw new Refusal('invalid', `The file has ${faults.length} faults, and nothing was written.`, {
    errors: faults.slice(0, LISTED),
  });
}

function viewOf(
  rows: readonly RotaRow[],
  known: ReadonlySet<string>,
  encoding: RotaImportView['encoding'],
  dryRun: boolean,
): RotaImportView {
  const counts = { created: 0, unchanged: 0, error: 0 };
  const views = rows.map((row): RotaRowView => {
    const verdict = row.errors.length > 0 ? 'error' : known.has(keyOf(row)) ? 'unchanged' : 'created';
    counts[verdict]++;
    return { row: row.row, login: row.login, verdict, errors: row.errors };
  });
  return { dryRun, encoding, counts, rows: views };
}
