/** People of the reference model: the dated line, deputies, who is recused. Times are milliseconds since 1970. */
export interface Person {
  id: string;
  role: string;
  leads: boolean;
  active: boolean;
}
/** `project` null: the line of every project in which the person has none of their own. */
export interface Link {
  person: string;
  superior: string | null;
  project: string | null;
  from: number;
}
export interface Absence {
  person: string;
  deputy: string | null;
  namedBy: string;
  from: number;
  to: number;
}
export interface Seat {
  holder: string;
  behalf: string | null;
}
/** What of a ticket decides who is recused. */
export interface Accused {
  about: string | null;
  created: number;
}

export class World {
  readonly absences: Absence[] = [];

  /** `posts`: the escalation contact of the project, then the last resorts. */
  constructor(
    readonly people: ReadonlyMap<string, Person>,
    readonly links: readonly Link[],
    readonly posts: readonly string[],
  ) {}

  away(p: string, at: number): Absence | undefined {
    return this.absences.find((a) => a.person === p && a.from <= at && at < a.to);
  }

  private link(p: string, project: string, at: number): Link | undefined {
    const now = this.links.filter((l) => l.person === p && l.from <= at).sort((a, b) => b.from - a.from);
    return now.find((l) => l.project === project) ?? now.find((l) => l.project === null);
  }

  /** Everybody above, nearest first, with the instant since which it has been so. */
  up(p: string, project: string, at: number): { id: string; since: number }[] {
    const found: { id: string; since: number }[] = [];
    let since = 0;
    for (let link = this.link(p, project, at); link?.superior; link = this.link(link.superior, project, at)) {
      since = Math.max(since, link.from);
      found.push({ id: link.superior, since });
    }
    return found;
  }

  above(upper: string, lower: string, project: string, at: number): boolean {
    return this.up(lower, project, at).some((step) => step.id === upper);
  }

  /** Deputy of somebody away, or of an absent deputy of theirs. */
  covers(p: string, absent: string, at: number, asked: readonly string[] = []): boolean {
    const deputy = asked.includes(absent) ? null : this.away(absent, at)?.deputy;
    return !!deputy && (deputy === p || this.covers(p, deputy, at, [...asked, absent]));
  }

  /** The accused and the deputies whom they named in absences that were not over when the ticket came. */
  recused(t: Accused): Set<string> {
    if (t.about === null) return new Set();
    const named = this.absences.filter((a) => a.namedBy === t.about && a.to > t.created);
    return new Set([t.about, ...named.flatMap((a) => (a.deputy === null ? [] : [a.deputy]))]);
  }

  private seat(p: string, never: ReadonlySet<string>, at: number, asked: readonly string[] = []): string | null {
    if (never.has(p) || !this.people.get(p)!.active || asked.includes(p)) return null;
    const absence = this.away(p, at);
    if (!absence) return p;
    return absence.deputy && this.seat(absence.deputy, never, at, [...asked, p]);
  }

  /** The first of them who may hold it, or whose deputy may. */
  first(ids: readonly string[], never: ReadonlySet<string>, at: number): Seat | null {
    for (const id of ids) {
      const holder = this.seat(id, never, at);
      if (holder !== null) return { holder, behalf: holder === id ? null : id };
    }
    return null;
  }
}
