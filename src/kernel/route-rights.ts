import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { SCOPES, type TokenAccess } from '@upline/contracts/tokens';
import { PUBLIC_ROUTE, REQUIRED_PERMISSION, TOKEN_ACCESS } from './actor';

export interface RouteRight {
  /** `TicketsController.file` */
  name: string;
  method: string;
  public: boolean;
  /** Null for a public route. */
  tokens: TokenAccess | null;
}

/** Every handler of the app with who may call it; throws with the names of those that do not say, or leave tokens open. */
export function routeRights(discovery: DiscoveryService): RouteRight[] {
  const scanner = new MetadataScanner();
  const rights = discovery.getControllers().flatMap(({ metatype }) => {
    const prototype = metatype!.prototype as Record<string, object>;
    const names = scanner.getAllMethodNames(prototype).filter((name) => isRoute(prototype[name]!));
    return names.map((name) => rightOf(metatype as object, metatype!.name, prototype[name]!, name));
  });
  const open = rights.filter((right) => right === null || 'missing' in right) as { missing: string }[];
  if (open.length > 0) {
    const list = open.map(({ missing }) => missing).join(', ');
    throw new Error(
      `These routes say neither @Public() nor @Requires() with a scope for tokens or 'no_token': ${list}`,
    );
  }
  return rights as RouteRight[];
}

const KNOWN = new Set<TokenAccess>([...SCOPES, 'no_token']);
const isRoute = (handler: object): boolean => Reflect.hasMetadata(PATH_METADATA, handler);

function rightOf(owner: object, ownerName: string, handler: object, method: string): RouteRight | { missing: string } {
  const name = `${ownerName}.${method}`;
  const said = (key: string): unknown => Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, owner);
  const isPublic = Boolean(said(PUBLIC_ROUTE));
  const tokens = said(TOKEN_ACCESS) as TokenAccess | undefined;
  if (!isPublic && !(said(REQUIRED_PERMISSION) && tokens && KNOWN.has(tokens))) return { missing: name };
  const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number]!;
  return { name, method: verb, public: isPublic, tokens: isPublic ? null : tokens! };
}
