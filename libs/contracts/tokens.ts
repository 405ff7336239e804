import type { PersonRef } from './ticket';

/** What an integration token may be made for; effective rights are these ∩ the rights of the person it acts as. */
export const SCOPES = [
  'tickets:read',
  'tickets:file',
  'tickets:act',
  'people:read',
  'people:manage',
  'catalog:read',
  'events:read',
  'audit:read',
] as const;
export type Scope = (typeof SCOPES)[number];

/** What a route says of integration tokens: the scope that lets one in, or that none gets in. */
export type TokenAccess = Scope | 'no_token';

/** How the text of an integration token begins. */
export const TOKEN_PREFIX = 'upl_';
/** Days ahead that a token may end at most. */
export const TOKEN_MAX_DAYS = 366;

/** `pending` until the named person accepts it; `revoked` by somebody, or because that person left. */
export const TOKEN_STATES = ['pending', 'active', 'expired', 'revoked'] as const;
export type TokenState = (typeof TOKEN_STATES)[number];

/** Body of `POST /tokens`. */
export interface TokenBody {
  /** What it is for, 1–80 characters. */
  name: string;
  scopes: Scope[];
  /** Whom it acts as, once they have accepted it. */
  asPersonId: string;
  /** At most `TOKEN_MAX_DAYS` days ahead. */
  expiresAt: string;
}

/** A token as its person and administrators see it; never its text. */
export interface TokenView {
  id: string;
  name: string;
  scopes: Scope[];
  asPerson: PersonRef;
  state: TokenState;
  createdBy: PersonRef;
  createdAt: string;
  acceptedAt: string | null;
  expiresAt: string;
  revokedAt: string | null;
}

/** Answer of `POST /tokens`. */
export interface CreatedTokenView extends TokenView {
  /** `upl_…`, shown only this once; null when the same request is answered again. */
  token: string | null;
}
