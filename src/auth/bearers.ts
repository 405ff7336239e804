import { Injectable } from '@nestjs/common';
import type { Actor } from '../kernel/actor';
import { SessionService } from './session.service';
import { isTokenText, TokenBearers } from './token-bearers.service';

/** Who is behind any bearer text: the access token of a session, or an integration token. */
@Injectable()
export class Bearers {
  constructor(
    private readonly sessions: SessionService,
    private readonly tokens: TokenBearers,
  ) {}

  /** Refuses with `unauthenticated`. */
  verify(text: string): Promise<Actor> {
    return isTokenText(text) ? this.tokens.verify(text) : this.sessions.verifyAccess(text);
  }
}
