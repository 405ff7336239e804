import { Injectable } from '@nestjs/common';
import type { SignInLinkView } from '@upline/contracts/auth';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import { Config } from '../config';
import type { Actor } from '../kernel/actor';
import { Refusal } from '../kernel/refusal';
import { inTransaction, reading } from '../kernel/transaction';
import { checkPassword } from './password.rules';
import { Passwords } from './passwords';
import { hashOf, newSecretToken } from './secret-token';
import { SessionService } from './session.service';

const LINK_LIFE = '30 minutes';

/** Passwords of people and the links by which they get one. */
@Injectable()
export class CredentialsService {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly passwords: Passwords,
    private readonly sessions: SessionService,
    private readonly audit: AuditService,
  ) {}

  /** Stores a password inside a transaction of the caller; who is signed in stays so. */
  async put(tx: EntityManager, personId: string, password: string): Promise<void> {
    await this.putHash(tx, personId, await this.passwords.hash(password));
  }

  /** A link for setting a password; shown only for somebody who has never signed in. */
  async makeLink(tx: EntityManager, actorId: string, personId: string): Promise<SignInLinkView> {
    const [person] = await tx.query<{ active: boolean; entered: boolean }[]>(
      'select p.active, exists (select from auth_session s where s.person_id = p.id) as entered from person p where p.id = $1',
      [personId],
    );
    if (!person) throw Refusal.notFound();
    if (!person.active) throw new Refusal('wrong_state', 'This person has left.');
    if (person.entered) return NOT_MAILED;
    const { token, hash } = newSecretToken();
    const [row] = await tx.query<[{ expires_at: Date }]>(
      `insert into auth_link (token_hash, person_id, made_by_id, created_at, expires_at)
       values ($1, $2, $3, upline_now(), upline_now() + interval '${LINK_LIFE}') returning expires_at`,
      [hash, personId, actorId],
    );
    await this.audit.record(tx, { actorId, act: 'auth.link_made', subjectKind: 'person', subjectId: personId });
    return {
      // behind `#`, which browsers send to no server and into no log
      url: `${this.origin()}/set-password#token=${token}`,
      expiresAt: row.expires_at.toISOString(),
      mailed: false,
      detail: 'Give this link to the person; it works once, for 30 minutes.',
    };
  }

  /** Sets a password by a link, which ends every session and every other link of the person. */
  async setByLink(token: string, password: string): Promise<void> {
    checkPassword(password, null, 'password');
    const hash = hashOf(token);
    // Looked at before the costly hash, so that made-up tokens cost nothing.
    const [open] = await reading(this.db, (m) => m.query<{ login: string }[]>(OPEN_LINK, [hash]));
    if (!open) throw wrongToken();
    checkPassword(password, open.login, 'password');
    const passwordHash = await this.passwords.hash(password);
    const ended = await inTransaction(this.db, async (tx) => {
      const [used] = await tx.query<[{ person_id: string }[], number]>(
        `update auth_link set used_at = upline_now()
         where token_hash = $1 and used_at is null and expires_at > upline_now() returning person_id`,
        [hash],
      );
      const personId = used[0]?.person_id;
      if (!personId) throw wrongToken();
      await tx.query('update auth_link set used_at = upline_now() where person_id = $1 and used_at is null', [
        personId,
      ]);
      await this.putHash(tx, personId, passwordHash);
      await this.audit.record(tx, {
        actorId: personId,
        act: 'auth.password_set',
        subjectKind: 'person',
        subjectId: personId,
      });
      return this.sessions.revokeAll(tx, personId, 'password_changed');
    });
    this.sessions.ended(ended);
  }

  /** Sets the password of a person who has just proved the old one; ends their other sessions. */
  async change(actor: Actor, login: string, password: string): Promise<void> {
    checkPassword(password, login, 'password');
    const hash = await this.passwords.hash(password);
    const ended = await inTransaction(this.db, async (tx) => {
      await this.putHash(tx, actor.id, hash);
      await this.audit.record(tx, {
        actorId: actor.id,
        act: 'auth.password_changed',
        subjectKind: 'person',
        subjectId: actor.id,
      });
      return this.sessions.revokeAll(tx, actor.id, 'password_changed', actor.sessionId);
    });
    this.sessions.ended(ended);
  }

  private async putHash(tx: EntityManager, personId: string, hash: string): Promise<void> {
    await tx.query(
      `insert into auth_credential (person_id, password_hash, changed_at) values ($1, $2, upline_now())
       on conflict (person_id) do update set password_hash = excluded.password_hash, changed_at = excluded.changed_at`,
      [personId, hash],
    );
  }

  private origin(): string {
    const { UPLINE_PUBLIC_URL, HOST, PORT } = this.config;
    return UPLINE_PUBLIC_URL?.replace(/\/+$/, '') ?? `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${PORT}`;
  }
}

const OPEN_LINK = `select p.login from auth_link l join person p on p.id = l.person_id
  where l.token_hash = $1 and l.used_at is null and l.expires_at > upline_now() and p.active`;

/** A link that an administrator could read would let them in as somebody else. */
const NOT_MAILED: SignInLinkView = {
  url: null,
  expiresAt: null,
  mailed: false,
  detail: 'This person has signed in before: their link is mailed and never shown, and this house has no mail yet.',
};

const wrongToken = (): Refusal => Refusal.invalid('token', 'is no link that still works', 'link_over');
