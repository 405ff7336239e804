/** Every stable `code` of a problem document, with its HTTP status. */
export const REFUSAL_STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  timeout: 408,
  stale_version: 409,
  wrong_state: 409,
  in_flight: 409,
  customer_not_told: 409,
  not_agreed: 409,
  top_of_line: 409,
  same_call: 409,
  dispute_limit: 409,
  successor_required: 409,
  above_authority: 409,
  resync_required: 410,
  too_large: 413,
  unsupported_media_type: 415,
  range_not_satisfiable: 416,
  idempotency_mismatch: 422,
  too_many_requests: 429,
  unavailable: 503,
  storage_full: 503,
} as const;
export type RefusalCode = keyof typeof REFUSAL_STATUS;

/** One wrong field: its path (`customer.phone`), a stable code and a sentence for a developer. */
export interface FieldError {
  path: string;
  code: string;
  message: string;
}

/** RFC 9457 problem document; `current` is the ticket as it stands (409 `stale_version`), `resourceId` what the key made (422), `similar` the restricted row (409 `same_call`). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: RefusalCode;
  detail: string;
  requestId: string;
  errors?: FieldError[];
  current?: unknown;
  resourceId?: string;
  similar?: unknown;
}
