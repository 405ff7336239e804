import { Injectable } from '@nestjs/common';
import type { AbsenceBody, AbsenceView, ChangeAbsenceBody } from '@upline/contracts/people';
import type { Page } from '@upline/contracts/pages';
import { LEADING_ROLES, PERMISSION_ROLES } from '@upline/contracts/roles';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../kernel/actor';
import { decodeCursor } from '../kernel/cursor';
import { newId } from '../kernel/ids';
import { pageOf } from '../kernel/page';
import { Refusal } from '../kernel/refusal';
import { reading } from '../kernel/transaction';
import { WriteOnce, type WriteContext } from '../kernel/write';
import {
  insertAbsence,
  listAbsences,
  lockAbsence,
  sqlNow,
  toAbsenceView,
  updateAbsence,
  type AbsenceFields,
  type AbsenceRow,
} from './absence.queries';
import { findPerson, getPerson, isSuperiorOf, requireProjects } from './person.queries';
import { requireVersion } from './version';

/** How somebody stands to the absent person. */
type Standing = 'self' | 'superior';

/** When somebody is away, and who stands in. */
@Injectable()
export class AbsencesService {
  constructor(
    private readonly db: DataSource,
    private readonly once: WriteOnce,
    private readonly audit: AuditService,
  ) {}

  async list(actor: Actor, personId: string, page: { limit: number; cursor?: string }): Promise<Page<AbsenceView>> {
    const after = page.cursor ? (decodeCursor(page.cursor, ['string', 'string']) as [string, string]) : null;
    return reading(this.db, async (m) => {
      await getPerson(m, personId);
      const administers = PERMISSION_ROLES['people.manage'].some((role) => actor.roles.includes(role));
      if (!administers) await standing(m, actor, personId);
      const rows = await listAbsences(m, personId, after, page.limit);
      return pageOf(rows, page.limit, toAbsenceView, (row) => [row.from_text, row.id]);
    });
  }

  async create(write: WriteContext, personId: string, body: AbsenceBody): Promise<AbsenceView> {
    return this.once.run(write, async (tx) => {
      await getPerson(tx, personId);
      const by = await standing(tx, write.actor, personId);
      const row = await this.createIn(tx, write.actor.id, personId, body, by);
      return { status: 201, body: toAbsenceView(row), resourceId: row.id, version: row.version };
    });
  }

  /** Writes an absence inside a transaction of the caller, who has looked at who may. */
  async createIn(
    tx: EntityManager,
    actorId: string,
    personId: string,
    body: AbsenceBody,
    by: Standing = 'superior',
  ): Promise<AbsenceRow> {
    const fields: AbsenceFields = {
      from: new Date(body.from),
      to: new Date(body.to),
      deputyId: body.deputyId ?? null,
      projectIds: body.projectIds ?? null,
      atEnd: body.atEnd ?? 'return',
    };
    await check(tx, personId, fields, by, true);
    const row = await insertAbsence(tx, newId(), personId, actorId, fields);
    await this.record(tx, actorId, 'absence.created', row);
    return row;
  }

  async change(write: WriteContext, personId: string, id: string, body: ChangeAbsenceBody): Promise<AbsenceView> {
    return this.once.run(write, async (tx) => {
      const { before, by } = await this.locked(tx, write.actor, personId, id);
      requireVersion(body.version, before.version, () => toAbsenceView(before));
      const deputyChanges = body.deputyId !== undefined && (body.deputyId?.toLowerCase() ?? null) !== before.deputy_id;
      const fields: AbsenceFields = {
        from: body.from === undefined ? before.from_at : new Date(body.from),
        to: body.to === undefined ? before.to_at : new Date(body.to),
        deputyId: body.deputyId === undefined ? before.deputy_id : body.deputyId,
        projectIds: body.projectIds === undefined ? before.project_ids : body.projectIds,
        atEnd: body.atEnd ?? before.at_end,
      };
      await check(tx, personId, fields, by, deputyChanges);
      // Who named the deputy matters for recusal; another change of the absence leaves that.
      const row = await updateAbsence(tx, id, deputyChanges ? write.actor.id : before.named_by_id, fields);
      await this.record(tx, write.actor.id, 'absence.changed', row);
      return { status: 200, body: toAbsenceView(row), resourceId: id, version: row.version };
    });
  }

  /** Ends it early, or calls it off. */
  async cancel(write: WriteContext, personId: string, id: string): Promise<void> {
    await this.once.run(write, async (tx) => {
      const { before } = await this.locked(tx, write.actor, personId, id);
      if (before.to_at <= (await sqlNow(tx))) throw new Refusal('wrong_state', 'This absence is over.');
      await tx.query('update absence set cancelled_at = upline_now(), version = version + 1 where id = $1', [id]);
      await this.record(tx, write.actor.id, 'absence.cancelled', before);
      return { status: 204, body: null, resourceId: id };
    });
  }

  private async locked(
    tx: EntityManager,
    actor: Actor,
    personId: string,
    id: string,
  ): Promise<{ before: AbsenceRow; by: Standing }> {
    const before = await lockAbsence(tx, personId, id);
    if (!before) throw Refusal.notFound();
    return { before, by: await standing(tx, actor, personId) };
  }

  private async record(tx: EntityManager, actorId: string, act: string, row: AbsenceRow): Promise<void> {
    const { person_id: personId, deputy_id: deputyId, project_ids: projectIds, at_end: atEnd } = row;
    const data = {
      personId,
      deputyId,
      projectIds,
      atEnd,
      from: row.from_at.toISOString(),
      to: row.to_at.toISOString(),
    };
    await this.audit.record(tx, { actorId, act, subjectKind: 'absence', subjectId: row.id, data });
  }
}

/** Refuses with `forbidden` whoever is neither the person nor a superior. */
async function standing(m: EntityManager, actor: Actor, personId: string): Promise<Standing> {
  if (actor.id === personId) return 'self';
  if (await isSuperiorOf(m, actor.id, personId)) return 'superior';
  throw new Refusal('forbidden', 'Absences are for the person and their superiors.');
}

async function check(
  tx: EntityManager,
  personId: string,
  fields: AbsenceFields,
  by: Standing,
  named: boolean,
): Promise<void> {
  if (fields.to <= fields.from) throw Refusal.invalid('to', 'must be after `from`');
  if (fields.to <= (await sqlNow(tx))) throw Refusal.invalid('to', 'is over already');
  if (fields.projectIds) await requireProjects(tx, fields.projectIds, 'projectIds');
  if (fields.deputyId === null || !named) return;
  if (fields.deputyId.toLowerCase() === personId) throw Refusal.invalid('deputyId', 'must be somebody else');
  const deputy = await findPerson(tx, fields.deputyId);
  if (!deputy?.active) throw Refusal.invalid('deputyId', 'is nobody, or somebody who has left', 'not_active');
  const leads = LEADING_ROLES.some((role) => deputy.roles.includes(role));
  if (!leads && by !== 'superior') {
    throw Refusal.invalid('deputyId', 'has no leading role; only a superior may name such a deputy', 'not_leading');
  }
}
