import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { Config } from '../config';
import type { Actor } from '../kernel/actor';
import {
  ACCESS_RULES,
  accessKey,
  hasAccessHeader,
  isCurrent,
  unauthenticated,
  type AccessClaims,
} from './access-token';
import { SessionService } from './session.service';

/** Bearer tokens of requests. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(
    config: Config,
    private readonly sessions: SessionService,
  ) {
    const key = accessKey(config);
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: (_request: unknown, token: string, done: (error: Error | null, key?: Buffer) => void) =>
        hasAccessHeader(token) ? done(null, key) : done(unauthenticated()),
      algorithms: [ACCESS_RULES.algorithm],
      issuer: ACCESS_RULES.issuer,
      audience: ACCESS_RULES.audience,
      // judged by `isCurrent`, by the clock that tests move
      ignoreExpiration: true,
    });
  }

  validate(claims: Partial<AccessClaims>): Promise<Actor> {
    if (!isCurrent(claims)) throw unauthenticated();
    return this.sessions.actorOf(claims);
  }
}
