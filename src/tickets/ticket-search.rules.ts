import { parsePhone } from '@upline/phone-number/phone-number';
import { IS_UNSPACED, LONGEST, head, normalised, tokens } from './lexemes.rules';

/** Cuts a run of Chinese into words. */
export type Cut = (run: string) => string[];

/** What must hold of a ticket; all clauses together. */
export interface SearchQuery {
  /** Words that its texts hold, as the text of a `tsquery`; null when no word was asked for. */
  words: string | null;
  /** Each: the customer's number, or the digits in a text. */
  digits: DigitsClause[];
}
export interface DigitsClause {
  /** Whole numbers that the digits may be, E.164. */
  phone: string | null;
  /** The last four of a phone. */
  lastFour: string | null;
  /** 单号, only where it is all that was asked for. */
  number: string | null;
  /** The digits in a text, as a `tsquery`. */
  text: string;
}

/** What says nothing beside another word. */
const FUNCTION_WORDS = new Set('的了吗呢吧啊呀和与及或在是我你他她它这那就也都还把被给');
const NUMBER_ALONE = /^\s*(?:#|no\.?|单号)?\s*[:#]?\s*(\d{1,15})\s*$/u;
/** Seven digits or more, with what people put between them. */
const NUMBER_RUN = /\+?\d(?:[\s\-‐-―−./()]{0,3}\d){6,}/gu;

/** Numbers of somebody in one search; more of them are looked for as words. */
const MOST_NUMBERS = 4;

const quoted = (lexeme: string): string => `'${lexeme}'`;
const begins = (lexeme: string): string => `${quoted(lexeme)}:*`;

/** Reads what a person typed; there is no syntax in it. Null when there is nothing to look for. */
export function readQuery(typed: string, cut: Cut): SearchQuery | null {
  const text = normalised(typed);
  const number = NUMBER_ALONE.exec(text)?.[1] ?? null;
  if (number) return { words: null, digits: [clause(number, phoneOf(number)?.e164 ?? null, number)] };
  const { rest, phones } = phoneRuns(text);
  const digits = new Map(phones.map(({ e164, national }) => [national, clause(national, e164, null)]));
  const words = new Set<string>();
  for (const token of tokens(rest)) {
    const one = /^\d+$/.test(token) ? clause(token, phoneOf(token)?.e164 ?? null, null) : null;
    if (one === null) for (const word of wordsOf(token, cut)) words.add(word);
    else if ((one.phone ?? one.lastFour) !== null && digits.size < MOST_NUMBERS) digits.set(token, one);
    else if (!digits.has(token)) words.add(one.text);
  }
  if (words.size === 0 && digits.size === 0) return null;
  return { words: words.size > 0 ? [...words].join(' & ') : null, digits: [...digits.values()] };
}

interface Phone {
  e164: string;
  national: string;
}
const phoneOf = (run: string): Phone | null => {
  const e164 = parsePhone(run)?.e164;
  return e164 ? { e164, national: e164.startsWith('+86') ? e164.slice(3) : e164.slice(1) } : null;
};
/** Runs that are a phone when read as one; two numbers side by side are left to be read each alone. */
function phoneRuns(text: string): { rest: string; phones: Phone[] } {
  const phones: Phone[] = [];
  const rest = text.replace(NUMBER_RUN, (run) => {
    const phone = phoneOf(run);
    if (!phone || phones.length >= MOST_NUMBERS) return run;
    phones.push(phone);
    return ' ';
  });
  return { rest, phones };
}

const clause = (digits: string, phone: string | null, number: string | null): DigitsClause => ({
  phone,
  lastFour: digits.length === 4 ? digits : null,
  number,
  text: digits.length >= 3 ? begins(digits.slice(0, LONGEST)) : quoted(digits),
});

function wordsOf(token: string, cut: Cut): string[] {
  const points = [...token];
  if (!IS_UNSPACED.test(token)) return [points.length >= 3 ? begins(head(points)) : quoted(token)];
  if (points.length <= 2) return pairQuery(points);
  const words = runs(cut(token));
  const telling = words.filter((word) => !FUNCTION_WORDS.has(word));
  return (telling.length > 0 ? telling : words).flatMap((word) => pairQuery([...word]));
}

/** Neighbours that are no word of the dictionary stay together: a name is one thing. */
function runs(words: readonly string[]): string[] {
  const joined: string[] = [];
  let single = '';
  for (const word of words) {
    const alone = [...word].length === 1 && !FUNCTION_WORDS.has(word);
    if (alone) single += word;
    else {
      if (single) joined.push(single);
      single = '';
      joined.push(word);
    }
  }
  return single ? [...joined, single] : joined;
}

function pairQuery(points: readonly string[]): string[] {
  if (points.length === 1) return [begins(points[0]!)];
  return points.slice(1).map((point, at) => quoted(points[at]! + point));
}

/** How many digits of any script a text has: from seven on it may be somebody's number. */
export const digitsIn = (text: string): number => text.match(/\p{Nd}/gu)?.length ?? 0;
export const PERSONAL_DIGITS = 7;
