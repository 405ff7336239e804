import type { CreatePersonBody, ProjectBody } from '@upline/contracts/people';
import { DataSource } from 'typeorm';
import { CredentialsService } from '../../src/auth/credentials.service';
import { inTransaction } from '../../src/kernel/transaction';
import { HouseService } from '../../src/people/house.service';
import { PeopleService } from '../../src/people/people.service';
import { ProjectsService } from '../../src/people/projects.service';
import { PASSWORD, type House } from './app';

/** Milliseconds for set-up, which may wait behind other test files. */
const PATIENCE_MS = 20_000;

/** Makes a person through the services, with the password of all test people. Returns the id. */
export function buildPerson(house: House, person: Partial<CreatePersonBody> & { login: string }): Promise<string> {
  const people = house.app.get(PeopleService, { strict: false });
  const credentials = house.app.get(CredentialsService, { strict: false });
  return inTransaction(
    house.app.get(DataSource),
    async (tx) => {
      const id = await people.createIn(tx, null, { name: `Test ${person.login}`, roles: ['agent'], ...person });
      await credentials.put(tx, id, PASSWORD);
      return id;
    },
    PATIENCE_MS,
  );
}

export function buildProject(house: House, project: Partial<ProjectBody> & { key: string }): Promise<string> {
  const projects = house.app.get(ProjectsService, { strict: false });
  const body = { name: `Project ${project.key}`, ...project };
  return inTransaction(house.app.get(DataSource), (tx) => projects.createIn(tx, null, body), PATIENCE_MS);
}

export interface Line {
  projectId: string;
  agent1: string;
  agent2: string;
  lead1: string;
  lead2: string;
  supervisor1: string;
  manager1: string;
  qa1: string;
  records1: string;
  admin1: string;
}

/** The nine people of the contract in one project; its contact is the supervisor, the last resorts manager and supervisor. */
export async function buildLine(house: House): Promise<Line> {
  const projectId = await buildProject(house, { key: 'TEST' });
  const projectIds = [projectId];
  const manager1 = await buildPerson(house, { login: 'manager1', roles: ['manager'], projectIds });
  const under = (superiorId: string) => ({ projectIds, superiorId });
  const supervisor1 = await buildPerson(house, { login: 'supervisor1', roles: ['supervisor'], ...under(manager1) });
  const lead1 = await buildPerson(house, { login: 'lead1', roles: ['team_lead'], ...under(supervisor1) });
  const lead2 = await buildPerson(house, { login: 'lead2', roles: ['team_lead'], ...under(supervisor1) });
  const agent1 = await buildPerson(house, { login: 'agent1', ...under(lead1) });
  const agent2 = await buildPerson(house, { login: 'agent2', ...under(lead1) });
  const qa1 = await buildPerson(house, { login: 'qa1', roles: ['qa_analyst'], projectIds });
  const records1 = await buildPerson(house, { login: 'records1', roles: ['records_admin'], projectIds });
  const admin1 = await buildPerson(house, { login: 'admin1', roles: ['admin'] });
  await lastResorts(house, projectId, supervisor1, manager1);
  return { projectId, agent1, agent2, lead1, lead2, supervisor1, manager1, qa1, records1, admin1 };
}

async function lastResorts(house: House, projectId: string, supervisor: string, manager: string): Promise<void> {
  const houses = house.app.get(HouseService, { strict: false });
  await inTransaction(house.app.get(DataSource), (tx) =>
    houses.putIn(tx, null, { lastResortIds: [manager, supervisor] }),
  );
  const admin = await house.as('admin1');
  const answer = await admin.patch(`/projects/${projectId}`, { escalationContactId: supervisor, version: 1 });
  if (answer.status !== 200) throw new Error(answer.text);
}
