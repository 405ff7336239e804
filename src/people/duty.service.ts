import { Injectable } from '@nestjs/common';
import { LEADING_ROLES } from '@upline/contracts/roles';
import { WINDOWS_MAX, WINDOW_DAYS, type DutyBody, type DutyView } from '@upline/contracts/shifts';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../kernel/actor';
import { Refusal } from '../kernel/refusal';
import { reading } from '../kernel/transaction';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { rangeOf, windowOf } from './shifts.service';
import { outside, refuseWindows, type Range, type Window } from './windows.rules';

export interface DutyInput extends Range {
  windows: readonly OnDuty[];
}
interface OnDuty extends Window {
  personId: string;
}

/** Who is on duty (值班) for a project: holds what would fall due before the next shift of whoever is off. */
@Injectable()
export class DutyService {
  constructor(
    private readonly db: DataSource,
    private readonly once: WriteOnce,
    private readonly audit: AuditService,
  ) {}

  list(projectId: string, asked: { from?: string; to?: string }): Promise<DutyView> {
    return reading(this.db, async (m) => {
      await requireProject(m, projectId);
      return dutyOf(m, projectId, rangeOf(asked));
    });
  }

  put(write: WriteContext, projectId: string, body: DutyBody): Promise<DutyView> {
    return this.once.run(write, async (tx) => {
      await requireProject(tx, projectId);
      await requireProjectChief(tx, write.actor, projectId);
      const windows = body.windows.map((window) => ({
        ...windowOf(window),
        personId: window.personId.toLowerCase(),
      }));
      const input = { ...rangeOf(body), windows };
      await this.putIn(tx, write.actor.id, projectId, input);
      return { status: 200, body: await dutyOf(tx, projectId, input), resourceId: projectId };
    });
  }

  /** Replaces a range inside a transaction of the caller, who has looked at who may; what reaches beyond it is cut. */
  async putIn(tx: EntityManager, actorId: string | null, projectId: string, input: DutyInput): Promise<void> {
    refuseWindows(input.windows, input, WINDOW_DAYS.duty);
    // Of two who write one project's duty the second waits.
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('duty:' || $1, 0))`, [projectId]);
    await requireLeaders(tx, input.windows);
    const [cut] = await tx.query<[OnDuty[], number]>(
      `delete from duty where project_id = $1 and ($2::timestamptz is null or to_at > $2) and ($3::timestamptz is null or from_at < $3)
       returning from_at as from, to_at as to, person_id as "personId"`,
      [projectId, input.from, input.to],
    );
    await tx.query(
      `insert into duty (project_id, person_id, from_at, to_at)
       select $1, w."personId", w.from, w.to
       from jsonb_to_recordset($2::jsonb) as w("from" timestamptz, "to" timestamptz, "personId" uuid)`,
      [projectId, JSON.stringify([...outside(cut, input), ...input.windows])],
    );
    const { from, to, windows } = input;
    const personIds = [...new Set(windows.map(({ personId }) => personId))];
    const data = { from, to, windows: windows.length, replaced: cut.length, personIds };
    await this.audit.record(tx, { actorId, act: 'duty.put', subjectKind: 'project', subjectId: projectId, data });
  }
}

/** Refuses with `not_found`. */
export async function requireProject(m: EntityManager, id: string): Promise<void> {
  const [row] = await m.query<unknown[]>('select 1 from project where id = $1', [id]);
  if (!row) throw Refusal.notFound();
}

/** Administrators for every project, supervisors and managers for their own: who is on duty sees what they hold. */
async function requireProjectChief(tx: EntityManager, actor: Actor, projectId: string): Promise<void> {
  if (actor.roles.includes('admin')) return;
  const [row] = await tx.query<[{ own: boolean }]>(
    'select exists (select from person_project where person_id = $1 and project_id = $2) as own',
    [actor.id, projectId],
  );
  if (!row.own) throw new Refusal('forbidden', 'Duty is set by supervisors and managers of the project.');
}

/** Locked, so that nobody leaves while they are put on duty. */
async function requireLeaders(tx: EntityManager, windows: readonly OnDuty[]): Promise<void> {
  const ids = [...new Set(windows.map(({ personId }) => personId))];
  const rows = await tx.query<{ id: string; active: boolean; leads: boolean }[]>(
    'select id, active, roles && $2::text[] as leads from person where id = any ($1::uuid[]) order by id for share',
    [ids, LEADING_ROLES],
  );
  const known = new Map(rows.map((row) => [row.id, row]));
  windows.forEach(({ personId }, index) => {
    const person = known.get(personId);
    const path = `windows.${index}.personId`;
    if (!person?.active) throw Refusal.invalid(path, 'is nobody, or somebody who has left', 'not_active');
    if (!person.leads) throw Refusal.invalid(path, 'has no leading role', 'not_leading');
  });
}

async function dutyOf(m: EntityManager, projectId: string, { from, to }: Range): Promise<DutyView> {
  const rows = await m.query<(OnDuty & { name: string })[]>(
    `select d.from_at as from, d.to_at as to, d.person_id as "personId", p.name from duty d join person p on p.id = d.person_id
     where d.project_id = $1 and ($2::timestamptz is null or d.to_at > $2) and ($3::timestamptz is null or d.from_at < $3)
     order by d.from_at limit $4`,
    [projectId, from, to, WINDOWS_MAX.shown],
  );
  const windows = rows.map((row) => ({ ...row, from: row.from.toISOString(), to: row.to.toISOString() }));
  return { projectId, windows };
}
