import type { TicketAction } from '@upline/contracts/actions';
import { REFUSAL_STATUS, type RefusalCode } from '@upline/contracts/refusals';
import type { TicketAnswer, TicketView } from '@upline/contracts/ticket';
import type { Answer } from '../support/client';
import { SHOWN, type Clock, type Ticket } from './ticket';
import type { Town } from './town';

/** Between the model's look at the clock and the database's lie the milliseconds of a request. */
const TOLERANCE_MS = 3000;
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
const shown = (ticket: Ticket): Clock[] =>
  ticket.clocks
    .filter((clock) => SHOWN.includes(clock.kind))
    .sort((a, b) => SHOWN.indexOf(a.kind) - SHOWN.indexOf(b.kind) || a.n - b.n);

function nextDue(town: Town, ticket: Ticket): { kind: string; thenHolder: string | null } | null {
  const running = shown(ticket).filter((clock) => clock.state === 'running');
  const first = running.sort((a, b) => a.due - b.due)[0];
  if (!first || !['submitted', 'in_progress', 'callback_due', 'returned'].includes(ticket.state)) return null;
  return { kind: first.kind, thenHolder: town.model.next(ticket, town.now())?.holder ?? null };
}

/** What one person sees of the ticket is what the model says; then the model takes over the exact due times. */
export function expectTicket(town: Town, ticket: Ticket, p: string, body: TicketAnswer): void {
  const { model } = town;
  const head = {
    state: ticket.state,
    version: ticket.version,
    activity: ticket.activity,
    promisedReplyAt: isoOrNull(ticket.promised),
    allowedActions: [...model.allowed(p, ticket, town.now()), ...model.wider(p, ticket, town.now())].sort(),
  };
  if (model.recused(p, ticket)) return void expect(body).toMatchObject({ restricted: true, ...head });
  const view = body as TicketView;
  const is = {
    restricted: false,
    ...head,
    level: ticket.level,
    filer: ticket.filer,
    holder: ticket.holder,
    behalf: ticket.behalf,
    disputes: ticket.disputes,
    clocks: shown(ticket).map((clock) => `${clock.kind} ${clock.n} ${clock.state}`),
    nextDue: nextDue(town, ticket),
  };
  const { restricted, state, version, activity, promisedReplyAt, allowedActions, level, disputes } = view;
  expect({
    ...{ restricted, state, version, activity, promisedReplyAt, allowedActions, level, disputes },
    filer: view.filer.id,
    holder: view.holder.id,
    behalf: view.holder.onBehalfOf?.id ?? null,
    clocks: view.clocks.map((clock) => `${clock.kind} ${clock.occurrence} ${clock.state}`),
    nextDue: view.nextDue && { kind: view.nextDue.kind, thenHolder: view.nextDue.thenHolder?.id ?? null },
  }).toEqual(is);
  for (const [index, clock] of shown(ticket).entries()) {
    const due = Date.parse(view.clocks[index]!.dueAt);
    if (clock.state !== 'paused' && Math.abs(due - clock.due) > TOLERANCE_MS)
      throw new Error(
        `${clock.kind} ${clock.n} is due ${view.clocks[index]!.dueAt}, the model says ${isoOrNull(clock.due)}`,
      );
    if (clock.state === 'running') clock.due = due;
  }
}

/** The status, the code, and what comes with it. */
export function expectAnswer(
  town: Town,
  ticket: Ticket,
  { p, action, code }: { p: string; action: TicketAction; code: RefusalCode | 'ok' },
  answer: Answer,
): void {
  const status = code === 'ok' ? 200 : REFUSAL_STATUS[code];
  const got = { status: answer.status, code: (answer.body as { code?: string }).code ?? 'ok' };
  expect(`${action}: ${JSON.stringify(got)}`).toBe(`${action}: ${JSON.stringify({ status, code })}`);
  if (code === 'stale_version') expectTicket(town, ticket, p, answer.body.current as TicketAnswer);
  if (code !== 'ok' || !town.model.sees(p, ticket, town.now())) return;
  expectTicket(town, ticket, p, answer.body as TicketAnswer);
  if (action === 'note' || action === 'contact') expect(answer.body.createdId).toMatch(/^[0-9a-f-]{36}$/);
}

/** A look at the ticket as it stands, by the `turn`-th person of the town, who may or may not see it. */
export async function expectLook(town: Town, ticket: Ticket, turn: number): Promise<void> {
  const p = town.people[turn % town.people.length]!.id;
  const sees = town.model.sees(p, ticket, town.now());
  const answer = await town.as(p, `/tickets/${town.ids.get(ticket)!}`);
  expect(answer.status).toBe(sees ? 200 : 404);
  if (sees) expectTicket(town, ticket, p, answer.body as TicketAnswer);
}

/** A look by somebody who sees the whole of it. */
export async function expectChange(town: Town, ticket: Ticket): Promise<void> {
  const at = town.now();
  const witness = town.people.findIndex(({ id }) => town.model.sees(id, ticket, at) && !town.model.recused(id, ticket));
  await expectLook(town, ticket, witness);
}

/** Lists and counts of one person are what the model sees, all tickets of the town taken together. */
export async function expectLists(town: Town, p: string): Promise<void> {
  const { model } = town;
  const at = town.now();
  const visible = model.tickets.filter((ticket) => model.sees(p, ticket, at));
  const queue = model.tickets.filter((ticket) => model.inQueue(p, ticket, at));
  const counts = (await town.as(p, '/tickets/counts')).body as Record<string, number>;
  expect(counts.total).toBe(visible.length);
  for (const state of new Set(model.tickets.map((ticket) => ticket.state)))
    expect(`${state} ${counts[state]}`).toBe(`${state} ${visible.filter((ticket) => ticket.state === state).length}`);
  const listed: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await town.as(p, `/tickets?view=queue&limit=100${cursor && `&cursor=${cursor}`}`);
    listed.push(...(page.body.items as { id: string }[]).map((item) => item.id));
    cursor = page.body.nextCursor as string | null;
  }
  expect(new Set(listed)).toEqual(new Set(queue.map((ticket) => town.ids.get(ticket))));
  expect(listed.length).toBe(queue.length);
}
