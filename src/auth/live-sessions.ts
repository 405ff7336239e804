import { performance } from 'node:perf_hooks';
import type { Actor } from '../kernel/actor';

/** How long an answer about a session may be used again; a change by another process is seen after that. */
const FRESH_MS = 500;
const MAX_ENTRIES = 5000;

interface Entry {
  actor: Promise<Actor | null>;
  personId: string | null;
  /** Machine time, so that a moved clock neither ends nor prolongs it. */
  until: number;
}

/** What is known of sessions for half a second, so that a burst of requests asks the database once. */
export class LiveSessions {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly lookUp: (sessionId: string) => Promise<Actor | null>) {}

  get(sessionId: string): Promise<Actor | null> {
    const known = this.entries.get(sessionId);
    if (known && known.until > performance.now()) return known.actor;
    const entry: Entry = { actor: this.lookUp(sessionId), personId: null, until: performance.now() + FRESH_MS };
    if (this.entries.size >= MAX_ENTRIES) this.entries.clear();
    this.entries.set(sessionId, entry);
    entry.actor.then(
      (actor) => (entry.personId = actor?.id ?? null),
      () => this.entries.get(sessionId) === entry && this.entries.delete(sessionId),
    );
    return entry.actor;
  }

  forget(sessionId: string): void {
    this.entries.delete(sessionId);
  }

  /** Also drops look-ups still under way, whose person is not known yet. */
  forgetPerson(personId: string): void {
    for (const [id, entry] of this.entries) {
      if (entry.personId === personId || entry.personId === null) this.entries.delete(id);
    }
  }
}
