import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Permission, Role } from '@upline/contracts/roles';

/** Who acts: a person with a live session. */
export interface Actor {
  id: string;
  name: string;
  roles: readonly Role[];
  sessionId: string;
}

export const PUBLIC_ROUTE = 'upline:public';
export const REQUIRED_PERMISSION = 'upline:requires';

/** Anybody may call this route, signed in or not. */
export const Public = () => SetMetadata(PUBLIC_ROUTE, true);
/** Callers of this route need the permission; a route with neither decorator stops the start. */
export const Requires = (permission: Permission) => SetMetadata(REQUIRED_PERMISSION, permission);

/** The `Actor` that the global guard put on the request. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  return context.switchToHttp().getRequest<{ actor: Actor }>().actor;
});
