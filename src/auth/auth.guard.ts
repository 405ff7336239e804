import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard as PassportGuard } from '@nestjs/passport';
import { PERMISSION_ROLES, type Permission } from '@upline/contracts/roles';
import type { TokenAccess } from '@upline/contracts/tokens';
import { PUBLIC_ROUTE, REQUIRED_PERMISSION, TOKEN_ACCESS, type Actor } from '../kernel/actor';
import { Refusal } from '../kernel/refusal';
import { unauthenticated } from './access-token';
import { TokenBearers, tokenInHeader } from './token-bearers.service';

/** The one global guard: every route is `@Public()` or `@Requires()` a permission of a person with a live session or an accepted token. */
@Injectable()
export class AuthGuard extends PassportGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenBearers,
  ) {
    super({ property: 'actor', session: false });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    // sockets prove themselves once, at the handshake
    if (context.getType() !== 'http') return true;
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC_ROUTE, targets)) return true;
    const actor = await this.actorOf(context);
    const permission = this.reflector.getAllAndOverride<Permission | undefined>(REQUIRED_PERMISSION, targets);
    if (!permission || !mayUse(actor, permission)) throw new Refusal('forbidden', 'Your roles do not allow this.');
    const access = this.reflector.getAllAndOverride<TokenAccess | undefined>(TOKEN_ACCESS, targets);
    if (!withinScope(actor, access)) throw new Refusal('forbidden', 'The scopes of this token do not allow this.');
    return true;
  }

  private async actorOf(context: ExecutionContext): Promise<Actor> {
    const request = context.switchToHttp().getRequest<{ actor: Actor; headers: { authorization?: string } }>();
    const token = tokenInHeader(request.headers.authorization);
    if (token === null) await super.canActivate(context);
    else request.actor = await this.tokens.verify(token);
    return request.actor;
  }

  override handleRequest<T>(error: unknown, actor: T | false): T {
    if (error) throw error;
    if (!actor) throw unauthenticated();
    return actor;
  }
}

/** Whether a caller with an integration token may pass; one who signed in always may. */
export const withinScope = ({ token }: Pick<Actor, 'token'>, access: TokenAccess | undefined): boolean =>
  !token || token.scopes.some((scope) => scope === access);

/** Whether one of the actor's roles has the permission. */
export const mayUse = (actor: Pick<Actor, 'roles'>, permission: Permission): boolean =>
  PERMISSION_ROLES[permission].some((role) => actor.roles.includes(role));
