/** First and last byte, both included. */
export interface ByteRange {
  from: number;
  to: number;
}

const ONE_RANGE = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i;
/** Beyond this a number is no place in any file. */
const DIGITS = 15;

/**
 * What a `Range` header asks of a file (RFC 9110 §14): null for the whole, which is also the answer to what is malformed or asks
 * for several ranges; `beyond` when no byte of the file is in it.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | 'beyond' | null {
  const found = header === undefined ? null : ONE_RANGE.exec(header);
  if (!found) return null;
  const [first, last] = [found[1]!, found[2]!];
  if (first === '') return last === '' ? null : suffix(placeOf(last), size);
  const from = placeOf(first);
  const to = last === '' ? Infinity : placeOf(last);
  if (to < from) return null;
  return from >= size ? 'beyond' : { from, to: Math.min(to, size - 1) };
}

const suffix = (length: number, size: number): ByteRange | 'beyond' =>
  length === 0 ? 'beyond' : { from: Math.max(0, size - length), to: size - 1 };

const placeOf = (digits: string): number => (digits.length > DIGITS ? Infinity : Number(digits));
