import { Injectable } from '@nestjs/common';
import type { SessionView } from '@upline/contracts/auth';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import { inTransaction } from '../kernel/transaction';
import { permissionsOf } from '../people/me.service';
import { PeopleService } from '../people/people.service';
import { AccessTokens, unauthenticated } from './access-token';
import { hashOf, newSecretToken } from './secret-token';
import { SESSION_IDLE, SESSION_LIFE, SessionService } from './session.service';
import type { Proof } from './sign-in.service';

/** What a sign-in or a refresh gives: the answer, and the token for the cookie. */
export interface Entry {
  view: SessionView;
  refreshToken: string;
}

interface RefreshRow {
  session_id: string;
  person_id: string;
  lives: boolean;
  used: boolean;
  /** The use was after this request had come in. */
  raced: boolean;
}

/** Opens sessions and keeps them alive with a token that is good for one use. */
@Injectable()
export class RefreshService {
  constructor(
    private readonly db: DataSource,
    private readonly sessions: SessionService,
    private readonly tokens: AccessTokens,
    private readonly people: PeopleService,
    private readonly audit: AuditService,
  ) {}

  /** Opens a session for a proof that still holds: a password changed meanwhile opens nothing. */
  async open({ personId, passwordHash }: Proof): Promise<Entry> {
    return inTransaction(this.db, async (tx) => {
      const [valid] = await tx.query<unknown[]>(
        `select 1 from auth_credential c join person p on p.id = c.person_id
         where c.person_id = $1 and c.password_hash = $2 and p.active for share`,
        [personId, passwordHash],
      );
      if (!valid) throw unauthenticated();
      const sessionId = await this.sessions.open(tx, personId);
      return this.enter(tx, personId, sessionId);
    });
  }

  /**
   * A token that was used before ends the whole session: one of its two bearers has stolen it. Only the loser of a race
   * is let off with a plain 401, which is when the other use came after this request had arrived; then both were under
   * way at once, as when two tabs wake up together, and the winner's cookie is already in their common jar. A later
   * reuse, by however little, gets no such mercy: the console lets only one tab refresh at a time.
   */
  async refresh(token: string): Promise<Entry> {
    const found = await inTransaction(this.db, async (tx) => {
      const [{ at }] = await tx.query<[{ at: string }]>('select upline_now()::text as at');
      const row = await lockRefresh(tx, token, at);
      if (!row || !row.lives) return null;
      if (row.used) return row.raced ? null : this.reused(tx, row);
      await tx.query('update auth_refresh set used_at = upline_now() where token_hash = $1', [hashOf(token)]);
      await tx.query(
        `update auth_session set expires_at = least(upline_now() + interval '${SESSION_IDLE}', created_at + interval '${SESSION_LIFE}')
         where id = $1`,
        [row.session_id],
      );
      return this.enter(tx, row.person_id, row.session_id);
    });
    if (Array.isArray(found)) this.sessions.ended(found);
    if (!found || Array.isArray(found)) throw unauthenticated();
    return found;
  }

  /** Ends the session of a refresh token; nothing when there is none. */
  async forget(token: string): Promise<void> {
    const ended = await inTransaction(this.db, async (tx) => {
      const [row] = await tx.query<{ session_id: string }[]>(
        'select session_id from auth_refresh where token_hash = $1',
        [hashOf(token)],
      );
      return row ? this.sessions.revoke(tx, row.session_id, 'logout') : [];
    });
    this.sessions.ended(ended);
  }

  private async reused(tx: EntityManager, row: RefreshRow): Promise<string[]> {
    await this.audit.record(tx, {
      actorId: row.person_id,
      act: 'auth.refresh_reused',
      subjectKind: 'session',
      subjectId: row.session_id,
    });
    return this.sessions.revoke(tx, row.session_id, 'refresh_reused');
  }

  private async enter(tx: EntityManager, personId: string, sessionId: string): Promise<Entry> {
    const person = await this.people.person(tx, personId);
    if (!person) throw unauthenticated();
    const { token: refreshToken, hash } = newSecretToken();
    await tx.query('insert into auth_refresh (token_hash, session_id, issued_at) values ($1, $2, upline_now())', [
      hash,
      sessionId,
    ]);
    const { token, expiresAt } = await this.tokens.sign(personId, sessionId);
    const { id, login, name, roles, locale } = person;
    return {
      view: {
        accessToken: token,
        expiresAt: expiresAt.toISOString(),
        person: { id, login, name, roles, permissions: permissionsOf(roles), locale },
      },
      refreshToken,
    };
  }
}

async function lockRefresh(tx: EntityManager, token: string, at: string): Promise<RefreshRow | null> {
  const [row] = await tx.query<RefreshRow[]>(
    `select r.session_id, s.person_id, r.used_at is not null as used, coalesce(r.used_at >= $2::timestamptz, false) as raced,
       s.revoked_at is null and s.expires_at > upline_now() and p.active as lives
     from auth_refresh r join auth_session s on s.id = r.session_id join person p on p.id = s.person_id
     where r.token_hash = $1 for update of r, s`,
    [hashOf(token), at],
  );
  return row ?? null;
}
