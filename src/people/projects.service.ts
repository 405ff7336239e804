import { Injectable } from '@nestjs/common';
import type { Page } from '@upline/contracts/pages';
import type { ChangeProjectBody, ProjectBody, ProjectView } from '@upline/contracts/people';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import { decodeCursor } from '../kernel/cursor';
import { violatedConstraint } from '../kernel/database-failure';
import { newId } from '../kernel/ids';
import { pageOf } from '../kernel/page';
import { Refusal } from '../kernel/refusal';
import { reading } from '../kernel/transaction';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { requireActive } from './person.queries';
import { requireVersion } from './version';

/** A row of `project` with the name of its contact. */
export interface ProjectRow {
  id: string;
  key: string;
  name: string;
  escalation_contact_id: string | null;
  contact_name: string | null;
  appeal_desk: string[];
  /** `YYYY-MM-DD` */
  ends_on: string | null;
  version: number;
  created_at: Date;
}

const SELECT = `select j.id, j.key, j.name, j.escalation_contact_id, c.name as contact_name, j.appeal_desk, j.ends_on::text as ends_on,
  j.version, j.created_at from project j left join person c on c.id = j.escalation_contact_id`;

/** A client's programmes. */
@Injectable()
export class ProjectsService {
  constructor(
    private readonly db: DataSource,
    private readonly once: WriteOnce,
    private readonly audit: AuditService,
  ) {}

  async list(page: { limit: number; cursor?: string }): Promise<Page<ProjectView>> {
    const [after] = page.cursor ? (decodeCursor(page.cursor, ['string']) as [string]) : [null];
    const rows = await reading(this.db, (m) =>
      m.query<ProjectRow[]>(`${SELECT} where $1::text is null or j.key > $1 order by j.key limit $2`, [
        after,
        page.limit + 1,
      ]),
    );
    return pageOf(rows, page.limit, toView, (row) => [row.key]);
  }

  async get(id: string): Promise<ProjectView> {
    const row = await reading(this.db, (m) => this.project(m, id));
    if (!row) throw Refusal.notFound();
    return toView(row);
  }

  /** Null when there is no such project. */
  async project(m: EntityManager, id: string): Promise<ProjectRow | null> {
    const [row] = await m.query<ProjectRow[]>(`${SELECT} where j.id = $1`, [id]);
    return row ?? null;
  }

  /** Ids of a person's projects, the default first. */
  async projectIdsOf(m: EntityManager, personId: string): Promise<string[]> {
    const rows = await m.query<{ project_id: string }[]>(
      'select project_id from person_project where person_id = $1 order by position',
      [personId],
    );
    return rows.map((row) => row.project_id);
  }

  async create(write: WriteContext, body: ProjectBody): Promise<ProjectView> {
    return this.once.run(write, async (tx) => {
      const id = await this.createIn(tx, write.actor.id, body);
      const view = toView((await this.project(tx, id))!);
      return { status: 201, body: view, resourceId: id, version: view.version };
    });
  }

  /** Makes a project inside a transaction of the caller; `actorId` null is the system. Returns the id. */
  async createIn(tx: EntityManager, actorId: string | null, body: ProjectBody): Promise<string> {
    await checkPeople(tx, body);
    const id = newId();
    const { name, key, escalationContactId = null, appealDesk = [], endsOn = null } = body;
    await keyOnce(
      tx.query(
        `insert into project (id, name, key, escalation_contact_id, appeal_desk, ends_on, created_at)
         values ($1, $2, $3, $4, $5, $6, upline_now())`,
        [id, name, key, escalationContactId, appealDesk, endsOn],
      ),
    );
    await this.audit.record(tx, {
      actorId,
      act: 'projects.created',
      subjectKind: 'project',
      subjectId: id,
      data: { ...body },
    });
    return id;
  }

  async change(write: WriteContext, id: string, body: ChangeProjectBody): Promise<ProjectView> {
    return this.once.run(write, async (tx) => {
      await tx.query('select 1 from project where id = $1 for update', [id]);
      const before = await this.project(tx, id);
      if (!before) throw Refusal.notFound();
      requireVersion(body.version, before.version, () => toView(before));
      await checkPeople(tx, body);
      await keyOnce(
        tx.query(
          `update project set name = $2, key = $3, escalation_contact_id = $4, appeal_desk = $5, ends_on = $6, version = version + 1
           where id = $1`,
          [
            id,
            body.name ?? before.name,
            body.key ?? before.key,
            body.escalationContactId === undefined ? before.escalation_contact_id : body.escalationContactId,
            body.appealDesk ?? before.appeal_desk,
            body.endsOn === undefined ? before.ends_on : body.endsOn,
          ],
        ),
      );
      const view = toView((await this.project(tx, id))!);
      const data = { from: toView(before), to: view };
      await this.audit.record(tx, {
        actorId: write.actor.id,
        act: 'projects.changed',
        subjectKind: 'project',
        subjectId: id,
        data,
      });
      return { status: 200, body: view, resourceId: id, version: view.version };
    });
  }
}

async function checkPeople(tx: EntityManager, body: ChangeProjectBody): Promise<void> {
  if (body.escalationContactId) await requireActive(tx, [body.escalationContactId], 'escalationContactId');
  if (body.appealDesk) await requireActive(tx, body.appealDesk, 'appealDesk');
}

async function keyOnce(writing: Promise<unknown>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    if (violatedConstraint(error) === 'project_key_key')
      throw Refusal.invalid('key', 'is another project’s already', 'taken');
    throw error;
  }
}

const toView = (row: ProjectRow): ProjectView => ({
  id: row.id,
  key: row.key,
  name: row.name,
  escalationContact: row.escalation_contact_id ? { id: row.escalation_contact_id, name: row.contact_name ?? '' } : null,
  appealDesk: row.appeal_desk,
  endsOn: row.ends_on,
  version: row.version,
  createdAt: row.created_at.toISOString(),
});
