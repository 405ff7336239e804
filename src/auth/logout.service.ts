import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../kernel/actor';
import { Refusal } from '../kernel/refusal';
import { inTransaction } from '../kernel/transaction';
import { SessionService } from './session.service';

/** Ends sessions at their owner's wish. */
@Injectable()
export class LogoutService {
  constructor(
    private readonly db: DataSource,
    private readonly sessions: SessionService,
    private readonly audit: AuditService,
  ) {}

  /** Ends the session of a bearer token; one that is over already has nothing to end. */
  async end(authorization: string | undefined): Promise<void> {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    const actor = token ? await this.actorOf(token) : null;
    if (!actor) return;
    this.sessions.ended(await inTransaction(this.db, (tx) => this.sessions.revoke(tx, actor.sessionId, 'logout')));
  }

  async everywhere(actor: Actor): Promise<void> {
    const ended = await inTransaction(this.db, async (tx) => {
      await this.audit.record(tx, {
        actorId: actor.id,
        act: 'auth.signed_out_everywhere',
        subjectKind: 'person',
        subjectId: actor.id,
      });
      return this.sessions.revokeAll(tx, actor.id, 'logout_everywhere');
    });
    this.sessions.ended(ended);
  }

  private async actorOf(token: string): Promise<Actor | null> {
    try {
      return await this.sessions.verifyAccess(token);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'unauthenticated') return null;
      throw error;
    }
  }
}
