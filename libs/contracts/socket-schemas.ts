import { PRESENCE_MODES } from './socket-map';

/** JSON Schemas of every frame of the socket map. `Said` reads a type off each, so a test holds them against the map. */
const object = <const P extends Record<string, object>>(properties: P) =>
  ({ type: 'object', properties, required: Object.keys(properties), additionalProperties: false }) as const;
const oneOf = <const S extends readonly object[]>(...schemas: S) => ({ oneOf: schemas }) as const;
const either = <const V extends readonly (string | boolean)[]>(...values: V) => ({ enum: values }) as const;

const ID = { type: 'string', format: 'uuid' } as const;
const TEXT = { type: 'string' } as const;
const COUNT = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
const orNull = <const S extends object>(schema: S) => ({ anyOf: [schema, { type: 'null' }] }) as const;

const TEAM = object({ view: either('team') });
const WATCH_ANSWER = oneOf(
  object({ ok: either(true) }),
  object({
    ok: either(false),
    code: either('invalid', 'not_found', 'forbidden', 'too_many_requests', 'unavailable'),
  }),
);

/** The body of each frame from the server; null for one that has none. */
export const SERVER_FRAMES = {
  event: object({
    seq: COUNT,
    type: TEXT,
    ticketId: orNull(ID),
    number: orNull(COUNT),
    version: orNull(COUNT),
    at: { type: 'string', format: 'date-time' },
  }),
  view_changed: TEAM,
  presence: object({
    ticketId: ID,
    people: { type: 'array', items: object({ id: ID, name: TEXT, mode: either(...PRESENCE_MODES) }) },
  }),
  session_ended: null,
  refused: object({ code: either('invalid') }),
} as const;

/** The body of each frame from a client, and of the acknowledgement that answers it. */
export const CLIENT_FRAMES = {
  resume: {
    body: object({ after: COUNT }),
    answer: oneOf(
      object({ ok: either(true), upTo: COUNT }),
      object({ ok: either(false), code: either('resync_required', 'invalid') }),
    ),
  },
  watch: { body: oneOf(object({ ticketId: ID, mode: either(...PRESENCE_MODES) }), TEAM), answer: WATCH_ANSWER },
  unwatch: { body: oneOf(object({ ticketId: ID }), TEAM), answer: WATCH_ANSWER },
} as const;

/** The type of what a schema of this file allows. */
export type Said<S> = S extends null
  ? never
  : S extends { oneOf: infer Some extends readonly unknown[] } | { anyOf: infer Some extends readonly unknown[] }
    ? Said<Some[number]>
    : S extends { enum: infer Values extends readonly unknown[] }
      ? Values[number]
      : S extends { type: 'object'; properties: infer P }
        ? { -readonly [K in keyof P]: Said<P[K]> }
        : S extends { type: 'array'; items: infer Item }
          ? Said<Item>[]
          : S extends { type: 'string' }
            ? string
            : S extends { type: 'integer' }
              ? number
              : S extends { type: 'null' }
                ? null
                : never;
