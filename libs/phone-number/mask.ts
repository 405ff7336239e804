import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

const HIDDEN = '****';

/**
 * What may be shown of a number: `138****1234`, `010****5678`, `400****567`, `+1******1234`; at least four digits in a row
 * are hidden, and short numbers are hidden whole. `e164` as `parsePhone` gives it; anything else is hidden whole too.
 */
export function maskPhone(e164: string): string {
  if (!/^\+\d{5,18}$/.test(e164)) return HIDDEN;
  return e164.startsWith('+86') ? maskChinese(e164.slice(3)) : maskInternational(e164);
}

function maskChinese(national: string): string {
  if (/^1[3-9]\d{9}$/.test(national)) return `${national.slice(0, 3)}${HIDDEN}${national.slice(-4)}`;
  if (/^[48]00\d{7}$/.test(national)) return `${national.slice(0, 3)}${HIDDEN}${national.slice(-3)}`;
  const [, area, own] = /^(10|2\d|[3-9]\d{2})(\d{7,8})$/.exec(national) ?? [];
  return area && own ? `0${area}${HIDDEN}${own.slice(4)}` : HIDDEN;
}

function maskInternational(e164: string): string {
  const code = parsePhoneNumberFromString(e164)?.countryCallingCode;
  if (!code) return HIDDEN;
  const own = e164.length - 1 - code.length;
  const shown = own >= 10 ? 4 : own >= 7 ? 2 : 0;
  return `+${code}******${shown > 0 ? e164.slice(-shown) : ''}`;
}

/** A day such as 2026-11-24 is no number of anybody. */
const DAY = /(?<!\d)(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?!\d)/;
/** Seven digits or more, with at most three of what people put between them. */
const NUMBER = /[+＋]?\p{Nd}(?:[\s\-‐-―−－./()（）]{0,3}\p{Nd}){6,}/u;
const DAY_OR_NUMBER = new RegExp(`${DAY.source}|${NUMBER.source}`, 'gu');

/** Free text with the phone, card and identity numbers in it hidden but for their ends; digits of any script count. */
export function maskDigits(text: string): string {
  return text.replace(DAY_OR_NUMBER, (found, separator: string | undefined) => (separator ? found : maskRun(found)));
}

function maskRun(run: string): string {
  const digits = [...run].filter((character) => /\p{Nd}/u.test(character));
  if (digits.length < 11) return `${HIDDEN}${digits.slice(-2).join('')}`;
  const front = digits.length <= 13 ? digits.slice(0, 3).join('') : '';
  return `${front}${HIDDEN}${digits.slice(-4).join('')}`;
}
