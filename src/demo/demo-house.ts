import { Injectable } from '@nestjs/common';
import { DEMO_LOGINS, DEMO_PASSWORD } from '@upline/contracts/about';
import type { PhraseBody } from '@upline/contracts/catalog';
import { DataSource, type EntityManager } from 'typeorm';
import { CredentialsService } from '../auth/credentials.service';
import { CatalogService } from '../catalog/catalog.service';
import type { Actor } from '../kernel/actor';
import { inTransaction } from '../kernel/transaction';
import { HouseService } from '../people/house.service';
import { PeopleService } from '../people/people.service';
import { ProjectsService } from '../people/projects.service';
import { HOUSE_PHRASES, PHRASES, TEMPLATES } from './catalog.data';
import { DemoMarks } from './demo-marks';
import { HOUSE_NAME, PEOPLE, PROJECTS, ROOT_CAUSES, type DemoPerson } from './house.data';
import { writeAs } from './write-as';

/** Milliseconds for the one transaction that makes everybody. */
const PATIENCE_MS = 30_000;

/** What the stories name, by its name. */
export interface BuiltHouse {
  people: ReadonlyMap<string, Actor>;
  /** Login of a person → login of the direct superior. */
  superiors: ReadonlyMap<string, string>;
  projects: ReadonlyMap<string, string>;
  /** `project key/topic name` → id. */
  topics: ReadonlyMap<string, string>;
  causes: ReadonlyMap<string, string>;
}

/** The services of `people`, in one hand. */
@Injectable()
export class DemoPeople {
  constructor(
    readonly people: PeopleService,
    readonly projects: ProjectsService,
    readonly house: HouseService,
  ) {}
}

/** Makes the people, their line and projects, and the lists that a form chooses from. */
@Injectable()
export class DemoHouse {
  constructor(
    private readonly db: DataSource,
    private readonly services: DemoPeople,
    private readonly credentials: CredentialsService,
    private readonly catalog: CatalogService,
    private readonly marks: DemoMarks,
  ) {}

  async build(): Promise<BuiltHouse> {
    const { people, projects } = await inTransaction(this.db, (tx) => this.buildPeople(tx), PATIENCE_MS);
    const admin = people.get('admin1')!;
    for (const { key, contact } of PROJECTS) {
      const change = { escalationContactId: people.get(contact)!.id };
      await this.services.projects.change(writeAs(admin, 'PATCH /projects/:id'), projects.get(key)!, change);
    }
    const superiors = new Map(PEOPLE.flatMap(({ login, superior }) => (superior ? [[login, superior]] : [])));
    return { people, projects, superiors, ...(await this.buildCatalog(admin, projects)) };
  }

  private async buildPeople(tx: EntityManager): Promise<Pick<BuiltHouse, 'people' | 'projects'>> {
    await this.marks.started(tx);
    const projects = new Map<string, string>();
    for (const { key, name } of PROJECTS)
      projects.set(key, await this.services.projects.createIn(tx, null, { key, name }));
    const people = new Map<string, Actor>();
    for (const [n, person] of PEOPLE.entries()) {
      const id = await this.services.people.createIn(tx, null, {
        login: person.login,
        name: person.name,
        roles: person.roles,
        extension: String(6001 + n),
        projectIds: person.projects.map((key) => projects.get(key)!),
        superiorId: person.superior ? people.get(person.superior)!.id : null,
      });
      people.set(person.login, actorOf(id, person));
    }
    for (const login of DEMO_LOGINS) await this.credentials.put(tx, people.get(login)!.id, DEMO_PASSWORD);
    const lastResortIds = ['manager1', 'supervisor1', 'supervisor2'].map((login) => people.get(login)!.id);
    await this.services.house.putIn(tx, null, { name: HOUSE_NAME, timeZone: 'Asia/Shanghai', lastResortIds });
    return { people, projects };
  }

  private async buildCatalog(
    admin: Actor,
    projects: ReadonlyMap<string, string>,
  ): Promise<Pick<BuiltHouse, 'topics' | 'causes'>> {
    const topics = new Map<string, string>();
    for (const project of PROJECTS) {
      for (const name of project.topics) {
        const form = { name, projectId: projects.get(project.key)! };
        const { id } = await this.catalog.create('topic', writeAs(admin, 'POST /topics'), form);
        topics.set(`${project.key}/${name}`, id);
      }
    }
    const causes = new Map<string, string>();
    for (const name of ROOT_CAUSES) {
      const { id } = await this.catalog.create('root_cause', writeAs(admin, 'POST /root-causes'), { name });
      causes.set(name, id);
    }
    await this.buildWording(admin, projects, topics);
    return { topics, causes };
  }

  private async buildWording(
    admin: Actor,
    projects: ReadonlyMap<string, string>,
    topics: ReadonlyMap<string, string>,
  ): Promise<void> {
    const phrase = (form: PhraseBody) => this.catalog.create('phrase', writeAs(admin, 'POST /phrases'), form);
    for (const form of HOUSE_PHRASES) await phrase(form);
    for (const { key } of PROJECTS) {
      const projectId = projects.get(key)!;
      for (const { topic, ...form } of TEMPLATES[key]!) {
        const topicId = topics.get(`${key}/${topic}`)!;
        await this.catalog.create('template', writeAs(admin, 'POST /templates'), { ...form, projectId, topicId });
      }
      for (const form of PHRASES[key]!) await phrase({ ...form, projectId });
    }
  }
}

const actorOf = (id: string, { name, roles }: DemoPerson): Actor => ({ id, name, roles, sessionId: '' });
