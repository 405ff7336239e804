import { Injectable } from '@nestjs/common';
import { PERMISSION_ROLES } from '@upline/contracts/roles';
import { WINDOWS_MAX, WINDOW_DAYS, type ShiftsBody, type ShiftsView } from '@upline/contracts/shifts';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../kernel/actor';
import { toDate } from '../kernel/instant';
import { Refusal } from '../kernel/refusal';
import { reading } from '../kernel/transaction';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { getPerson, isSuperiorOf } from './person.queries';
import { outside, refuseWindows, type Range, type Window } from './windows.rules';

/** A body whose texts have become instants. */
export interface ShiftsInput extends Range {
  windows: readonly Window[];
}

/** When persons work. Who has no shift on record is always on shift. */
@Injectable()
export class ShiftsService {
  constructor(
    private readonly db: DataSource,
    private readonly once: WriteOnce,
    private readonly audit: AuditService,
  ) {}

  list(actor: Actor, personId: string, asked: { from?: string; to?: string }): Promise<ShiftsView> {
    return reading(this.db, async (m) => {
      await getPerson(m, personId);
      if (actor.id !== personId) await requireChief(m, actor, personId);
      return shiftsOf(m, personId, rangeOf(asked));
    });
  }

  put(write: WriteContext, personId: string, body: ShiftsBody): Promise<ShiftsView> {
    return this.once.run(write, async (tx) => {
      await getPerson(tx, personId);
      await requireChief(tx, write.actor, personId);
      const input = { ...rangeOf(body), windows: body.windows.map(windowOf) };
      await this.putIn(tx, write.actor.id, personId, input);
      return { status: 200, body: await shiftsOf(tx, personId, input), resourceId: personId };
    });
  }

  /** Replaces a range inside a transaction of the caller, who has looked at who may; what reaches beyond it is cut. */
  async putIn(tx: EntityManager, actorId: string | null, personId: string, input: ShiftsInput): Promise<void> {
    refuseWindows(input.windows, input, WINDOW_DAYS.shift);
    // Of two who write one person's shifts the second waits.
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('shift:' || $1, 0))`, [personId]);
    const [cut] = await tx.query<[Window[], number]>(
      `delete from shift where person_id = $1 and ($2::timestamptz is null or to_at > $2) and ($3::timestamptz is null or from_at < $3)
       returning from_at as from, to_at as to`,
      [personId, input.from, input.to],
    );
    await tx.query(
      `insert into shift (person_id, from_at, to_at)
       select $1, w.from, w.to from jsonb_to_recordset($2::jsonb) as w("from" timestamptz, "to" timestamptz)`,
      [personId, JSON.stringify([...outside(cut, input), ...input.windows])],
    );
    const { from, to, windows } = input;
    const data = { from, to, windows: windows.length, replaced: cut.length };
    await this.audit.record(tx, { actorId, act: 'shifts.put', subjectKind: 'person', subjectId: personId, data });
  }
}

/** Refuses with `forbidden` whoever is neither a superior nor administers. */
async function requireChief(m: EntityManager, actor: Actor, personId: string): Promise<void> {
  if (PERMISSION_ROLES['people.manage'].some((role) => actor.roles.includes(role))) return;
  if (await isSuperiorOf(m, actor.id, personId)) return;
  throw new Refusal('forbidden', 'Shifts are set by the person’s superiors.');
}

async function shiftsOf(m: EntityManager, personId: string, { from, to }: Range): Promise<ShiftsView> {
  const rows = await m.query<Window[]>(
    `select from_at as from, to_at as to from shift
     where person_id = $1 and ($2::timestamptz is null or to_at > $2) and ($3::timestamptz is null or from_at < $3)
     order by from_at limit $4`,
    [personId, from, to, WINDOWS_MAX.shown],
  );
  return { personId, windows: rows.map((row) => ({ from: row.from.toISOString(), to: row.to.toISOString() })) };
}

export const windowOf = (window: { from: string; to: string }): Window => ({
  from: toDate(window.from),
  to: toDate(window.to),
});
export const rangeOf = ({ from, to }: { from?: string; to?: string }): Range => ({
  from: from === undefined ? null : toDate(from),
  to: to === undefined ? null : toDate(to),
});
