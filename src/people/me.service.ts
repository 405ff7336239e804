import { Injectable } from '@nestjs/common';
import type { ChangeMeBody, MeView } from '@upline/contracts/people';
import { PERMISSION_ROLES, PERMISSIONS } from '@upline/contracts/roles';
import { DataSource } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import { reading } from '../kernel/transaction';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { getPerson, lockPerson, preferencesOf, type PersonRow } from './person.queries';

/** The signed-in person and what they chose for themselves. */
@Injectable()
export class MeService {
  constructor(
    private readonly db: DataSource,
    private readonly once: WriteOnce,
    private readonly audit: AuditService,
  ) {}

  async get(id: string): Promise<MeView> {
    return toMeView(await reading(this.db, (m) => getPerson(m, id)));
  }

  async change(write: WriteContext, body: ChangeMeBody): Promise<MeView> {
    const { id } = write.actor;
    return this.once.run(write, async (tx) => {
      const before = await lockPerson(tx, id);
      const chosen = Object.entries(body.preferences ?? {}).filter(([, value]) => value !== undefined);
      const preferences = { ...before.preferences, ...Object.fromEntries(chosen) };
      await tx.query('update person set locale = $2, preferences = $3 where id = $1', [
        id,
        body.locale ?? before.locale,
        preferences,
      ]);
      const data = { fields: [...(body.locale ? ['locale'] : []), ...chosen.map(([field]) => `preferences.${field}`)] };
      await this.audit.record(tx, { actorId: id, act: 'people.chose', subjectKind: 'person', subjectId: id, data });
      return { status: 200, body: toMeView(await getPerson(tx, id)), resourceId: id };
    });
  }
}

/** Everything that the roles of a person allow. */
export const permissionsOf = (roles: PersonRow['roles']): MeView['permissions'] =>
  PERMISSIONS.filter((permission) => PERMISSION_ROLES[permission].some((role) => roles.includes(role)));

const toMeView = (row: PersonRow): MeView => ({
  id: row.id,
  login: row.login,
  name: row.name,
  roles: row.roles,
  permissions: permissionsOf(row.roles),
  email: row.email,
  extension: row.extension,
  locale: row.locale,
  preferences: preferencesOf(row),
  projects: row.projects,
  superior: row.superior,
  version: row.version,
});
