import { TRANSITIONS, type TicketAction } from '@upline/contracts/actions';
import fc from 'fast-check';
import { Refusal } from '../../src/kernel/refusal';
import { ACTS, HOUR, MINUTE, PEOPLE, agree, contact, resolve, type Act, type Story, type Timer } from './story';

type Step =
  /** Anybody tries anything. */
  | { wild: { person: string; act: (now: Date) => Act } }
  /** The right person does one of the things that the state allows. */
  | { likely: number; said: 'yes' | 'no' | 'unknown'; to: string; answered: boolean }
  /** A timer that may be too early, or of another occurrence. */
  | { timer: Timer }
  /** The world waits until one of the running clocks is due, and its timer comes. */
  | { due: number }
  | { wait: number };

const person = fc.constantFrom(...PEOPLE);
const said = fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const);
const wildAct = fc.oneof(
  fc.constantFrom(...Object.values(ACTS)).map((make) => (now: Date) => make(now)),
  fc
    .constantFrom('reached' as const, 'no_answer' as const, 'refused' as const, 'wrong_number' as const)
    .map((outcome) => () => contact(outcome)),
  fc.integer({ min: 1, max: 30 }).map((hours) => (now: Date) => agree(new Date(now.getTime() + hours * HOUR))),
  said.map((satisfied) => () => resolve(satisfied)),
);
const occurrence = fc.integer({ min: 1, max: 4 });
const timer: fc.Arbitrary<Timer> = fc.oneof(
  fc.record({
    type: fc.constant('clockMissed' as const),
    clock: fc.constantFrom('acknowledge' as const, 'promise' as const, 'resolve' as const),
    occurrence,
  }),
  fc.record({
    type: fc.constantFrom('returnEnded' as const, 'autoClosed' as const, 'pauseEnded' as const),
    occurrence,
  }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ wild: fc.record({ person, act: wildAct }) }) },
  { weight: 10, arbitrary: fc.record({ likely: fc.nat(), said, to: person, answered: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ timer }) },
  { weight: 2, arbitrary: fc.record({ due: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ wait: fc.constantFrom(MINUTE, 31 * MINUTE, 2 * HOUR) }) },
);
/** What may happen to one ticket. */
export const story = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 40 }),
  accused: fc.constantFrom(null, null, 'supervisor', 'agent', 'other'),
  kind: fc.constantFrom('complaint' as const, 'commendation' as const),
});

const BY_FILER: TicketAction[] = ['supply', 'confirm', 'dispute', 'withdraw', 'nudge'];

const SELDOM: TicketAction[] = [
  'withdraw',
  'watch',
  'unwatch',
  'note',
  'nudge',
  'assist',
  'promise',
  'pause',
  'resume',
];

/** What somebody sensible would do; a withdrawal now and then only, since it ends the story. */
function likely({ ticket, now }: Story, pick: Extract<Step, { likely: number }>): [string, Act] {
  const usual = TRANSITIONS[ticket.state].filter((action) => !SELDOM.includes(action) || (pick.likely >> 4) % 3 === 0);
  const actions = usual.length > 0 ? usual : TRANSITIONS[ticket.state];
  const action = actions[pick.likely % actions.length]!;
  const who = BY_FILER.includes(action) ? ticket.filerId : ticket.holderId;
  if (action === 'resolve') return [who, resolve(pick.said)];
  if (action === 'transfer') return [who, { ...ACTS.transfer(), toPersonId: pick.to } as Act];
  if (action === 'contact' && !pick.answered)
    return [who, pick.said === 'yes' ? agree(new Date(now.getTime() + 3 * HOUR)) : contact('no_answer')];
  return [who, ACTS[action](now)];
}

/** Moves the world to the moment when a running clock is due. */
function dueTimer(told: Story, pick: number): Timer | null {
  const running = told.ticket.clocks.filter((clock) => clock.state === 'running');
  const clock = running[pick % Math.max(1, running.length)];
  if (!clock) return null;
  told.wait(Math.max(0, clock.dueAt.getTime() - told.now.getTime()));
  if (clock.kind === 'return_end') return { type: 'returnEnded', occurrence: clock.occurrence };
  if (clock.kind === 'pause_end') return { type: 'pauseEnded', occurrence: clock.occurrence };
  if (clock.kind === 'auto_close') return { type: 'autoClosed', occurrence: clock.occurrence };
  return { type: 'clockMissed', clock: clock.kind as 'acknowledge', occurrence: clock.occurrence };
}

/** Takes one step; refusals are answers, anything else that is thrown fails the property. */
export function take(told: Story, one: Step): { action: TicketAction | null; timer: Timer | null } {
  if ('wait' in one) {
    told.wait(one.wait);
    return { action: null, timer: null };
  }
  if ('timer' in one || 'due' in one) {
    const next = 'timer' in one ? one.timer : dueTimer(told, one.due);
    if (next) told.timer(next);
    return { action: null, timer: next };
  }
  const [who, act] = 'wild' in one ? ([one.wild.person, one.wild.act(told.now)] as const) : likely(told, one);
  try {
    told.do(who, act);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  return { action: act.type, timer: null };
}
