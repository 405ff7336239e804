import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Role } from '@upline/contracts/roles';
import { TOKEN_PREFIX, type Scope } from '@upline/contracts/tokens';
import { DataSource } from 'typeorm';
import type { Actor } from '../kernel/actor';
import { clock } from '../kernel/clock';
import { runHot, type HotStatement } from '../kernel/hot-statement';
import { reading } from '../kernel/transaction';
import { PeopleChanges } from '../people/people-changes';
import { unauthenticated } from './access-token';
import { LiveSessions } from './live-sessions';
import { hashOf, newSecretToken } from './secret-token';

interface BearerRow {
  token_id: string;
  scopes: Scope[];
  expires_at: Date;
  id: string;
  name: string;
  roles: Role[];
}

const LIVE: HotStatement = {
  name: 'auth_token_live',
  text: `select t.id as token_id, t.scopes, t.expires_at, p.id, p.name, p.roles
    from auth_token t join person p on p.id = t.person_id
    where t.token_hash = $1 and t.accepted_at is not null and t.revoked_at is null and t.expires_at > upline_now() and p.active`,
};

/** 256 bits, as `newSecretToken` writes them. */
const TEXT = new RegExp(`^${TOKEN_PREFIX}[\\w-]{43}$`);
const IN_HEADER = new RegExp(`^Bearer (${TOKEN_PREFIX}\\S*)$`, 'i');

/** The text of a new token, shown once, and what is stored of it. */
export function newTokenText(): { text: string; hash: Buffer } {
  const text = TOKEN_PREFIX + newSecretToken().token;
  return { text, hash: hashOf(text) };
}

/** Whether a text calls itself an integration token. */
export const isTokenText = (text: string): boolean => text.startsWith(TOKEN_PREFIX);

/** The integration token of an `Authorization` header; null for anything else. */
export const tokenInHeader = (header: string | undefined): string | null => IN_HEADER.exec(header ?? '')?.[1] ?? null;

/** Whom an integration token acts as. */
@Injectable()
export class TokenBearers implements OnModuleInit {
  /** By the hash of the text, so that nothing in memory is a token. */
  private readonly live = new LiveSessions((hash) => this.lookUp(hash));

  constructor(
    private readonly db: DataSource,
    private readonly changes: PeopleChanges,
  ) {}

  onModuleInit(): void {
    this.changes.onChanged((personId) => this.forget(personId));
  }

  /** The person behind an accepted token that is not over; refuses with `unauthenticated`. */
  async verify(text: string): Promise<Actor> {
    const actor = TEXT.test(text) ? await this.live.get(hashOf(text).toString('base64url')) : null;
    if (!actor?.token || actor.token.expiresAtMs <= clock.nowMs()) throw unauthenticated();
    return actor;
  }

  /** Asks anew about a person's tokens; other processes do so within half a second. */
  forget(personId: string): void {
    this.live.forgetPerson(personId);
  }

  private async lookUp(hash: string): Promise<Actor | null> {
    const bytes = Buffer.from(hash, 'base64url');
    const [row] = await reading(this.db, (m) => runHot<BearerRow>(m, LIVE, [bytes]));
    if (!row) return null;
    const { token_id, scopes, expires_at, ...person } = row;
    return { ...person, sessionId: token_id, token: { id: token_id, scopes, expiresAtMs: expires_at.getTime() } };
  }
}
