import type { TicketAction } from '@upline/contracts/actions';
import type { FeedbackForm } from '@upline/contracts/forms';
import type { Role } from '@upline/contracts/roles';
import { Sweeper } from '../../src/escalation/sweeper.service';
import { clock } from '../../src/kernel/clock';
import { startHouse, type House } from '../support/app';
import type { Answer } from '../support/client';
import { buildPerson, buildProject } from '../support/factories';
import { inHouse } from '../tickets/people';
import { Reference } from './reference';
import type { Body, Ticket } from './ticket';
import { World, type Link, type Person } from './world';

/** login → role, superior; in project B agent1 reports to lead2. */
export type Cast = [login: string, role: Role, superior: string | null][];
const CAST: Cast = [
  ['manager1', 'manager', null],
  ['supervisor1', 'supervisor', 'manager1'],
  ['supervisor2', 'supervisor', 'manager1'],
  ['lead1', 'team_lead', 'supervisor1'],
  ['lead2', 'team_lead', 'supervisor1'],
  ['lead3', 'team_lead', 'supervisor2'],
  ['agent1', 'agent', 'lead1'],
  ['agent2', 'agent', 'lead1'],
  ['agent3', 'agent', 'lead3'],
  ['qa1', 'qa_analyst', null],
  ['admin1', 'admin', null],
];
const LEADING = ['manager', 'supervisor', 'team_lead'];

/** The real house and the model of it, with the same people. */
export interface Town {
  house: House;
  model: Reference;
  people: Person[];
  projects: string[];
  /** People with a leading role, and those of them who go on leave now and then. */
  leads: Person[];
  restless: Person[];
  ids: Map<Ticket, string>;
  id: (login: string) => string;
  login: (id: string) => string;
  as: (p: string, path: string, method?: 'GET' | 'POST' | 'DELETE', body?: unknown, key?: string) => Promise<Answer>;
  sweep: () => Promise<void>;
  now: () => number;
}

export async function buildTown(more: Cast = []): Promise<Town> {
  const house = await startHouse({ UPLINE_ROLE: 'api' });
  const projects = [await buildProject(house, { key: 'A' }), await buildProject(house, { key: 'B' })];
  const login = new Map<string, string>();
  const id = (name: string): string => [...login].find(([, known]) => known === name)![0];
  const people: Person[] = [];
  const links: Link[] = [];
  for (const [name, role, superior] of [...CAST, ...more]) {
    const superiorId = superior && id(superior);
    const made = await buildPerson(house, { login: name, roles: [role], projectIds: projects, superiorId });
    login.set(made, name);
    people.push({ id: made, role, leads: LEADING.includes(role), active: true });
    links.push({ person: made, superior: superiorId, project: null, from: 0 });
  }
  const leads = people.filter((person) => person.leads);
  const restless = ['lead1', 'lead2', 'lead3', 'supervisor2'];
  const own = { superiorId: id('lead2'), projectId: projects[1] };
  links.push({ person: id('agent1'), superior: own.superiorId, project: projects[1]!, from: 0 });
  await inHouse(house, { own: [id('agent1'), own], resorts: [id('manager1'), id('supervisor1')] });
  const posts = [id('manager1'), id('supervisor1'), ...leads.map((person) => person.id).sort()];
  return {
    house,
    model: new Reference(new World(new Map(people.map((person) => [person.id, person])), links, posts)),
    people,
    projects,
    leads,
    restless: people.filter((person) => restless.includes(login.get(person.id)!)),
    ids: new Map(),
    id,
    login: (one) => login.get(one)!,
    as: async (p, path, method = 'GET', body, key) => {
      const client = await house.as(login.get(p)!);
      return client.send(path, { method, body, headers: key ? { 'idempotency-key': key } : {} });
    },
    sweep: async () => void (await house.app.get(Sweeper).sweep()),
    now: () => clock.nowMs(),
  };
}

export const iso = (ms: number): string => new Date(ms).toISOString();

export const formOf = (form: {
  project: string;
  about: string | null;
  promised: number | null;
  called: number;
}): FeedbackForm => ({
  kind: form.promised === null ? 'commendation' : 'complaint',
  callStartedAt: iso(form.called),
  content: 'The caller waited for an answer twice.',
  customer: { phone: '13800001234' },
  promisedReplyAt: form.promised === null ? null : iso(form.promised),
  projectId: form.project,
  aboutPersonId: form.about,
});

const said = 'as the model says';
/** The wire body of an act. */
export function bodyOf(action: TicketAction, version: number, b: Body): object {
  switch (action) {
    case 'acknowledge':
    case 'release':
    case 'confirm':
      return { version };
    case 'return':
      return { version, question: said };
    case 'supply':
      return { version, content: said };
    case 'note':
      return { text: said, mentions: b.mentions ?? [] };
    case 'contact':
      return {
        outcome: b.outcome,
        answered: b.answered,
        ...(b.promised === undefined ? {} : { promisedReplyAt: iso(b.promised) }),
      };
    case 'decide':
      return { version, outcome: 'solved', answerForCustomer: said };
    case 'resolve':
      return { version, outcome: 'solved', answerForCustomer: said, customerSatisfied: b.satisfied };
    case 'dispute':
    case 'withdraw':
      return { version, reason: said };
    case 'escalate':
      return { version, reason: said, tried: said };
    case 'resume':
      return { version };
    case 'pause':
      return { version, reason: 'client', until: iso(b.until!) };
    case 'promise':
      return { version, contactId: b.contact, promisedReplyAt: iso(b.promised!) };
    case 'nudge':
    case 'watch':
    case 'unwatch':
      return {};
    case 'assist':
      return { personId: b.to, ask: said };
    case 'transfer':
      return { version, toPersonId: b.to, reason: said };
  }
}
