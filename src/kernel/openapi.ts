import { DocumentBuilder, type OpenAPIObject } from '@nestjs/swagger';
import { REFUSAL_STATUS } from '@upline/contracts/refusals';
import type { TokenAccess } from '@upline/contracts/tokens';

type Json = Record<string, unknown>;
interface Operation extends Json {
  operationId: string;
  parameters?: { in: string; name: string }[];
  requestBody?: unknown;
  responses: Record<string, Json>;
  security?: unknown[];
}

/** Schemas that only other modules know: the ticket of a 409 `stale_version`, the row of a 409 `same_call`. */
export interface ProblemParts {
  current?: readonly string[];
  similar?: readonly string[];
}

/** Name of the security scheme of integration tokens. */
const TOKEN = 'integrationToken';
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
const MEANING: Record<number, string> = {
  400: 'Something in the request is wrong; `errors` names each field.',
  401: 'Nobody is signed in, or no longer.',
  403: 'You see it and may never do it.',
  404: 'It does not exist, or is outside your sight.',
  408: 'The request arrived too slowly.',
  409: 'Somebody was faster, or a rule forbids it now.',
  413: 'The body is too large.',
  415: 'The body is not of the type that the route takes (application/json, multipart/form-data for a file, text/csv for a list), or its encoding is not gzip.',
  416: 'No byte of the file is in the range; `Content-Range` says how long it is.',
  422: 'The idempotency key was used with another body.',
  429: 'Too often.',
  503: 'The database is away; nothing is lost.',
};

export const openApiHead = (): Omit<OpenAPIObject, 'paths'> =>
  new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Upline')
    .setDescription('An escalation desk for call centres.')
    .setVersion('1')
    .addBearerAuth()
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'An integration token, `upl_…`, with that scope.' },
      TOKEN,
    )
    .build();

/** Makes Nest's document OpenAPI 3.1 and true: null as a type, no field beyond those named, every refusal listed. */
export function completed(
  document: OpenAPIObject,
  /** Null where anybody may call. */
  tokensOf: (id: string) => TokenAccess | null,
  parts: ProblemParts,
): OpenAPIObject {
  const whole = modern(document) as unknown as {
    components: { schemas?: Json };
    paths: Record<string, Record<string, Operation>>;
  };
  const known = whole.components.schemas ?? {};
  const current = parts.current?.filter((name) => name in known);
  whole.components.schemas = { ...known, Problem: problemSchema({ ...parts, current }) };
  for (const path of Object.values(whole.paths)) {
    for (const method of METHODS) if (path[method]) completeOperation(path[method], tokensOf(path[method].operationId));
  }
  return whole as unknown as OpenAPIObject;
}

function completeOperation(operation: Operation, tokens: TokenAccess | null): void {
  const isPublic = tokens === null;
  const has = (place: string, name?: string): boolean =>
    (operation.parameters ?? []).some((given) => given.in === place && (!name || given.name === name));
  const keyed = has('header', 'Idempotency-Key');
  const refusals = [503, 408];
  if (operation.requestBody || has('query') || keyed) refusals.push(400);
  if (!isPublic) refusals.push(401, 403);
  // 400: an address that cannot be decoded, or has a part too long for any id.
  if (has('path')) refusals.push(400, 404);
  if (operation.requestBody || keyed) refusals.push(400, 413, 415);
  if (keyed) refusals.push(404, 409, 422);
  for (const status of refusals) operation.responses[status] ??= { description: MEANING[status] };
  for (const [status, answer] of Object.entries(operation.responses)) {
    if (Number(status) < 400) continue;
    answer.description ||= MEANING[Number(status)] ?? '';
    answer.content ??= PROBLEM;
  }
  if (isPublic) return;
  operation.security = [{ bearer: [] }, ...(tokens === 'no_token' ? [] : [{ [TOKEN]: [tokens] }])];
}

/** OpenAPI 3.0 habits of the generator, said as JSON Schema 2020-12. */
function modern(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(modern);
  if (value === null || typeof value !== 'object') return value;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, modern(inner)]));
  const closed = closesObject(rest) ? { ...rest, additionalProperties: false } : rest;
  return nullable === true ? orNull(closed) : closed;
}

const closesObject = (schema: Json): boolean =>
  (schema.type === 'object' || schema.type === undefined) &&
  isSchemaMap(schema.properties) &&
  schema.additionalProperties === undefined;

/** A field of the product may be called `properties` too; only a map of schemas closes an object. */
const isSchemaMap = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).every((inner) => typeof inner === 'object');

function orNull(schema: Json): Json {
  const refers = '$ref' in schema || 'allOf' in schema || 'oneOf' in schema || 'anyOf' in schema;
  if (refers || typeof schema.type !== 'string') {
    const { type: _, description, ...other } = schema;
    return { ...(description !== undefined && { description }), anyOf: [other, { type: 'null' }] };
  }
  const values = Array.isArray(schema.enum) ? { enum: [...(schema.enum as unknown[]), null] } : {};
  return { ...schema, ...values, type: [schema.type, 'null'] };
}

function problemSchema(parts: ProblemParts): Json {
  const text = { type: 'string' };
  const refs = (names: readonly string[]) => ({
    anyOf: names.map((name) => ({ $ref: `#/components/schemas/${name}` })),
  });
  const field = { path: text, code: text, message: text };
  return {
    type: 'object',
    description: 'RFC 9457 problem document; `code` is stable, `detail` is for a developer.',
    properties: {
      type: text,
      title: text,
      status: { type: 'integer', enum: [...new Set(Object.values(REFUSAL_STATUS))] },
      code: { type: 'string', enum: Object.keys(REFUSAL_STATUS) },
      detail: text,
      requestId: { type: 'string', format: 'uuid' },
      errors: {
        type: 'array',
        items: { type: 'object', properties: field, required: Object.keys(field), additionalProperties: false },
      },
      ...(parts.current && { current: refs(parts.current) }),
      ...(parts.similar && { similar: refs(parts.similar) }),
      resourceId: { type: 'string', format: 'uuid' },
    },
    required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
    additionalProperties: false,
  };
}
