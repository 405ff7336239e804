import type { Actor } from './actor';

/** Who writes, by which route, under which key: what makes a write happen once. */
export interface WriteContext {
  actor: Actor;
  /** Method and template, such as `POST /tickets/:id/note`. */
  route: string;
  /** The caller's `Idempotency-Key`; null without one. */
  key: string | null;
  /** SHA-256 over the address and the body. */
  bodyHash: Buffer;
  /** Hears the HTTP status of the answer; the demo builder has no use for it. */
  onStatus?: (status: number) => void;
}

export interface Written<T> {
  status: number;
  body: T;
  resourceId?: string;
  version?: number;
  /** Paths in the body (`secret`, `link.url`) that a replay answers with null. */
  secrets?: string[];
  /** Runs last in the transaction, after the answer is stored: what must hold its locks only briefly. */
  finish?: () => Promise<void>;
}
