import { PRESENCE_MODES, type PresenceMode, type UnwatchBody, type WatchBody } from '@upline/contracts/socket-map';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The body of a `watch`, with these fields of its own and no other; null for anything else. */
export function watchBody(body: unknown): WatchBody | null {
  const fields = fieldsOf(body);
  if (!fields) return null;
  if (has(fields, ['view'])) return fields.view === 'team' ? { view: 'team' } : null;
  const { ticketId, mode } = fields;
  return has(fields, ['ticketId', 'mode']) && isTicketId(ticketId) && isMode(mode) ? { ticketId, mode } : null;
}

/** The body of an `unwatch`; null for anything else. */
export function unwatchBody(body: unknown): UnwatchBody | null {
  const fields = fieldsOf(body);
  if (!fields) return null;
  if (has(fields, ['view'])) return fields.view === 'team' ? { view: 'team' } : null;
  const { ticketId } = fields;
  return has(fields, ['ticketId']) && isTicketId(ticketId) ? { ticketId } : null;
}

const fieldsOf = (body: unknown): Record<string, unknown> | null =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : null;
const has = (fields: Record<string, unknown>, names: readonly string[]): boolean =>
  Object.keys(fields).length === names.length && names.every((name) => Object.hasOwn(fields, name));
/** As answers give it, in small letters: one ticket has one key. */
const isTicketId = (value: unknown): value is string => typeof value === 'string' && ID.test(value);
const isMode = (value: unknown): value is PresenceMode => PRESENCE_MODES.includes(value as PresenceMode);
