import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Permission, Role } from '@upline/contracts/roles';
import type { Scope, TokenAccess } from '@upline/contracts/tokens';

/** Who acts: a person with a live session, or with an integration token that they have accepted. */
export interface Actor {
  id: string;
  name: string;
  roles: readonly Role[];
  /** The token's id where there is one. */
  sessionId: string;
  /** Left out for a person who signed in. */
  token?: ActorToken;
}
export interface ActorToken {
  id: string;
  scopes: readonly Scope[];
  expiresAtMs: number;
}

export const PUBLIC_ROUTE = 'upline:public';
export const REQUIRED_PERMISSION = 'upline:requires';
export const TOKEN_ACCESS = 'upline:token-access';

/** Anybody may call this route, signed in or not. */
export const Public = () => SetMetadata(PUBLIC_ROUTE, true);
/**
 * Callers of this route need the permission, and an integration token the scope beside it; `no_token` keeps every token out.
 * A route with neither decorator, or that leaves tokens open, stops the start.
 */
export const Requires = (permission: Permission, tokens: TokenAccess) =>
  applyDecorators(SetMetadata(REQUIRED_PERMISSION, permission), SetMetadata(TOKEN_ACCESS, tokens));

/** The `Actor` that the global guard put on the request. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  return context.switchToHttp().getRequest<{ actor: Actor }>().actor;
});
