import type { Actor } from '../kernel/actor';
import type { WriteContext } from '../kernel/write';

const NO_BODY = Buffer.alloc(32);

/** Nobody: the builder itself, before there is anybody. */
export const SYSTEM: Actor = { id: '', name: 'demo', roles: [], sessionId: '' };

/** A write by a person of the demo, who has no session and needs no idempotency. */
export const writeAs = (actor: Actor, route: string): WriteContext => ({
  actor,
  route,
  key: null,
  bodyHash: NO_BODY,
});
