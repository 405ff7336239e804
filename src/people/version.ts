import { Refusal } from '../kernel/refusal';

/** 409 `stale_version` with the thing as it stands, when the caller saw another version; a caller may leave it out. */
export function requireVersion(seen: number | undefined, stands: number, current: () => unknown): void {
  if (seen === undefined || seen === stands) return;
  throw new Refusal('stale_version', `It is at version ${stands} by now.`, { current: current() });
}
