import { REFUSAL_STATUS, type FieldError, type RefusalCode } from '@upline/contracts/refusals';

export interface RefusalExtra {
  errors?: FieldError[];
  /** 409 `stale_version`: the ticket as it stands. */
  current?: unknown;
  /** 422: what the key made, where the caller may see it. */
  resourceId?: string;
  /** 409 `same_call`: the restricted row of the open ticket. */
  similar?: unknown;
  /** `Content-Range` of a 416: how long the file is. */
  contentRange?: string;
  /** Seconds, for 429 and 503. */
  retryAfter?: number;
}

/** A "no" that a person gets with a stable code; anything else that is thrown is a bug and is never shown. */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly detail: string,
    readonly extra: RefusalExtra = {},
  ) {
    super(`${code}: ${detail}`);
    this.name = 'Refusal';
  }

  get status(): number {
    return REFUSAL_STATUS[this.code];
  }

  /** 400 at one field. */
  static invalid(path: string, message: string, code = 'invalid'): Refusal {
    return new Refusal('invalid', message, { errors: [{ path, code, message }] });
  }

  /** The one answer for "does not exist" and "outside your sight". */
  static notFound(): Refusal {
    return new Refusal('not_found', 'There is no such thing, or it is not for you.');
  }
}
