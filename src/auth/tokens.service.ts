import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Page } from '@upline/contracts/pages';
import { TOKEN_MAX_DAYS, type CreatedTokenView, type TokenBody, type TokenView } from '@upline/contracts/tokens';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../kernel/actor';
import { decodeCursor } from '../kernel/cursor';
import { newId } from '../kernel/ids';
import { toDate } from '../kernel/instant';
import { pageOf } from '../kernel/page';
import { Refusal } from '../kernel/refusal';
import { reading } from '../kernel/transaction';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { PeopleChanges } from '../people/people-changes';
import { requireActive } from '../people/person.queries';
import { mayUse } from './auth.guard';
import { SessionService } from './session.service';
import { newTokenText, TokenBearers } from './token-bearers.service';
import { listTokens, lockToken, toTokenView, type TokenRow } from './token.queries';

/** Integration tokens: an administrator makes one, the person whom it acts as accepts it, either revokes it. */
@Injectable()
export class TokensService implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly once: WriteOnce,
    private readonly audit: AuditService,
    private readonly sessions: SessionService,
    private readonly bearers: TokenBearers,
    private readonly changes: PeopleChanges,
  ) {}

  onModuleInit(): void {
    this.changes.whenDeactivated((tx, personId) => revokeAll(tx, personId));
  }

  /** Those naming the reader; an administrator sees all. */
  async list(actor: Actor, page: { limit: number; cursor?: string }): Promise<Page<TokenView>> {
    const [before] = page.cursor ? (decodeCursor(page.cursor, ['string']) as [string]) : [null];
    const personId = administers(actor) ? null : actor.id;
    const rows = await reading(this.db, (m) => listTokens(m, personId, before, page.limit));
    return pageOf(rows, page.limit, toTokenView, (row) => [row.id]);
  }

  async create(write: WriteContext, body: TokenBody): Promise<CreatedTokenView> {
    return this.once.run(write, async (tx) => {
      await requireActive(tx, [body.asPersonId], 'asPersonId');
      const expiresAt = toDate(body.expiresAt);
      await requireNear(tx, expiresAt);
      const id = newId();
      const { text, hash } = newTokenText();
      await tx.query(
        `insert into auth_token (id, token_hash, name, scopes, person_id, created_by_id, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, upline_now(), $7)`,
        [id, hash, body.name, body.scopes, body.asPersonId, write.actor.id, expiresAt],
      );
      const row = (await lockToken(tx, id))!;
      await this.record(tx, write.actor, 'tokens.created', row);
      return { status: 201, body: { ...toTokenView(row), token: text }, resourceId: id, secrets: ['token'] };
    });
  }

  /** Only the person whom it acts as; from then on it works. */
  async accept(write: WriteContext, id: string): Promise<TokenView> {
    const view = await this.once.run(write, async (tx) => {
      const before = await this.locked(tx, write.actor, id);
      if (before.person.id !== write.actor.id)
        throw new Refusal('forbidden', 'Only the person whom it acts as accepts it.');
      if (before.state !== 'pending') throw new Refusal('wrong_state', `This token is ${before.state} already.`);
      await tx.query('update auth_token set accepted_at = upline_now() where id = $1', [id]);
      const row = (await lockToken(tx, id))!;
      await this.record(tx, write.actor, 'tokens.accepted', row);
      return { status: 200, body: toTokenView(row), resourceId: id };
    });
    this.bearers.forget(view.asPerson.id);
    return view;
  }

  /** At once and for good; one that is revoked already stays so. */
  async revoke(write: WriteContext, id: string): Promise<void> {
    let personId = '';
    await this.once.run(write, async (tx) => {
      const before = await this.locked(tx, write.actor, id);
      personId = before.person.id;
      if (before.state !== 'revoked') {
        await tx.query(
          `update auth_token set revoked_at = upline_now(), revoked_by_id = $2, revoked_why = 'revoked' where id = $1`,
          [id, write.actor.id],
        );
        await this.record(tx, write.actor, 'tokens.revoked', before);
      }
      return { status: 204, body: null, resourceId: id };
    });
    this.bearers.forget(personId);
    this.sessions.ended([id]);
  }

  /** Out of sight is what names somebody else, except for administrators. */
  private async locked(tx: EntityManager, actor: Actor, id: string): Promise<TokenRow> {
    const row = await lockToken(tx, id);
    if (!row || (row.person.id !== actor.id && !administers(actor))) throw Refusal.notFound();
    return row;
  }

  private async record(tx: EntityManager, actor: Actor, act: string, row: TokenRow): Promise<void> {
    const data = { scopes: row.scopes, asPersonId: row.person.id, expiresAt: row.expires_at.toISOString() };
    await this.audit.record(tx, { actorId: actor.id, act, subjectKind: 'token', subjectId: row.id, data });
  }
}

const administers = (actor: Actor): boolean => mayUse(actor, 'tokens.manage');

async function revokeAll(tx: EntityManager, personId: string): Promise<void> {
  await tx.query(
    `update auth_token set revoked_at = upline_now(), revoked_why = 'deactivated' where person_id = $1 and revoked_at is null`,
    [personId],
  );
}

async function requireNear(tx: EntityManager, expiresAt: Date): Promise<void> {
  const [row] = await tx.query<[{ over: boolean; far: boolean }]>(
    `select $1::timestamptz <= upline_now() as over, $1::timestamptz > upline_now() + interval '${TOKEN_MAX_DAYS} days' as far`,
    [expiresAt],
  );
  if (row.over) throw Refusal.invalid('expiresAt', 'is over already', 'over');
  if (row.far) throw Refusal.invalid('expiresAt', `is more than ${TOKEN_MAX_DAYS} days ahead`, 'too_far');
}
