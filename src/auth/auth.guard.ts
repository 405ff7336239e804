import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard as PassportGuard } from '@nestjs/passport';
import { PERMISSION_ROLES, type Permission } from '@upline/contracts/roles';
import { PUBLIC_ROUTE, REQUIRED_PERMISSION, type Actor } from '../kernel/actor';
import { Refusal } from '../kernel/refusal';
import { unauthenticated } from './access-token';

/** The one global guard: every route is `@Public()` or `@Requires()` a permission of a person with a live session. */
@Injectable()
export class AuthGuard extends PassportGuard('jwt') {
  constructor(private readonly reflector: Reflector) {
    super({ property: 'actor', session: false });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    // sockets prove themselves once, at the handshake
    if (context.getType() !== 'http') return true;
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC_ROUTE, targets)) return true;
    await super.canActivate(context);
    const permission = this.reflector.getAllAndOverride<Permission | undefined>(REQUIRED_PERMISSION, targets);
    const { actor } = context.switchToHttp().getRequest<{ actor: Actor }>();
    if (!permission || !mayUse(actor, permission)) throw new Refusal('forbidden', 'Your roles do not allow this.');
    return true;
  }

  override handleRequest<T>(error: unknown, actor: T | false): T {
    if (error) throw error;
    if (!actor) throw unauthenticated();
    return actor;
  }
}

/** Whether one of the actor's roles has the permission. */
export const mayUse = (actor: Pick<Actor, 'roles'>, permission: Permission): boolean =>
  PERMISSION_ROLES[permission].some((role) => actor.roles.includes(role));
