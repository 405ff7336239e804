/** An absence as the check sees it; instants in milliseconds since 1970. */
export interface AbsenceFact {
  id: string;
  personId: string;
  from: number;
  to: number;
  deputyId: string;
}
/** Somebody who is away, with or without a deputy. */
export interface AwayFact {
  personId: string;
  from: number;
  to: number;
  deputyId: string | null;
}

export interface DeadDeputy {
  absence: AbsenceFact;
  why: 'inactive' | 'away';
}

/**
 * Absences, now or to come, at some instant of which the deputy cannot stand in: inactive, or away with nobody present
 * behind. Looked at where something can change: at its start (or now), and where other absences begin.
 */
export function deadDeputies(
  absences: readonly AbsenceFact[],
  away: readonly AwayFact[],
  active: ReadonlySet<string>,
  now: number,
): DeadDeputy[] {
  return absences.flatMap((absence): DeadDeputy[] => {
    if (absence.to <= now) return [];
    if (!active.has(absence.deputyId)) return [{ absence, why: 'inactive' }];
    const first = Math.max(absence.from, now);
    const instants = [first, ...away.map((other) => other.from).filter((at) => at > first && at < absence.to)];
    const dead = instants.some((at) => !leadsSomewhere(absence, away, active, at));
    return dead ? [{ absence, why: 'away' }] : [];
  });
}

function leadsSomewhere(
  absence: AbsenceFact,
  away: readonly AwayFact[],
  active: ReadonlySet<string>,
  at: number,
): boolean {
  const asked = new Set([absence.personId]);
  let step: string | null = absence.deputyId;
  while (step !== null && !asked.has(step)) {
    if (!active.has(step)) return false;
    asked.add(step);
    const person: string = step;
    const absent = away.filter((fact) => fact.personId === person && fact.from <= at && fact.to > at);
    if (absent.length === 0) return true;
    step = absent.find((fact) => fact.deputyId !== null)?.deputyId ?? null;
  }
  return false;
}
