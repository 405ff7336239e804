import { Injectable } from '@nestjs/common';
import type { FeedbackForm } from '@upline/contracts/forms';
import type { TicketView } from '@upline/contracts/ticket';
import { Sweeper } from '../escalation/sweeper.service';
import type { Actor } from '../kernel/actor';
import type { ClockShift } from '../kernel/clock-shift';
import { clock } from '../kernel/clock';
import { FilingService } from '../tickets/filing.service';
import { TicketQueries } from '../tickets/ticket.queries';
import { TicketsService } from '../tickets/tickets.service';
import type { BuiltHouse } from './demo-house';
import { NET_STORIES } from './net.data';
import { PATHS, type Step, type Story } from './paths';
import { SHOP_STORIES } from './shop.data';
import { writeAs } from './write-as';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Milliseconds behind a due instant at which the builder looks, as a worker would. */
const BEHIND_MS = 120;

interface Appointment {
  at: number;
  keep: () => Promise<void>;
}

/** Lives through the stories: every act at its instant, every clock noticed when it is missed. */
@Injectable()
export class DemoTickets {
  constructor(
    private readonly filing: FilingService,
    private readonly tickets: TicketsService,
    private readonly queries: TicketQueries,
    private readonly sweeper: Sweeper,
  ) {}

  /** Everything until `end`, which is now for whoever looks at the demo. Returns the number of tickets. */
  async live(house: BuiltHouse, shift: ClockShift, end: number): Promise<number> {
    const stories = [
      ...SHOP_STORIES.map((story) => ({ story, project: 'YG' })),
      ...NET_STORIES.map((story) => ({ story, project: 'YT' })),
    ];
    const agenda = stories.flatMap(({ story, project }, n) => this.appointments(house, story, project, end, n));
    agenda.sort((a, b) => a.at - b.at);
    for (const { at, keep } of agenda) {
      await this.passUntil(at, shift);
      await keep();
    }
    await this.passUntil(end, shift);
    return stories.length;
  }

  private appointments(house: BuiltHouse, story: Story, project: string, end: number, n: number): Appointment[] {
    const filedAt = end - story.ago * HOUR_MS;
    const filer = actorOf(house, story.filer);
    const known = {
      person: (login: string) => actorOf(house, login).id,
      cause: (name: string) => named(house.causes, name),
    };
    let ticketId = '';
    const file = async (): Promise<void> => {
      const form = formOf(house, story, project, filedAt);
      ticketId = (await this.filing.file(writeAs(filer, 'POST /tickets'), form)).id;
    };
    const take = async (step: Step): Promise<void> => {
      const ticket = (await this.queries.one(filer, ticketId)) as TicketView;
      const actor = { filer, holder: personOf(house, ticket.holder.id), aboveHolder: above(house, ticket.holder.id) }[
        step.by
      ];
      const command = step.command(ticket, story, known);
      await this.tickets.act(writeAs(actor, `POST /tickets/:id/${command.type}`), ticketId, command);
    };
    // Nobody works by the minute: each story is a little ahead of or behind its path.
    const drift = ((n * 7) % 5) * 0.6 * MINUTE_MS;
    const steps: readonly Step[] = PATHS[story.path];
    return [
      { at: filedAt, keep: file },
      ...steps.map((step) => ({ at: filedAt + step.after * MINUTE_MS + drift, keep: () => take(step) })),
    ];
  }

  /** Lets time pass; what falls due on the way is noticed then and there. */
  private async passUntil(at: number, shift: ClockShift): Promise<void> {
    for (;;) {
      const wait = await this.sweeper.untilNext();
      const due = wait === null ? Infinity : clock.nowMs() + wait + BEHIND_MS;
      if (due >= at) break;
      await shift.moveTo(new Date(due));
      if ((await this.sweeper.sweep()) === 0) break;
    }
    if (at > clock.nowMs()) await shift.moveTo(new Date(at));
  }
}

function formOf(house: BuiltHouse, story: Story, project: string, filedAt: number): FeedbackForm {
  const callStartedAt = filedAt - 6 * MINUTE_MS;
  const promisedAt = story.promise === undefined ? null : callStartedAt + story.promise * HOUR_MS;
  const { kind, content, customer } = story;
  return {
    kind,
    content,
    callStartedAt: new Date(callStartedAt).toISOString(),
    customer: customer
      ? { name: customer[0], phone: `1380000${customer[1]}`, bestTime: 'any' }
      : { contact: { channel: 'none' } },
    noReplyReason: customer ? null : 'withheld',
    promisedReplyAt: promisedAt === null ? null : new Date(promisedAt).toISOString(),
    projectId: named(house.projects, project),
    topicId: named(house.topics, `${project}/${story.topic}`),
    severity: story.severity ?? 'normal',
    wants: story.wants ?? [],
    risks: story.risks ?? [],
    aboutPersonId: story.about ? actorOf(house, story.about).id : null,
  };
}

const actorOf = (house: BuiltHouse, login: string): Actor => named(house.people, login);

function named<T>(map: ReadonlyMap<string, T>, name: string): T {
  const found = map.get(name);
  if (found === undefined) throw new Error(`the demo names ${name}, which it did not make`);
  return found;
}

function loginOf(house: BuiltHouse, id: string): string {
  for (const [login, person] of house.people) if (person.id === id) return login;
  throw new Error('somebody holds a ticket of the demo who is not of it');
}
const personOf = (house: BuiltHouse, id: string): Actor => actorOf(house, loginOf(house, id));
function above(house: BuiltHouse, id: string): Actor {
  const login = loginOf(house, id);
  return actorOf(house, house.superiors.get(login) ?? login);
}
