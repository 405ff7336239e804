import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { createSecretKey } from 'node:crypto';
import { Config } from '../config';
import { clock } from '../kernel/clock';
import { isId } from '../kernel/ids';
import { Refusal } from '../kernel/refusal';
import { deriveKey } from '../kernel/secrets';

export const ACCESS_TTL_S = 15 * 60;
/** What every access token must say; a token of any other kind is none. */
export const ACCESS_RULES = { algorithm: 'HS256', issuer: 'upline', audience: 'upline-api', typ: 'at+jwt' } as const;
/** Ours have about 400 characters; longer ones are not even parsed. */
const MAX_LENGTH = 2048;

export interface AccessClaims {
  /** Person. */
  sub: string;
  /** Session. */
  sid: string;
  /** Seconds since 1970. */
  exp: number;
}

/** As a key object, since from a bare buffer the library tries on every request whether it is a public key. */
export const accessKey = (config: Config): Buffer =>
  createSecretKey(deriveKey(config.UPLINE_SECRET, 'jwt')) as unknown as Buffer; // its types know only strings and buffers

/** The header's part of the check, which JWT libraries leave to us: only a token that calls itself an access token. */
export function hasAccessHeader(token: string): boolean {
  if (token.length > MAX_LENGTH) return false;
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString());
    const { typ, alg } = header as { typ?: unknown; alg?: unknown };
    return typ === ACCESS_RULES.typ && alg === ACCESS_RULES.algorithm;
  } catch {
    return false;
  }
}

/** Whether signed claims are complete and not over by our own clock, which tests move. */
export const isCurrent = (claims: Partial<AccessClaims>): claims is AccessClaims =>
  typeof claims.sub === 'string' &&
  typeof claims.sid === 'string' &&
  isId(claims.sid) &&
  typeof claims.exp === 'number' &&
  claims.exp * 1000 > clock.nowMs();

/** Makes and checks access tokens. */
@Injectable()
export class AccessTokens {
  private readonly key: Buffer;

  constructor(
    private readonly jwt: JwtService,
    config: Config,
  ) {
    this.key = accessKey(config);
  }

  async sign(personId: string, sessionId: string): Promise<{ token: string; expiresAt: Date }> {
    const iat = Math.floor(clock.nowMs() / 1000);
    const exp = iat + ACCESS_TTL_S;
    const token = await this.jwt.signAsync(
      { sub: personId, sid: sessionId, iat, exp },
      {
        secret: this.key,
        algorithm: ACCESS_RULES.algorithm,
        issuer: ACCESS_RULES.issuer,
        audience: ACCESS_RULES.audience,
        header: { alg: ACCESS_RULES.algorithm, typ: ACCESS_RULES.typ },
      },
    );
    return { token, expiresAt: new Date(exp * 1000) };
  }

  /** Claims of a token that is whole, ours and not over; refuses everything else. */
  async verify(token: string): Promise<AccessClaims> {
    const claims = hasAccessHeader(token) ? await this.claimsOf(token) : null;
    if (!claims || !isCurrent(claims)) throw unauthenticated();
    return claims;
  }

  private async claimsOf(token: string): Promise<Partial<AccessClaims> | null> {
    try {
      return await this.jwt.verifyAsync<Partial<AccessClaims>>(token, {
        secret: this.key,
        algorithms: [ACCESS_RULES.algorithm],
        issuer: ACCESS_RULES.issuer,
        audience: ACCESS_RULES.audience,
        ignoreExpiration: true,
      });
    } catch {
      return null;
    }
  }
}

/** One answer, whatever was wrong with the token. */
export const unauthenticated = (): Refusal =>
  new Refusal('unauthenticated', 'Sign in first: the access token is missing, over or not ours.');
