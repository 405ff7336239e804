import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Role } from '@upline/contracts/roles';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../kernel/actor';
import { runHot, type HotStatement } from '../kernel/hot-statement';
import { newId } from '../kernel/ids';
import { reading } from '../kernel/transaction';
import { PeopleChanges } from '../people/people-changes';
import { AccessTokens, unauthenticated, type AccessClaims } from './access-token';
import { LiveSessions } from './live-sessions';

export type SessionEndReason = 'logout' | 'logout_everywhere' | 'password_changed' | 'deactivated' | 'refresh_reused';

/** A session ends when it is not refreshed for a day, and after 30 days in any case. */
export const SESSION_IDLE = '24 hours';
export const SESSION_LIFE = '30 days';
const POLL_MS = 300;
/** `revoked_at` is written before its commit, so rows may appear a little behind the newest one already seen. */
const OVERLAP = '10 seconds';

const LIVE: HotStatement = {
  name: 'auth_session_live',
  text: `select p.id, p.name, p.roles from auth_session s join person p on p.id = s.person_id
    where s.id = $1 and s.revoked_at is null and s.expires_at > upline_now() and p.active`,
};
const REVOKED_SINCE: HotStatement = {
  name: 'auth_session_revoked_since',
  text: `with since as (select coalesce($1::timestamptz, upline_now()) - interval '${OVERLAP}' as at)
    select s.id, s.revoked_at from auth_session s, since where s.revoked_at > since.at
    union all select t.id, t.revoked_at from auth_token t, since where t.revoked_at > since.at
    order by revoked_at`,
};

/** Sessions: who is behind a token, and when that ends. */
@Injectable()
export class SessionService implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger(SessionService.name);
  private readonly live = new LiveSessions((sessionId) => this.lookUp(sessionId));
  private readonly listeners = new Set<(sessionId: string) => void>();
  private announced = new Map<string, number>();
  private newest: Date | null = null;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly db: DataSource,
    private readonly tokens: AccessTokens,
    private readonly changes: PeopleChanges,
  ) {}

  onModuleInit(): void {
    this.changes.whenDeactivated(async (tx, personId) => void (await this.revokeAll(tx, personId, 'deactivated')));
    this.changes.onChanged((personId) => this.live.forgetPerson(personId));
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** The person behind an access token; refuses with `unauthenticated`. */
  async verifyAccess(token: string): Promise<Actor> {
    return this.actorOf(await this.tokens.verify(token));
  }

  /** The person behind checked claims, if the session lives and the person is active. */
  async actorOf(claims: AccessClaims): Promise<Actor> {
    const actor = await this.live.get(claims.sid);
    if (actor?.id !== claims.sub) throw unauthenticated();
    return actor;
  }

  /** Called with every session or integration token that ends by revocation, within a second whichever process revoked it; returns the way out. */
  onEnded(listener: (sessionId: string) => void): () => void {
    this.listeners.add(listener);
    if (this.timer === undefined) this.schedule();
    return () => this.listeners.delete(listener);
  }

  async open(tx: EntityManager, personId: string): Promise<string> {
    const id = newId();
    await tx.query(
      `insert into auth_session (id, person_id, created_at, expires_at)
       values ($1, $2, upline_now(), upline_now() + interval '${SESSION_IDLE}')`,
      [id, personId],
    );
    return id;
  }

  /** Ends one session; call `ended` after the commit. */
  async revoke(tx: EntityManager, sessionId: string, why: SessionEndReason): Promise<string[]> {
    return this.end(tx, 'id = $2', [why, sessionId]);
  }

  /** Ends every session of a person, but for `exceptId`; call `ended` after the commit. */
  async revokeAll(
    tx: EntityManager,
    personId: string,
    why: SessionEndReason,
    exceptId: string | null = null,
  ): Promise<string[]> {
    return this.end(tx, 'person_id = $2 and id is distinct from $3', [why, personId, exceptId]);
  }

  /** Tells this process at once; the others see it at their next look. */
  ended(sessionIds: readonly string[]): void {
    for (const id of sessionIds) this.announce(id);
  }

  private async end(tx: EntityManager, which: string, values: unknown[]): Promise<string[]> {
    const [rows] = await tx.query<[{ id: string }[], number]>(
      `update auth_session set revoked_at = upline_now(), revoked_why = $1 where ${which} and revoked_at is null returning id`,
      values,
    );
    return rows.map((row) => row.id);
  }

  private async lookUp(sessionId: string): Promise<Actor | null> {
    const [row] = await reading(this.db, (m) =>
      runHot<{ id: string; name: string; roles: Role[] }>(m, LIVE, [sessionId]),
    );
    return row ? { ...row, sessionId } : null;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.poll()
        .catch((error: unknown) =>
          this.log.warn(`revoked sessions could not be read: ${String((error as Error).message)}`),
        )
        .finally(() => this.schedule());
    }, POLL_MS);
    this.timer.unref();
  }

  private async poll(): Promise<void> {
    const rows = await reading(this.db, (m) =>
      runHot<{ id: string; revoked_at: Date }>(m, REVOKED_SINCE, [this.newest]),
    );
    for (const row of rows) this.announce(row.id);
    this.newest = rows.at(-1)?.revoked_at ?? this.newest;
    // A session is announced once; what has left the overlap need not be remembered.
    const recent = new Set(rows.map((row) => row.id));
    for (const [id, rounds] of this.announced) {
      if (recent.has(id)) continue;
      if (rounds > 100) this.announced.delete(id);
      else this.announced.set(id, rounds + 1);
    }
  }

  private announce(sessionId: string): void {
    this.live.forget(sessionId);
    if (this.announced.has(sessionId)) return;
    this.announced.set(sessionId, 0);
    for (const listener of this.listeners) listener(sessionId);
  }
}
