import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';

export const PHONE_KINDS = ['mobile', 'landline', 'service', 'international'] as const;
export type PhoneKind = (typeof PHONE_KINDS)[number];

export interface PhoneNumber {
  /**
   * `+` and digits. 400, 800 and 95 numbers, which cannot be dialled from abroad, are written the same way
   * (`+864001234567`, `+8695588`), so that one form serves storing and comparing.
   */
  e164: string;
  kind: PhoneKind;
}

/** What people put between digits: spaces, dashes of any length, brackets, dots, and marks that a copied text carries along. */
const BETWEEN = /[\s\-‐-―−﹣./()[\]~\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g;
const LONGEST_TYPED = 64;

const MOBILE = /^1[3-9]\d{9}$/;
const SERVICE = /^(?:[48]00\d{7}|95\d{3,6})$/;
/** 010 and 02x have eight digits after the area code, all others seven or eight. */
const LANDLINE = /^(?:(?:10|2\d)[2-8]\d{7}|(?!400|800)[3-9]\d{2}[2-8]\d{6,7})$/;

/**
 * Reads a number as a person types it: a Chinese mobile, a landline with its area code, a 400/800/95 number, or E.164 of
 * any country (with `+` or `00`). Null for anything else. `defaultCountry` is where a number without a country is dialled.
 */
export function parsePhone(typed: string, defaultCountry: CountryCode = 'CN'): PhoneNumber | null {
  if (typed.length > LONGEST_TYPED) return null;
  const text = typed.normalize('NFKC').replace(BETWEEN, '').replace(/^00/, '+');
  if (!/^\+?\d{5,18}$/.test(text)) return null;
  if (text.startsWith('+86')) return chinese(text.slice(3), false);
  if (text.startsWith('+')) return international(text, undefined);
  if (defaultCountry !== 'CN') return international(text, defaultCountry);
  return chinese(text, true) ?? (/^86\d{11}$/.test(text) ? mobile(text.slice(2)) : null);
}

function chinese(national: string, fromWithin: boolean): PhoneNumber | null {
  if (SERVICE.test(national)) return { e164: `+86${national}`, kind: 'service' };
  const trunk = national.startsWith('0');
  const rest = trunk ? national.slice(1) : national;
  // Dialled within China, a landline without the 0 of its area code is another number.
  if (LANDLINE.test(rest) && (trunk || !fromWithin)) return { e164: `+86${rest}`, kind: 'landline' };
  return mobile(rest);
}

const mobile = (national: string): PhoneNumber | null =>
  MOBILE.test(national) ? { e164: `+86${national}`, kind: 'mobile' } : null;

function international(text: string, country: CountryCode | undefined): PhoneNumber | null {
  const found = parsePhoneNumberFromString(text, country);
  // By length only: new ranges are in use before any list knows them.
  if (!found?.isPossible() || found.ext) return null;
  if (found.number.startsWith('+86')) return chinese(found.number.slice(3), false);
  return { e164: found.number, kind: 'international' };
}
