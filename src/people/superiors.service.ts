import { Injectable } from '@nestjs/common';
import type { LineView, SuperiorBody, SuperiorView } from '@upline/contracts/people';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import { newId } from '../kernel/ids';
import { toDate } from '../kernel/instant';
import { Refusal } from '../kernel/refusal';
import { reading } from '../kernel/transaction';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { lineOf } from './line.queries';
import { getPerson, namesOf, requireActive, requireProjects } from './person.queries';

/** `from` left out: this instant. */
export interface SuperiorInput {
  superiorId: string | null;
  from?: Date;
  projectId?: string | null;
}

interface LineRow {
  id: string;
  valid_from: Date;
  valid_until: Date | null;
  superior_id: string | null;
}

/** SQLSTATE of the trigger that keeps the line free of cycles. */
const CYCLE = 'UL001';

/** The dated reporting line. */
@Injectable()
export class SuperiorsService {
  constructor(
    private readonly db: DataSource,
    private readonly once: WriteOnce,
    private readonly audit: AuditService,
  ) {}

  /** Everybody above a person, nearest first, with who stands in. */
  async line(personId: string, projectId: string | null): Promise<LineView> {
    return reading(this.db, async (m) => {
      const person = await getPerson(m, personId);
      const { at, steps } = await lineOf(m, personId, projectId);
      return { person: { id: person.id, name: person.name }, projectId, at: at.toISOString(), steps };
    });
  }

  async set(write: WriteContext, personId: string, body: SuperiorBody): Promise<SuperiorView> {
    return this.once.run(write, async (tx) => {
      await getPerson(tx, personId);
      const from = toDate(body.from);
      const row = await this.setIn(tx, write.actor.id, personId, { ...body, from });
      return { status: 201, body: await toView(tx, personId, body.projectId ?? null, row), resourceId: row.id };
    });
  }

  /** Writes a row of the line inside a transaction of the caller; the row before it ends where this one begins. */
  async setIn(tx: EntityManager, actorId: string | null, personId: string, input: SuperiorInput): Promise<LineRow> {
    const { superiorId, projectId = null } = input;
    if (superiorId?.toLowerCase() === personId) throw cycle('nobody is their own superior');
    if (projectId) await requireProjects(tx, [projectId], 'projectId');
    // The lock of the trigger, taken before anything is read: of two writers the second sees the first's row.
    await tx.query(`select pg_advisory_xact_lock(hashtext('reporting_line'))`);
    if (superiorId) await requireActive(tx, [superiorId], 'superiorId');
    await tx.query('savepoint line_change');
    const row = await writeRow(tx, actorId, personId, input).catch((error: unknown) => refuseCycle(tx, error));
    await tx.query('release savepoint line_change');
    await this.audit.record(tx, {
      actorId,
      act: 'line.changed',
      subjectKind: 'person',
      subjectId: personId,
      data: {
        superiorId,
        projectId,
        from: row.valid_from.toISOString(),
        until: row.valid_until?.toISOString() ?? null,
      },
    });
    return row;
  }

  /**
   * The general line of many people at once, from `at`, under the lock of the line that the caller took before reading;
   * a cycle is the caller's to explain (`cycleOf`).
   */
  async setManyIn(
    tx: EntityManager,
    actorId: string | null,
    rows: readonly { personId: string; superiorId: string | null }[],
    at: Date,
  ): Promise<LineChange[]> {
    if (rows.length === 0) return [];
    const changes = await writeMany(tx, actorId, rows, at);
    await this.audit.recordMany(
      tx,
      changes.map(({ personId, superiorId, endedUntil }) => ({
        actorId,
        act: 'line.changed',
        subjectKind: 'person',
        subjectId: personId,
        data: { superiorId, projectId: null, from: at.toISOString(), until: endedUntil?.toISOString() ?? null },
      })),
    );
    return changes;
  }
}

/** What `setManyIn` did to the line of one person. */
export interface LineChange {
  personId: string;
  superiorId: string | null;
  lineId: string;
  /** The row that ended, and when it would have ended by itself. */
  endedId: string | null;
  endedUntil: Date | null;
}

async function writeRow(
  tx: EntityManager,
  actorId: string | null,
  personId: string,
  input: SuperiorInput,
): Promise<LineRow> {
  // Milliseconds, because an instant that came through Node has no more, and must not fall before the row.
  const [{ at }] = await tx.query<[{ at: Date }]>(
    `select coalesce($1::timestamptz, date_trunc('milliseconds', upline_now())) as at`,
    [input.from ?? null],
  );
  const scope = [personId, input.projectId ?? null, at];
  const [same] = await tx.query<[LineRow[], number]>(
    `update reporting_line set superior_id = $4
     where person_id = $1 and project_id is not distinct from $2 and valid_from = $3
     returning id, valid_from, valid_until, superior_id`,
    [...scope, input.superiorId],
  );
  if (same[0]) return same[0];
  await tx.query(
    `update reporting_line set valid_until = $3
     where person_id = $1 and project_id is not distinct from $2 and valid_from < $3
       and (valid_until is null or valid_until > $3)`,
    scope,
  );
  const [row] = await tx.query<LineRow[]>(
    `insert into reporting_line (id, person_id, project_id, superior_id, valid_from, valid_until, created_by_id, created_at)
     select $5, $1, $2::uuid, $4::uuid, $3::timestamptz,
       (select min(l.valid_from) from reporting_line l
        where l.person_id = $1 and l.project_id is not distinct from $2 and l.valid_from > $3),
       $6::uuid, upline_now()
     returning id, valid_from, valid_until, superior_id`,
    [...scope, input.superiorId, newId(), actorId],
  );
  if (!row) throw new Error('the row of the line was not written');
  return row;
}

/** All the old rows end before the first new one begins, so that people who change places close no cycle on the way. */
async function writeMany(
  tx: EntityManager,
  actorId: string | null,
  rows: readonly { personId: string; superiorId: string | null }[],
  at: Date,
): Promise<LineChange[]> {
  const given = JSON.stringify(rows.map((row) => ({ ...row, id: newId() })));
  const GIVEN = 'jsonb_to_recordset($1::jsonb) as g("personId" uuid, "superiorId" uuid, id uuid)';
  const ended = await tx.query<{ id: string; person_id: string; valid_until: Date | null }[]>(
    `select l.id, l.person_id, l.valid_until from reporting_line l join ${GIVEN} on g."personId" = l.person_id
     where l.project_id is null and l.valid_from < $2 and (l.valid_until is null or l.valid_until > $2)`,
    [given, at],
  );
  await tx.query('update reporting_line set valid_until = $2 where id = any ($1)', [ended.map(({ id }) => id), at]);
  const written = await tx.query<{ id: string; person_id: string; superior_id: string | null }[]>(
    `insert into reporting_line (id, person_id, superior_id, valid_from, valid_until, created_by_id, created_at)
     select g.id, g."personId", g."superiorId", $2,
       (select min(l.valid_from) from reporting_line l where l.person_id = g."personId" and l.project_id is null and l.valid_from > $2),
       $3::uuid, upline_now() from ${GIVEN}
     returning id, person_id, superior_id`,
    [given, at, actorId],
  );
  const before = new Map(ended.map((row) => [row.person_id, row]));
  return written.map(({ id, person_id, superior_id }) => ({
    personId: person_id,
    superiorId: superior_id,
    lineId: id,
    endedId: before.get(person_id)?.id ?? null,
    endedUntil: before.get(person_id)?.valid_until ?? null,
  }));
}

/** Ids of the people on the cycle that a statement would have closed; null for any other failure. */
export function cycleOf(error: unknown): string[] | null {
  const { code, detail } = ((error as { driverError?: unknown } | null)?.driverError ?? error ?? {}) as {
    code?: string;
    detail?: string;
  };
  return code === CYCLE && detail ? detail.split(',') : null;
}

async function refuseCycle(tx: EntityManager, error: unknown): Promise<never> {
  const ids = cycleOf(error);
  if (!ids) throw error;
  await tx.query('rollback to savepoint line_change');
  const names = await namesOf(tx, ids);
  throw cycle(`would close a cycle: ${ids.map((id) => `${names.get(id) ?? '?'} (${id})`).join(' → ')}`);
}

const cycle = (message: string): Refusal => Refusal.invalid('superiorId', message, 'cycle');

async function toView(
  tx: EntityManager,
  personId: string,
  projectId: string | null,
  row: LineRow,
): Promise<SuperiorView> {
  const names = await namesOf(tx, row.superior_id ? [row.superior_id] : []);
  return {
    id: row.id,
    personId,
    superior: row.superior_id ? { id: row.superior_id, name: names.get(row.superior_id) ?? '' } : null,
    projectId,
    from: row.valid_from.toISOString(),
    until: row.valid_until?.toISOString() ?? null,
  };
}
