import { Injectable } from '@nestjs/common';
import type { Page } from '@upline/contracts/pages';
import type { ChangePersonBody, CreatePersonBody, PersonView } from '@upline/contracts/people';
import { PERMISSION_ROLES } from '@upline/contracts/roles';
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
import { DeparturesService } from './departures.service';
import { PeopleChanges } from './people-changes';
import {
  findPerson,
  getPerson,
  listPeople,
  lockPerson,
  namesOf,
  requireProjects,
  toPersonView,
  type PeopleFilter,
  type PersonRow,
} from './person.queries';
import { SuperiorsService } from './superiors.service';
import { requireVersion } from './version';

/** Milliseconds that somebody's leaving may take, with thousands of open tickets. */
const LEAVING_MS = 30_000;

/** Persons: who works here, in which roles and projects. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly db: DataSource,
    private readonly once: WriteOnce,
    private readonly audit: AuditService,
    private readonly superiors: SuperiorsService,
    private readonly departures: DeparturesService,
    private readonly changes: PeopleChanges,
  ) {}

  async list(actor: Actor, query: PeopleFilter & { limit: number; cursor?: string }): Promise<Page<PersonView>> {
    const [name, id] = query.cursor ? (decodeCursor(query.cursor, ['string', 'string']) as [string, string]) : [];
    const after = name !== undefined && id !== undefined ? { name, id } : null;
    const rows = await reading(this.db, (m) => listPeople(m, query, after, query.limit));
    return pageOf(
      rows,
      query.limit,
      (row) => toPersonView(row, seesAll(actor, row.id)),
      (row) => [row.name, row.id],
    );
  }

  async get(actor: Actor, id: string): Promise<PersonView> {
    const row = await reading(this.db, (m) => getPerson(m, id));
    return toPersonView(row, seesAll(actor, row.id));
  }

  async create(write: WriteContext, body: CreatePersonBody): Promise<PersonView> {
    return this.once.run(write, async (tx) => {
      const id = await this.createIn(tx, write.actor.id, body);
      const view = toPersonView(await getPerson(tx, id), true);
      return { status: 201, body: view, resourceId: id, version: view.version };
    });
  }

  /** Makes a person inside a transaction of the caller; `actorId` null is the system. Returns the id. */
  async createIn(tx: EntityManager, actorId: string | null, body: CreatePersonBody): Promise<string> {
    const id = newId();
    await requireProjects(tx, body.projectIds ?? [], 'projectIds');
    await insertPerson(tx, id, body);
    await putProjects(tx, id, body.projectIds ?? []);
    await this.audit.record(tx, {
      actorId,
      act: 'people.created',
      subjectKind: 'person',
      subjectId: id,
      data: { roles: body.roles, projectIds: body.projectIds ?? [] },
    });
    if (body.superiorId) await this.superiors.setIn(tx, actorId, id, { superiorId: body.superiorId });
    return id;
  }

  async change(write: WriteContext, id: string, body: ChangePersonBody): Promise<PersonView> {
    return this.changed(write, id, body, null);
  }

  /** Ends somebody's work here: what they had falls to the successor, or to the next superior. */
  async deactivate(write: WriteContext, id: string, successorId: string | null): Promise<PersonView> {
    return this.changed(write, id, { active: false }, successorId);
  }

  private async changed(
    write: WriteContext,
    id: string,
    body: ChangePersonBody,
    successorId: string | null,
  ): Promise<PersonView> {
    let after: (() => void)[] = [];
    const work = async (tx: EntityManager) => {
      if (body.active === false) await tx.query(`set local lock_timeout = ${LEAVING_MS}`);
      after = await this.changeIn(tx, write.actor.id, id, body, successorId);
      const changed = toPersonView(await getPerson(tx, id), true);
      return { status: 200, body: changed, resourceId: id, version: changed.version };
    };
    const view = await this.once.run(write, work, body.active === false ? LEAVING_MS : undefined);
    this.changes.changed(id);
    for (const run of after) run();
    return view;
  }

  /** Names by id; ids of nobody are left out. */
  names(tx: EntityManager, ids: readonly string[]): Promise<Map<string, string>> {
    return namesOf(tx, ids);
  }

  /** Null when there is no such person. */
  person(tx: EntityManager, id: string): Promise<PersonRow | null> {
    return findPerson(tx, id);
  }

  private async changeIn(
    tx: EntityManager,
    actorId: string,
    id: string,
    body: ChangePersonBody,
    successorId: string | null,
  ): Promise<(() => void)[]> {
    // Before the person, because two who leave at once lock each other's successor.
    if (body.active === false) await tx.query('select 1 from house for update');
    const before = await lockPerson(tx, id);
    requireVersion(body.version, before.version, () => toPersonView(before, true));
    const { version: _, projectIds, ...fields } = body;
    if (projectIds) {
      await requireProjects(tx, projectIds, 'projectIds');
      await putProjects(tx, id, projectIds);
    }
    await this.departures.check(tx, before, body, successorId);
    await tx.query(
      `update person set name = $2, roles = $3, email = $4, extension = $5, active = $6, version = version + 1,
         deactivated_at = case when $6 then null else coalesce(deactivated_at, upline_now()) end
       where id = $1`,
      [
        id,
        fields.name ?? before.name,
        fields.roles ?? before.roles,
        fields.email === undefined ? before.email : fields.email,
        fields.extension === undefined ? before.extension : fields.extension,
        fields.active ?? before.active,
      ],
    );
    await this.audit.record(tx, {
      actorId,
      act: 'people.changed',
      subjectKind: 'person',
      subjectId: id,
      data: changesOf(before, body),
    });
    return before.active && body.active === false ? this.departures.passOn(tx, actorId, id, successorId) : [];
  }
}

const seesAll = (actor: Actor, personId: string): boolean =>
  actor.id === personId || PERMISSION_ROLES['people.manage'].some((role) => actor.roles.includes(role));

async function insertPerson(tx: EntityManager, id: string, body: CreatePersonBody): Promise<void> {
  try {
    await tx.query(
      `insert into person (id, login, name, roles, email, extension, locale, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, upline_now())`,
      [id, body.login, body.name, body.roles, body.email ?? null, body.extension ?? null, body.locale ?? 'zh-CN'],
    );
  } catch (error) {
    if (violatedConstraint(error) === 'person_login_key')
      throw Refusal.invalid('login', 'is somebody’s already', 'taken');
    throw error;
  }
}

async function putProjects(tx: EntityManager, personId: string, projectIds: readonly string[]): Promise<void> {
  await tx.query('delete from person_project where person_id = $1', [personId]);
  await tx.query(
    `insert into person_project (person_id, project_id, position)
     select $1, given.id, given.position from unnest($2::uuid[]) with ordinality as given(id, position)`,
    [personId, projectIds],
  );
}

/** Old and new value of what changed; name, address and extension only as the fact that they did. */
function changesOf(before: PersonRow, body: ChangePersonBody): Record<string, unknown> {
  const old = { roles: before.roles, active: before.active, projectIds: before.projects.map((project) => project.id) };
  const plain = (['roles', 'active', 'projectIds'] as const)
    .filter((field) => body[field] !== undefined)
    .map((field) => [field, { from: old[field], to: body[field] }] as const);
  const personal = (['name', 'email', 'extension'] as const).filter((field) => body[field] !== undefined);
  return { ...Object.fromEntries(plain), personal };
}
