import { TICKET_ACTIONS, type TicketAction } from '@upline/contracts/actions';
import { CONTACT_OUTCOMES, type ContactOutcome, type TicketAnswer } from '@upline/contracts/ticket';
import fc from 'fast-check';
import { expectAnswer, expectChange, expectLook, expectTicket } from './compare';
import type { Body, Ticket } from './ticket';
import { bodyOf, formOf, iso, type Town } from './town';

const HOUR = 3_600_000;
/** One run: the town, and the tickets that this run filed. */
export interface Run {
  town: Town;
  tickets: Ticket[];
  /** What was done, by name: how far the runs get. */
  seen: Map<string, number>;
}
type Command = fc.AsyncCommand<object, Run>;
const pick = <T>(from: readonly T[], n: number): T => from[n % from.length]!;

abstract class Step implements Command {
  check = (): boolean => true;
  /** What a failing run is told by. */
  private did = '';
  protected abstract step(run: Run): Promise<string>;
  async run(_model: object, run: Run): Promise<void> {
    this.did = 'under way';
    this.did = await this.step(run);
    const what = this.did.split(' ').slice(0, 2).join(' ');
    run.seen.set(what, (run.seen.get(what) ?? 0) + 1);
  }
  toString = (): string => `${this.constructor.name} ${this.did}`;
}

class File extends Step {
  constructor(readonly by: number, readonly about: number | null, readonly inB: boolean, readonly promisedHours: number | null) {
    super();
  } // prettier-ignore

  protected async step({ town, tickets }: Run): Promise<string> {
    const { people, model, projects } = town;
    const filer = pick(people, this.by).id;
    const about = this.about === null ? null : pick(people, this.about).id;
    const at = town.now();
    const promised = this.promisedHours === null ? null : at + this.promisedHours * HOUR;
    const form = { filer, about, project: projects[this.inB ? 1 : 0]!, promised, called: at - HOUR };
    const answer = await town.as(filer, '/tickets', 'POST', formOf(form), crypto.randomUUID());
    const ticket = model.file(form, at);
    tickets.push(ticket);
    expect(answer).toMatchObject({ status: 201 });
    town.ids.set(ticket, answer.body.id as string);
    expectTicket(town, ticket, filer, answer.body as TicketAnswer);
    await expectChange(town, ticket);
    return 'filed';
  }
}

export interface Choice {
  ticket: number;
  who: number;
  action: TicketAction;
  likely: number | null;
  stale: boolean;
  to: number;
  outcome: ContactOutcome;
  answered: boolean;
  promisedHours: number | null;
  satisfied: string;
  mention: number | null;
}

/** What would end a story, or fill it with nothing, comes now and then only. */
const SELDOM: Partial<Record<TicketAction, number>> = {
  note: 11,
  watch: 11,
  unwatch: 11,
  assist: 7,
  nudge: 5,
  promise: 3,
  pause: 3,
  withdraw: 7,
  contact: 2,
  transfer: 3,
  release: 3,
  return: 3,
};
const ONWARD: TicketAction[] = ['resolve', 'confirm', 'dispute'];

class Act extends Step {
  constructor(readonly choice: Choice) {
    super();
  }

  protected async step(run: Run): Promise<string> {
    const { town, tickets } = run;
    const { model } = town;
    if (tickets.length === 0) await new File(this.choice.who, null, false, 5).run({}, run);
    const lively = tickets.filter(({ state }) => state !== 'closed' && state !== 'withdrawn');
    const ticket = pick(this.choice.likely !== null && lively.length > 0 ? lively : tickets, this.choice.ticket);
    const [p, action] = this.chosen(town, ticket);
    const at = town.now();
    const body = this.body(town, ticket, action, at);
    const version = ticket.version + (this.choice.stale ? 1 : 0);
    const code = model.act(p, ticket, action, body, version, at);
    const path = `/tickets/${town.ids.get(ticket)!}/${action}`;
    const answer = await town.as(p, path, 'POST', bodyOf(action, version, body));
    if (code === 'ok' && body.outcome === 'reached') ticket.reached = answer.body.createdId as string;
    expectAnswer(town, ticket, { p, action, code }, answer);
    await expectLook(town, ticket, this.choice.to);
    return `${action} ${code}`;
  }

  /** Something that the model allows somebody, or anybody and anything. */
  private chosen({ model, people, now }: Town, ticket: Ticket): [string, TicketAction] {
    const { likely, who, action } = this.choice;
    if (likely === null) return [pick(people, who).id, action];
    const at = now();
    const seeing = people.filter(({ id }) => model.sees(id, ticket, at));
    const can = seeing.flatMap(({ id }) =>
      model.allowed(id, ticket, at).map((one): [string, TicketAction] => [id, one]),
    );
    const sensible = TICKET_ACTIONS.filter((one) => {
      if (!can.some(([, allowed]) => allowed === one)) return false;
      if (one === 'promise') return ticket.reached !== null || likely % 7 === 0;
      if (one === 'resolve') return ticket.told || likely % 7 === 0;
      if (one === 'escalate') return model.next(ticket, at) !== null && likely % 3 === 0;
      return likely % (SELDOM[one] ?? 1) === 0;
    });
    const onward = sensible.filter((one) => ONWARD.includes(one));
    const from = onward.length > 0 && likely % 2 === 0 ? onward : sensible;
    const other = can.map(([, one]) => one).filter((one) => one !== 'note' && one !== 'withdraw');
    const chosen = pick(from.length > 0 ? from : [...other, 'note' as const], who);
    return pick(can.filter(([, allowed]) => allowed === chosen), likely); // prettier-ignore
  }

  private body(town: Town, ticket: Ticket, action: TicketAction, at: number): Body {
    const { to, mention, outcome, answered, promisedHours, satisfied } = this.choice;
    if (action === 'transfer') return { to: pick(this.choice.likely === null ? town.people : town.leads, to).id };
    if (action === 'note') return { mentions: mention === null ? [] : [pick(town.people, mention).id] };
    if (action === 'resolve') return { satisfied };
    if (action === 'assist') return { to: pick(town.people, to).id };
    if (action === 'pause') return { until: at + (promisedHours ?? 29) * HOUR };
    if (action === 'promise') {
      const contact = to % 7 === 0 ? null : ticket.reached;
      return { promised: at + (promisedHours ?? 5) * HOUR, contact: contact ?? crypto.randomUUID() };
    }
    if (action !== 'contact') return {};
    if (this.choice.likely !== null && to % 3 > 0) return { outcome: 'reached', answered: true };
    const agreed = outcome === 'callback_agreed' ? (promisedHours ?? 3) : null;
    const promised = this.choice.likely === null ? promisedHours : agreed;
    return {
      outcome,
      answered: answered && outcome === 'reached',
      ...(promised !== null && { promised: at + promised * HOUR }),
    };
  }
}

class Wait extends Step {
  constructor(readonly minutes: number, readonly sweeps: boolean) {
    super();
  } // prettier-ignore

  protected async step({ town, tickets }: Run): Promise<string> {
    await town.house.clock.advance(`${this.minutes} minutes`);
    if (!this.sweeps) return 'waited';
    const at = town.now();
    await town.sweep();
    const before = new Map(tickets.map((ticket) => [ticket, ticket.version]));
    town.model.sweep(at);
    for (const [ticket, version] of before) if (ticket.version > version) await expectChange(town, ticket);
    return 'waited, swept';
  }
}

/** Goes on leave from now, or is back early. */
class Leave extends Step {
  private static readonly real = new WeakMap<object, string>();
  constructor(readonly who: number, readonly deputy: number | null, readonly hours: number) {
    super();
  } // prettier-ignore

  protected async step({ town }: Run): Promise<string> {
    const { absences } = town.model.world;
    const at = town.now();
    const { id } = pick(town.restless, this.who);
    const away = town.model.world.away(id, at);
    if (away) {
      const back = await town.as(id, `/people/${id}/absences/${Leave.real.get(away)!}`, 'DELETE');
      expect(back.status).toBe(204);
      away.to = at;
      return 'came back';
    }
    const others = town.leads.filter((person) => person.id !== id);
    const deputy = this.deputy === null ? null : pick(others, this.deputy).id;
    const absence = { person: id, deputy, namedBy: id, from: at - 1000, to: at + this.hours * HOUR };
    const body = { from: iso(absence.from), to: iso(absence.to), deputyId: deputy };
    const answer = await town.as(id, `/people/${id}/absences`, 'POST', body);
    expect(answer).toMatchObject({ status: 201 });
    Leave.real.set(absence, answer.body.id as string);
    absences.push(absence);
    return deputy === null ? 'away' : 'away, deputy';
  }
}

const nat = fc.nat({ max: 10_000 });
const hours = fc.constantFrom(1, 3, 5, 11, 23);
const maybe = <T>(some: fc.Arbitrary<T>, freq: number) => fc.option(some, { nil: null, freq });

export const commands = fc.commands<object, Run, false>(
  [
    fc.tuple(nat, maybe(nat, 1), fc.boolean(), maybe(hours, 5)).map((args) => new File(...args)),
    fc
      .record<Choice>({
        ticket: nat,
        who: nat,
        action: fc.constantFrom(...TICKET_ACTIONS),
        likely: maybe(nat, 4),
        stale: fc.nat({ max: 19 }).map((n) => n === 0),
        to: nat,
        outcome: fc.constantFrom('reached', ...CONTACT_OUTCOMES),
        answered: fc.boolean(),
        promisedHours: maybe(hours, 1),
        satisfied: fc.constantFrom('yes', 'yes', 'no', 'unknown'),
        mention: maybe(nat, 1),
      })
      .map((choice) => new Act(choice)),
    fc.tuple(fc.constantFrom(7, 33, 61, 187, 541, 1501, 4400), fc.boolean()).map((args) => new Wait(...args)),
    fc.tuple(nat, maybe(nat, 3), hours).map((args) => new Leave(...args)),
  ].flatMap((arbitrary, index) => Array<typeof arbitrary>([3, 24, 3, 1][index]!).fill(arbitrary)) as never,
  { maxCommands: 120, size: 'max' },
) as fc.Arbitrary<Iterable<Command>>;
