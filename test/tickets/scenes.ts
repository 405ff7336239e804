import type { TicketAction } from '@upline/contracts/actions';
import { clock } from '../../src/kernel/clock';
import type { Body, Ticket } from '../model/ticket';
import { bodyOf, buildTown, formOf, iso, type Cast, type Town } from '../model/town';

export const HOUR = 3_600_000;
const MORE: Cast = [
  ['agent4', 'agent', 'lead2'],
  ['mover', 'agent', 'lead1'],
  ['leaver', 'agent', 'lead1'],
  ['helper', 'agent', 'lead3'],
  ['reader', 'qa_analyst', null],
  ['watcher', 'agent', 'lead3'],
  ['late', 'qa_analyst', null],
  ['records1', 'records_admin', null],
  ['appeal1', 'appeal_handler', null],
];

export interface Scene {
  name: string;
  ticket: Ticket;
  number: number;
}

/** Plays the same in the real house and in the model. */
export class Stage {
  readonly scenes: Scene[] = [];
  /** Who has ever seen a ticket: only they may have heard of it. */
  readonly hasSeen = new Map<Ticket, Set<string>>();
  constructor(readonly town: Town) {}

  private note(): void {
    const { model, people } = this.town;
    const at = this.town.now();
    for (const { ticket } of this.scenes) {
      const seen = this.hasSeen.get(ticket) ?? new Set();
      for (const { id } of people) if (model.sees(id, ticket, at)) seen.add(id);
      this.hasSeen.set(ticket, seen);
    }
  }

  async file(name: string, who: string, form: { inB?: boolean; about?: string } = {}): Promise<Ticket> {
    const { town } = this;
    const at = town.now();
    const filer = town.id(who);
    const about = form.about === undefined ? null : town.id(form.about);
    const filed = {
      filer,
      about,
      project: town.projects[form.inB ? 1 : 0]!,
      promised: at + 5 * HOUR,
      called: at - HOUR,
    };
    const answer = await town.as(filer, '/tickets', 'POST', formOf(filed), crypto.randomUUID());
    if (answer.status !== 201) throw new Error(`${name}: ${answer.text}`);
    const ticket = town.model.file(filed, at);
    town.ids.set(ticket, answer.body.id as string);
    this.scenes.push({ name, ticket, number: answer.body.number as number });
    this.note();
    return ticket;
  }

  async act(ticket: Ticket, who: string, action: TicketAction, body: Body = {}): Promise<void> {
    const { town } = this;
    const at = town.now();
    const wire = bodyOf(action, ticket.version, body);
    const code = town.model.act(town.id(who), ticket, action, body, ticket.version, at);
    const answer = await town.as(town.id(who), `/tickets/${town.ids.get(ticket)!}/${action}`, 'POST', wire);
    if (code !== 'ok' || answer.status !== 200)
      throw new Error(`${who} ${action}: the model ${code}, the house ${answer.text}`);
    this.note();
  }

  async wait(minutes: number): Promise<void> {
    await this.town.house.clock.advance(`${minutes} minutes`);
    const at = this.town.now();
    await this.town.sweep();
    this.town.model.sweep(at);
    this.note();
  }

  async leave(who: string, deputy: string, by: string, hours: number): Promise<void> {
    const { town } = this;
    const at = town.now();
    const absence = {
      person: town.id(who),
      deputy: town.id(deputy),
      namedBy: town.id(by),
      from: at - 1000,
      to: at + hours * HOUR,
    };
    const body = { from: iso(absence.from), to: iso(absence.to), deputyId: absence.deputy };
    const answer = await town.as(town.id(by), `/people/${town.id(who)}/absences`, 'POST', body);
    if (answer.status !== 201) throw new Error(answer.text);
    town.model.world.absences.push(Object.assign(absence, { real: answer.body.id as string }));
    this.note();
  }

  /** A new superior from now on. */
  async move(who: string, superior: string): Promise<void> {
    const { town } = this;
    const from = town.now();
    const body = { superiorId: town.id(superior), from: iso(from) };
    const answer = await town.as(town.id('admin1'), `/people/${town.id(who)}/superior`, 'POST', body);
    if (answer.status !== 201) throw new Error(answer.text);
    (town.model.world.links as unknown[]).push({
      person: town.id(who),
      superior: body.superiorId,
      project: null,
      from,
    });
    this.note();
  }

  /** Sight that other modules will give: it is only looked for here, never written. */
  async grant(ticket: Ticket, who: string, reason: 'assist' | 'watch' | 'access', hours: number | null): Promise<void> {
    const { town } = this;
    const until = hours === null ? null : new Date(clock.nowMs() + hours * HOUR);
    const values = [town.ids.get(ticket), town.id(who), reason, until];
    await town.house.db.query(
      'insert into ticket_grant (ticket_id, person_id, reason, until, created_at) values ($1, $2, $3, $4, upline_now())',
      values,
    );
    if (reason === 'watch') ticket.watchers.add(town.id(who));
    if (reason === 'assist') ticket.helpers.add(town.id(who));
    if (reason === 'access' && hours! > 0) ticket.held.add(town.id(who));
    this.note();
  }
}

/** Tickets in every state and every relation that the contract speaks of. */
export async function buildScenes(): Promise<Stage> {
  const stage = new Stage(await buildTown(MORE));
  const { town } = stage;
  const breached = await stage.file('escalated by a breach', 'agent1');
  const moved = await stage.file('filed before the filer moved', 'mover');
  const closed = await stage.file('closed before the filer moved', 'mover');
  for (const [who, action, body] of [['lead1', 'acknowledge'], ['lead1', 'contact', { outcome: 'reached', answered: true }], ['lead1', 'resolve', { satisfied: 'yes' }], ['mover', 'confirm']] as [string, TicketAction, Body?][])
    await stage.act(closed, who, action, body); // prettier-ignore
  await stage.act(moved, 'lead1', 'acknowledge');
  await stage.wait(31);
  if (breached.level !== 1) throw new Error('nobody took it, and it did not go up');
  await stage.move('mover', 'lead3');
  await stage.file('filed after the filer moved', 'mover');

  const answered: Body = { outcome: 'reached', answered: true };
  const steps: [TicketAction, string, Body?][] = [['acknowledge', 'lead1'], ['contact', 'lead1', answered], ['resolve', 'lead1', { satisfied: 'yes' }]]; // prettier-ignore
  const walked = async (
    name: string,
    filer: string,
    count: number,
    more: [TicketAction, string, Body?][] = [],
  ): Promise<Ticket> => {
    const ticket = await stage.file(name, filer);
    for (const [action, who, body] of [...steps.slice(0, count), ...more]) await stage.act(ticket, who, action, body);
    return ticket;
  };
  await walked('submitted', 'agent1', 0);
  await walked('in progress', 'agent1', 1);
  await walked('callback due', 'agent1', 1, [['decide', 'lead1']]);
  await walked('returned', 'agent1', 0, [['return', 'lead1']]);
  await walked('resolved', 'agent1', 3);
  await walked('resolved against a no', 'agent1', 2, [['resolve', 'lead1', { satisfied: 'no' }]]);
  await walked('closed', 'agent1', 3, [['confirm', 'agent1']]);
  await walked('withdrawn', 'agent1', 0, [['withdraw', 'agent1']]);
  await walked('disputed', 'agent1', 3, [['dispute', 'agent1']]);
  const away: Body = { to: town.id('lead3') };
  await walked('transferred to another line', 'agent2', 1, [['transfer', 'lead1', away]]);
  const elsewhere = [['transfer', 'lead1', away], ['acknowledge', 'lead3'], ['contact', 'lead3', answered]] as [TicketAction, string, Body?][]; // prettier-ignore
  await walked('resolved in another line', 'agent2', 1, [...elsewhere, ['resolve', 'lead3', { satisfied: 'yes' }]]);
  await walked('resolved by the holder’s superior', 'agent2', 1, [
    ...elsewhere,
    ['resolve', 'supervisor2', { satisfied: 'yes' }],
  ]);
  await stage.file('filed by a lead', 'lead1');
  await stage.file('filed by the manager', 'manager1');
  await stage.file('in a project with a superior of its own', 'agent1', { inB: true });

  await stage.file('about the superior', 'agent1', { about: 'lead1' });
  await stage.file('about the superior’s superior', 'agent1', { about: 'supervisor1' });
  await stage.file('about a colleague', 'agent1', { about: 'agent2' });
  const own = await stage.file('about the filer', 'agent1', { about: 'agent1' });
  await stage.act(own, 'lead1', 'return');

  const helped = await stage.file('with grants', 'agent1');
  await stage.grant(helped, 'helper', 'assist', null);
  await stage.grant(helped, 'reader', 'access', 24);
  await stage.grant(helped, 'late', 'access', -1);
  await stage.grant(helped, 'watcher', 'watch', null);

  const gone = await walked('of a filer who left', 'leaver', 3);
  await leave(town, gone);

  await stage.file('before the holder went on leave', 'agent4');
  await stage.file('about the absent lead, before', 'agent1', { about: 'lead2' });
  await stage.file('about somebody who then named its holder', 'agent3', { about: 'lead2' });
  await stage.leave('lead2', 'lead3', 'lead2', 400);
  await stage.file('while the superior is on leave', 'agent4');
  await stage.file('about somebody who named a deputy', 'agent1', { about: 'lead2' });
  await stage.file('by a deputy whom the accused named', 'lead3', { about: 'lead2' });
  return stage;
}

async function leave(town: Town, ticket: Ticket): Promise<void> {
  const person = town.model.world.people.get(ticket.filer)!;
  const answer = await town.house.as('admin1').then((admin) => admin.patch(`/people/${person.id}`, { active: false }));
  if (answer.status !== 200) throw new Error(answer.text);
  person.active = false;
}
