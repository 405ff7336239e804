import type { HolderWhy } from '@upline/contracts/ticket';
import { Refusal } from '../kernel/refusal';

/** A person as the router sees them, for one project at one instant. */
export interface LinePerson {
  id: string;
  name: string;
  active: boolean;
  superiorId: string | null;
  /** Null when present. */
  absence: { deputyId: string | null; namedById: string } | null;
}

export interface LineFacts {
  people: ReadonlyMap<string, LinePerson>;
  /** Of the project. */
  escalationContactId: string | null;
  /** Of the house, in order. */
  lastResortIds: readonly string[];
  /** Leading people to fall back on, so that a ticket never has nobody. */
  anyLeaderIds: readonly string[];
}

export interface Assignment {
  holderId: string;
  /** The absent person whom the holder stands in for. */
  onBehalfOfId: string | null;
  why: HolderWhy;
}

/** Who gets a new form; `recusedIds` are the accused and the deputies they named. */
export function routeFiling(line: LineFacts, filerId: string, recusedIds: ReadonlySet<string>): Assignment {
  const never = new Set(recusedIds).add(filerId);
  const above = upward(line, filerId);
  let recused = false;
  for (const [step, candidateId] of above.entries()) {
    if (recusedIds.has(candidateId)) recused = true;
    const seat = seatOf(line, candidateId, never);
    if (seat) return { ...seat, why: whyFiled(seat, step, recused) };
  }
  return hope(line, never, above);
}

/**
 * Who is next above the person in charge (`onBehalfOf` when a deputy holds, else the holder); null at the top. `never`
 * are the filer, the accused and their deputies, the present holder, and whoever missed a clock on it.
 */
export function nextSuperior(line: LineFacts, inChargeId: string, never: ReadonlySet<string>): Assignment | null {
  for (const candidateId of upward(line, inChargeId)) {
    const seat = seatOf(line, candidateId, never);
    if (seat) return { ...seat, why: 'escalated' };
  }
  return null;
}

/** When nobody in the line can hold it: the escalation contact, the last resorts, any leader; somebody away before nobody. */
export function lastHope(line: LineFacts, never: ReadonlySet<string>): Assignment {
  return hope(line, never, []);
}

type Seat = Pick<Assignment, 'holderId' | 'onBehalfOfId'>;

function whyFiled(seat: Seat, step: number, recused: boolean): HolderWhy {
  if (seat.onBehalfOfId) return 'deputy';
  if (recused) return 'recusal';
  return step === 0 ? 'direct_superior' : 'next_superior';
}

function hope(line: LineFacts, never: ReadonlySet<string>, above: readonly string[]): Assignment {
  const posts: { id: string; why: HolderWhy }[] = [
    ...(line.escalationContactId ? [{ id: line.escalationContactId, why: 'escalation_contact' as const }] : []),
    ...[...line.lastResortIds, ...line.anyLeaderIds].map((id) => ({ id, why: 'last_resort' as const })),
  ];
  for (const post of posts) {
    const seat = seatOf(line, post.id, never);
    if (seat) return { ...seat, why: post.why };
  }
  const away = [...above.map((id, step) => ({ id, why: whyAway(step) })), ...posts].find(
    (post) => line.people.get(post.id)?.active && !never.has(post.id),
  );
  if (away) return { holderId: away.id, onBehalfOfId: null, why: away.why };
  throw new Refusal(
    'top_of_line',
    'Nobody else in this house may hold it: name last resorts in the settings of the house.',
  );
}

const whyAway = (step: number): HolderWhy => (step === 0 ? 'direct_superior' : 'next_superior');

/** Ids above somebody, nearest first; ends where the data goes round. */
function upward(line: LineFacts, fromId: string): string[] {
  const walked = new Set([fromId]);
  let step = line.people.get(fromId)?.superiorId ?? null;
  while (step !== null && !walked.has(step)) {
    walked.add(step);
    step = line.people.get(step)?.superiorId ?? null;
  }
  walked.delete(fromId);
  return [...walked];
}

/** Who sits in somebody's place now: the person, or while away the first present deputy of deputies; null when nobody may. */
function seatOf(line: LineFacts, personId: string, never: ReadonlySet<string>): Seat | null {
  const asked = new Set<string>();
  let step: string | null = personId;
  while (step !== null && !asked.has(step)) {
    asked.add(step);
    const person: LinePerson | undefined = line.people.get(step);
    if (!person?.active || never.has(step)) return null;
    if (!person.absence) return { holderId: step, onBehalfOfId: step === personId ? null : personId };
    step = person.absence.deputyId;
  }
  return null;
}
