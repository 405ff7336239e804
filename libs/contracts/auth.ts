import type { Permission, Role } from './roles';

/** Characters of a password after NFC: long rather than complicated, as NIST SP 800-63B has it. */
export const PASSWORD_LENGTH = { min: 15, max: 256 } as const;

/** Body of `POST /auth/login`. */
export interface LoginBody {
  login: string;
  password: string;
}

/** Who signed in, with what they may do. */
export interface SignedInPerson {
  id: string;
  login: string;
  name: string;
  roles: Role[];
  permissions: Permission[];
  locale: Locale;
}
export const LOCALES = ['zh-CN', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/** Answer of login and refresh; the refresh token travels in a cookie only. */
export interface SessionView {
  /** JWT, 15 minutes. */
  accessToken: string;
  /** When the access token ends. */
  expiresAt: string;
  person: SignedInPerson;
}

/** Body of `POST /auth/set-password`. */
export interface SetPasswordBody {
  /** From the sign-in link. */
  token: string;
  password: string;
}

/** Body of `POST /me/password`. */
export interface ChangePasswordBody {
  currentPassword: string;
  password: string;
}

/** Answer of `POST /people/:id/sign-in-link`. */
export interface SignInLinkView {
  /** Shown only for somebody who has never signed in, and only once; else null. */
  url: string | null;
  expiresAt: string | null;
  /** Whether the link went out by mail. */
  mailed: boolean;
  detail: string;
}
