import type { FastifyRequest } from 'fastify';

/** What kind of body a route takes; JSON unless the route says otherwise. */
export interface BodyKind {
  /** Bytes, before and after inflating. */
  limit: number;
  type: RegExp;
  /** For the 415. */
  said: string;
}

export const JSON_KIND: BodyKind = {
  limit: 1024 * 1024,
  type: /^application\/json(?:\s*;\s*charset="?utf-8"?)?\s*$/i,
  said: 'The body must be application/json.',
};
export const CSV_KIND: BodyKind = {
  limit: 2 * 1024 * 1024,
  // The charset is looked for in the bytes: senders are wrong about it too often.
  type: /^(?:text\/csv|application\/octet-stream)(?:\s*;\s*(?:charset="?(?:utf-?8|gb18030|gbk|gb2312)"?|header="?present"?))*\s*$/i,
  said: 'The body must be text/csv or application/octet-stream, in UTF-8 or GB18030.',
};

/** Name in a route's config by which it takes CSV. */
export const TAKES_CSV = 'uplineTakesCsv';

export const kindOf = (request: FastifyRequest): BodyKind =>
  (request.routeOptions.config as unknown as Record<string, unknown>)[TAKES_CSV] ? CSV_KIND : JSON_KIND;
