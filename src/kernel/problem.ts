import { HttpException } from '@nestjs/common';
import type { Problem, RefusalCode } from '@upline/contracts/refusals';
import { STATUS_CODES } from 'node:http';
import { databaseRefusal } from './database-failure';
import { Refusal } from './refusal';

const CODE_OF_STATUS: Partial<Record<number, RefusalCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'timeout',
  413: 'too_large',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
  503: 'unavailable',
};
const DETAIL: Partial<Record<RefusalCode, string>> = {
  invalid: 'The request cannot be read.',
  unauthenticated: 'Sign in first.',
  forbidden: 'This is not for you to do.',
  method_not_allowed: 'This address does not take that method.',
  timeout: 'The request took too long to arrive.',
  too_large: 'The request is too large.',
  unsupported_media_type: 'The body must be application/json.',
  too_many_requests: 'Too often; try again later.',
  unavailable: 'Not now; nothing is lost, try again.',
};
/** Seconds after which a request that met a bug may be tried again. */
const BUG_RETRY_AFTER = 5;

/** The "no" behind anything that was thrown; null for a bug. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  const database = databaseRefusal(error);
  if (database) return database;
  const status = statusOf(error);
  if (status === 404) return Refusal.notFound();
  const code = CODE_OF_STATUS[status] ?? (status >= 400 && status < 500 ? 'invalid' : null);
  return code && new Refusal(code, DETAIL[code]!, status === 503 ? { retryAfter: 2 } : {});
}

/** Fastify's and Nest's own refusals carry an HTTP status; a driver's error does not. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  const fastify = typeof code === 'string' && code.startsWith('FST_') && typeof statusCode === 'number';
  return fastify ? (statusCode as number) : 0;
}

/** What a person gets who met a bug: the same as when the service is away, for that is what it is to them. */
export const bugRefusal = (): Refusal =>
  new Refusal('unavailable', DETAIL.unavailable!, { retryAfter: BUG_RETRY_AFTER });

/** The RFC 9457 document of a refusal. */
export function problemOf(refusal: Refusal, requestId: string): Problem {
  const { errors, current, resourceId, similar } = refusal.extra;
  return {
    type: `urn:upline:problem:${refusal.code}`,
    title: STATUS_CODES[refusal.status] ?? 'Error',
    status: refusal.status,
    code: refusal.code,
    detail: refusal.detail,
    requestId,
    ...(errors && { errors }),
    ...(current !== undefined && { current }),
    ...(resourceId !== undefined && { resourceId }),
    ...(similar !== undefined && { similar }),
  };
}
