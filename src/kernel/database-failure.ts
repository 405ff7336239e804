import { Refusal } from './refusal';

const UNAVAILABLE = /^(08|57P0|53[023]|55P03|57014|40001|40P01|25006|58|UL002)/;
const SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
const LOST =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|not queryable|database time-out|Cannot use a pool after calling end|Driver not Connected/;

const codeOf = (error: unknown): string => {
  const found = (error as { code?: unknown; driverError?: { code?: unknown } } | null) ?? {};
  return String(found.code ?? found.driverError?.code ?? '');
};

/** Two people in each other's way, or somebody who left meanwhile (UL002): the whole transaction may simply run again. */
export const mayRetry = (error: unknown): boolean => ['40001', '40P01', 'UL002'].includes(codeOf(error));

/** The 503 that a failure of the database means, or null when the error is something else. */
export function databaseRefusal(error: unknown): Refusal | null {
  const code = codeOf(error);
  if (code === '53100')
    return new Refusal('storage_full', 'The database has no room left on its disk.', { retryAfter: 30 });
  const lost = error instanceof Error && LOST.test(error.message);
  if (UNAVAILABLE.test(code) || SOCKET.has(code) || lost) {
    return new Refusal('unavailable', 'The database does not answer; nothing is lost, try again.', { retryAfter: 2 });
  }
  return null;
}

/** Name of the violated constraint for a unique, exclusion, foreign-key or check violation, else null. */
export function violatedConstraint(error: unknown): string | null {
  if (!/^23/.test(codeOf(error))) return null;
  const found = error as { constraint?: string; driverError?: { constraint?: string } };
  return found.constraint ?? found.driverError?.constraint ?? 'unnamed';
}
