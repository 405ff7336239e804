import { CLOCK_KINDS, OPEN_STATES, type ClockKind, type DueKind, type TicketState } from '@upline/contracts/ticket';
import type { ClockChange, ClockFacts, TicketFacts } from './ticket.facts';

export const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
export const isOpen = (state: TicketState): boolean => (OPEN_STATES as readonly TicketState[]).includes(state);

/** The latest occurrence of a clock, whatever its state. */
export function latest(clocks: readonly ClockFacts[], kind: DueKind): ClockFacts | null {
  return clocks.reduce<ClockFacts | null>(
    (found, clock) => (clock.kind === kind && clock.occurrence > (found?.occurrence ?? 0) ? clock : found),
    null,
  );
}

/** The occurrence that is running or paused; there is one at most. */
export function alive(clocks: readonly ClockFacts[], kind: DueKind): ClockFacts | null {
  return clocks.find((clock) => clock.kind === kind && (clock.state === 'running' || clock.state === 'paused')) ?? null;
}

/** The earliest instant after `at` at which one of the clocks will fall due. */
export function firstDue(clocks: readonly ClockFacts[], at: Date): Date | null {
  const dueAts = clocks
    .filter(({ kind, settledAt }) => settledAt === null && (CLOCK_KINDS as readonly string[]).includes(kind))
    .map(({ dueAt, pausedAt }) => (pausedAt ? after(dueAt, at.getTime() - pausedAt.getTime()) : dueAt))
    .filter((dueAt) => dueAt > at);
  return dueAts.reduce<Date | null>((first, dueAt) => (first === null || dueAt < first ? dueAt : first), null);
}

export const isPaused = (ticket: { clocks: readonly ClockFacts[] }): boolean =>
  alive(ticket.clocks, 'pause_end') !== null;

/** Starts the next occurrence. */
export function start(ticket: { clocks: readonly ClockFacts[] }, kind: DueKind, dueAt: Date): ClockChange {
  return { op: 'start', kind, occurrence: (latest(ticket.clocks, kind)?.occurrence ?? 0) + 1, dueAt, state: 'running' };
}

/** Settles the living occurrence, if there is one. */
export function settle(
  ticket: { clocks: readonly ClockFacts[] },
  kind: DueKind,
  state: 'met' | 'renewed' | 'attempted' | 'cancelled',
): ClockChange[] {
  const clock = alive(ticket.clocks, kind);
  return clock ? [{ op: 'settle', kind, occurrence: clock.occurrence, state, missedById: null }] : [];
}

/** Stops a running clock; one whose time is past is left to the sweeper, so that nobody gets out of a breach by a pause. */
export function pause(ticket: { clocks: readonly ClockFacts[] }, kind: DueKind, at: Date): ClockChange[] {
  const clock = alive(ticket.clocks, kind);
  return clock?.state === 'running' && clock.dueAt > at ? [{ op: 'pause', kind, occurrence: clock.occurrence }] : [];
}

/** Resumes a paused clock with the time that it had left. */
export function resume(ticket: TicketFacts, kind: DueKind, at: Date): ClockChange[] {
  const clock = alive(ticket.clocks, kind);
  if (!clock?.pausedAt) return [];
  const dueAt = after(clock.dueAt, at.getTime() - clock.pausedAt.getTime());
  return [{ op: 'resume', kind, occurrence: clock.occurrence, dueAt }];
}

/** Milliseconds that the holder still had when the last acknowledge clock stopped, or has now; never negative. */
export function acknowledgeTimeLeft(ticket: TicketFacts, at: Date): number {
  const clock = latest(ticket.clocks, 'acknowledge');
  if (!clock) return 0;
  return Math.max(0, clock.dueAt.getTime() - (clock.settledAt ?? at).getTime());
}

const SETTLED_BY_END = ['acknowledge', 'promise', 'external', 'return_end', 'pause_end', 'silent'] as const;

/** Cancels whatever still lives, when the ticket ends; `resolve` is settled by whoever ends it. */
export function cancelRest(ticket: TicketFacts): ClockChange[] {
  return SETTLED_BY_END.flatMap((kind) => settle(ticket, kind, 'cancelled'));
}

export function applyClock(clocks: readonly ClockFacts[], change: ClockChange, at: Date): ClockFacts[] {
  if (change.op === 'start') return [...clocks, started(change, at)];
  return clocks.map((clock) =>
    clock.kind === change.kind && clock.occurrence === change.occurrence ? changed(clock, change, at) : clock,
  );
}

function started(change: Extract<ClockChange, { op: 'start' }>, at: Date): ClockFacts {
  const { kind, occurrence, state, dueAt } = change;
  const settled = state === 'missed' ? at : null;
  const rest = { pausedAt: null, pausedMs: 0, settledAt: settled, noticedAt: settled, missedById: null };
  return { kind, occurrence, state, startedAt: at, dueAt, ...rest };
}

function changed(clock: ClockFacts, change: Exclude<ClockChange, { op: 'start' }>, at: Date): ClockFacts {
  const pausedMs = clock.pausedMs + (clock.pausedAt ? at.getTime() - clock.pausedAt.getTime() : 0);
  switch (change.op) {
    case 'settle': {
      const { state, missedById } = change;
      const noticedAt = state === 'missed' || state === 'attempted' ? at : clock.noticedAt;
      return { ...clock, state, settledAt: at, noticedAt, missedById, pausedAt: null, pausedMs };
    }
    case 'pause':
      return { ...clock, state: 'paused', pausedAt: at };
    case 'move':
      return { ...clock, dueAt: change.dueAt };
    case 'resume':
      // A pause that ended at its time lasted until then, whenever that was noticed.
      return {
        ...clock,
        state: 'running',
        dueAt: change.dueAt,
        pausedAt: null,
        pausedMs: clock.pausedMs + change.dueAt.getTime() - clock.dueAt.getTime(),
      };
  }
}

/**
 * By what the queue sorts: the next running clock; when all are over or paused, the one that was missed first, then a
 * paused one. Null for a ticket that is no longer open. `kind` is null unless that clock runs.
 */
export function nextDue(
  ticket: Pick<TicketFacts, 'state' | 'clocks' | 'updatedAt'>,
): { at: Date; kind: ClockKind | null } | null {
  if (!isOpen(ticket.state)) return null;
  const shown = ticket.clocks.filter((clock) => (CLOCK_KINDS as readonly string[]).includes(clock.kind));
  const earliest = (state: string): ClockFacts | undefined =>
    shown.filter((clock) => clock.state === state).sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())[0];
  const running = earliest('running');
  if (running) return { at: running.dueAt, kind: running.kind as ClockKind };
  const other = earliest('missed') ?? earliest('paused');
  return { at: other?.dueAt ?? ticket.updatedAt, kind: null };
}
