/** Longest lexeme in code points; longer words are found by their beginning. */
export const LONGEST = 32;
/** Scripts without spaces: every two neighbours are a lexeme, so that a word is found whatever it stands between. */
const UNSPACED = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}]';
const TOKEN = new RegExp(`${UNSPACED}+|(?:(?!${UNSPACED})[\\p{L}\\p{M}\\p{N}])+|\\p{Extended_Pictographic}`, 'gu');
export const IS_UNSPACED = new RegExp(`^${UNSPACED}`, 'u');

/** Full-width and half-width, upper and lower case are one. */
export const normalised = (text: string): string => text.normalize('NFKC').toLowerCase();
export const tokens = (text: string): string[] => normalised(text).match(TOKEN) ?? [];
export const head = (points: readonly string[]): string => points.slice(0, LONGEST).join('');

/** `ab bc c` of `abc`: pairs of neighbours, and the last one alone, which begins no pair. */
function pairs(points: readonly string[], into: Set<string>): void {
  for (let at = 0; at < points.length; at++) into.add(points[at]! + (points[at + 1] ?? ''));
}

/** What a text is found by. */
export function lexemesOf(text: string): string[] {
  const found = new Set<string>();
  for (const token of tokens(text)) {
    const points = [...token];
    if (IS_UNSPACED.test(token)) pairs(points, found);
    else found.add(head(points));
  }
  return [...found];
}

const HOUR_MS = 3_600_000;
const DAY = 24;
/** Hours since 1970. */
export const hourOf = (at: Date): number => Math.floor(at.getTime() / HOUR_MS);
/** The first instant of an hour. */
export const hourStart = (hour: number): string => new Date(hour * HOUR_MS).toISOString();
const dayLexeme = (hour: number): string => `@${hour / DAY}`;
const hourLexeme = (hour: number): string => `@h${hour}`;
/** The hour and the day of a ticket; no text has a lexeme with `@`. They let an index cut the newest tickets out. */
export const timeLexemes = (at: Date): string[] => {
  const hour = hourOf(at);
  return [hourLexeme(hour), dayLexeme(hour - (hour % DAY))];
};
/** The lexemes of the hours from `first` to `last`, whole days as one. */
export function lexemesBetween(first: number, last: number): string[] {
  const found: string[] = [];
  for (let hour = first; hour <= last;) {
    const whole = hour % DAY === 0 && hour + DAY - 1 <= last;
    found.push(whole ? dayLexeme(hour) : hourLexeme(hour));
    hour += whole ? DAY : 1;
  }
  return found;
}

/** What a ticket is found by, as JSON for `jsonb_to_recordset`. */
export interface SearchRow {
  ticket_id: string;
  /** Of the texts that everybody reads who sees the ticket, its hour and its day. */
  words: string[];
  /** Of the texts for superiors. */
  superiors: string[];
  bytes: number;
}

export function searchRow(
  ticket: { id: string; createdAt: Date },
  texts: readonly { body: string; visibility: string }[],
): SearchRow {
  const words = new Set(timeLexemes(ticket.createdAt));
  const superiors = new Set<string>();
  for (const { body, visibility } of texts)
    for (const lexeme of lexemesOf(body)) (visibility === 'all' ? words : superiors).add(lexeme);
  let bytes = 0;
  // A character is four bytes at most; what is counted is an upper bound.
  for (const lexeme of [...words, ...superiors]) bytes += lexeme.length * 3;
  return { ticket_id: ticket.id, words: [...words], superiors: [...superiors], bytes };
}
