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
  /** Null for somebody who has no shift on record: always on shift. */
  shift: { on: boolean; nextFrom: Date | null } | null;
}

export interface LineFacts {
  people: ReadonlyMap<string, LinePerson>;
  /** Of the project. */
  escalationContactId: string | null;
  /** Who is on duty (值班) for the project now, and leads. */
  onDutyId: string | null;
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

/**
 * The earliest instant at which a clock would fall due with whoever gets the ticket: somebody off shift until later counts
 * as away. Null where no clock decides, and shifts do not matter.
 */
export type FirstDue = Date | null;

/** Who gets a new form; `recusedIds` are the accused and the deputies they named. */
export function routeFiling(
  line: LineFacts,
  filerId: string,
  recusedIds: ReadonlySet<string>,
  firstDue: FirstDue,
): Assignment {
  const never = new Set(recusedIds).add(filerId);
  const above = upward(line, filerId);
  const inLine = (due: FirstDue): Assignment | null => filedInLine(line, above, { never, recusedIds, due });
  return inLine(firstDue) ?? hope(line, never, firstDue, { above, inLine });
}

function filedInLine(
  line: LineFacts,
  above: readonly string[],
  { never, recusedIds, due }: { never: ReadonlySet<string>; recusedIds: ReadonlySet<string>; due: FirstDue },
): Assignment | null {
  let recused = false;
  for (const [step, candidateId] of above.entries()) {
    if (recusedIds.has(candidateId)) recused = true;
    const seat = seatOf(line, candidateId, never, due);
    if (seat) return assigned(seat, whyFiled(seat, step, recused));
  }
  return null;
}

/**
 * Who is next above the person in charge (`onBehalfOf` when a deputy holds, else the holder); null at the top. `never`
 * are the filer, the accused and their deputies, the present holder, and whoever missed a clock on it. Where everybody
 * above is off shift and nobody on duty it goes to the first of them, because staying it would wake nobody.
 */
export function nextSuperior(
  line: LineFacts,
  inChargeId: string,
  never: ReadonlySet<string>,
  firstDue: FirstDue,
): Assignment | null {
  for (const due of [firstDue, null]) {
    for (const candidateId of upward(line, inChargeId)) {
      const seat = seatOf(line, candidateId, never, due);
      if (seat) return assigned(seat, 'escalated');
    }
  }
  return null;
}

/** When nobody in the line can hold it: the escalation contact, the last resorts, any leader; somebody away before nobody. */
export function lastHope(line: LineFacts, never: ReadonlySet<string>, firstDue: FirstDue): Assignment {
  return hope(line, never, firstDue, { above: [], inLine: () => null });
}

/** Who sits in a person's place now; null when nobody may. */
export function seatFor(
  line: LineFacts,
  personId: string,
  never: ReadonlySet<string>,
  firstDue: FirstDue,
): Pick<Assignment, 'holderId' | 'onBehalfOfId'> | null {
  const seat = seatOf(line, personId, never, firstDue);
  return seat && { holderId: seat.holderId, onBehalfOfId: seat.onBehalfOfId };
}

/** Off shift while a clock would fall due before the next shift. Who is on duty works, whatever their own shifts say. */
export function isOffShift(line: LineFacts, personId: string, firstDue: FirstDue): boolean {
  const shift = line.people.get(personId)?.shift;
  if (!shift || firstDue === null || shift.on || line.onDutyId === personId) return false;
  return shift.nextFrom === null || firstDue < shift.nextFrom;
}

interface Seat {
  holderId: string;
  onBehalfOfId: string | null;
  onDuty: boolean;
}
const assigned = ({ holderId, onBehalfOfId }: Seat, why: HolderWhy): Assignment => ({ holderId, onBehalfOfId, why });

function whyFiled(seat: Seat, step: number, recused: boolean): HolderWhy {
  if (seat.onDuty) return 'on_duty';
  if (seat.onBehalfOfId) return 'deputy';
  if (recused) return 'recusal';
  return step === 0 ? 'direct_superior' : 'next_superior';
}

interface Post {
  id: string;
  why: HolderWhy;
}

/** Named posts on shift, then the line and the posts whatever their shifts, then any leader, then somebody away. */
function hope(
  line: LineFacts,
  never: ReadonlySet<string>,
  firstDue: FirstDue,
  { above, inLine }: { above: readonly string[]; inLine: (due: FirstDue) => Assignment | null },
): Assignment {
  const asLastResort = (id: string): Post => ({ id, why: 'last_resort' });
  const contact = line.escalationContactId;
  const named: Post[] = [
    ...(contact === null ? [] : [{ id: contact, why: 'escalation_contact' as const }]),
    ...line.lastResortIds.map(asLastResort),
  ];
  const leaders = line.anyLeaderIds.map(asLastResort);
  const found =
    posted(line, named, never, firstDue) ??
    inLine(null) ??
    posted(line, named, never, null) ??
    posted(line, leaders, never, firstDue) ??
    posted(line, leaders, never, null);
  if (found) return found;
  const away = [...above.map((id, step) => ({ id, why: whyAway(step) })), ...named, ...leaders].find(
    (post) => line.people.get(post.id)?.active && !never.has(post.id),
  );
  if (away) return { holderId: away.id, onBehalfOfId: null, why: away.why };
  throw new Refusal(
    'top_of_line',
    'Nobody else in this house may hold it: name last resorts in the settings of the house.',
  );
}

function posted(line: LineFacts, posts: readonly Post[], never: ReadonlySet<string>, due: FirstDue): Assignment | null {
  for (const post of posts) {
    const seat = seatOf(line, post.id, never, due);
    if (seat) return assigned(seat, post.why);
  }
  return null;
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

/**
 * Who sits in somebody's place now: the person; off shift, whoever is on duty; away, the first present deputy of deputies,
 * for whom the same holds; null when nobody may.
 */
function seatOf(line: LineFacts, personId: string, never: ReadonlySet<string>, firstDue: FirstDue): Seat | null {
  const asked = new Set<string>();
  let step: string | null = personId;
  while (step !== null && !asked.has(step)) {
    asked.add(step);
    const person: LinePerson | undefined = line.people.get(step);
    if (!person?.active || never.has(step)) return null;
    const off = isOffShift(line, step, firstDue);
    if (!off && !person.absence)
      return { holderId: step, onBehalfOfId: step === personId ? null : personId, onDuty: false };
    const onDutyId = off ? presentOnDuty(line, never) : null;
    if (onDutyId !== null) return { holderId: onDutyId, onBehalfOfId: personId, onDuty: true };
    step = person.absence?.deputyId ?? null;
  }
  return null;
}

function presentOnDuty(line: LineFacts, never: ReadonlySet<string>): string | null {
  const person = line.onDutyId === null ? undefined : line.people.get(line.onDutyId);
  return person?.active && !person.absence && !never.has(person.id) ? person.id : null;
}
