import { Refusal } from './refusal';

export const ENCODINGS = ['utf-8', 'gb18030'] as const;
export type TextEncodingName = (typeof ENCODINGS)[number];

/** Bytes of a line that are searched for the place where it breaks. */
const SEARCHED = 64 * 1024;
const NEWLINE = 0x0a;
/** What Chinese text is made of; a line of GB18030 is hardly ever all of this by accident when read as UTF-8. */
const CHINESE = /^[\t\r\n\x20-\x7e\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]*$/;
const PLAIN = /^[\t\r\n\x20-\x7e]*$/;

/** The text of a file in UTF-8 (first choice) or GB18030; one that mixes them is a 400 that names line and byte. */
export function decodeText(bytes: Buffer): { text: string; encoding: TextEncodingName } {
  const utf8 = decoded(bytes, 'utf-8');
  if (utf8 !== null) return { text: utf8, encoding: 'utf-8' };
  refuseMixture(bytes);
  const text = decoded(bytes, 'gb18030');
  if (text === null) throw unreadable(1, 0);
  return { text: text.replace(/^\uFEFF/, ''), encoding: 'gb18030' };
}

function decoded(bytes: Buffer, encoding: TextEncodingName, stream = false): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream });
  } catch {
    return null;
  }
}

/** Lines can be looked at one by one, since no byte of a character in either encoding is a line feed. */
function refuseMixture(bytes: Buffer): void {
  let seen: TextEncodingName | null = null;
  for (let from = 0, line = 1; from < bytes.length; line++) {
    const end = bytes.indexOf(NEWLINE, from);
    const to = end === -1 ? bytes.length : end + 1;
    const found = encodingOf(bytes.subarray(from, to));
    if (found === 'neither') throw unreadable(line, from + breakOf(bytes.subarray(from, to), seen ?? 'gb18030'));
    if (found !== 'either' && seen !== null && found !== seen)
      throw unreadable(line, from + (seen === 'utf-8' ? breakOf(bytes.subarray(from, to), seen) : 0));
    if (found !== 'either') seen = found;
    from = to;
  }
}

function encodingOf(line: Buffer): TextEncodingName | 'either' | 'neither' {
  const utf8 = decoded(line, 'utf-8');
  if (utf8 === null) return decoded(line, 'gb18030') === null ? 'neither' : 'gb18030';
  return !PLAIN.test(utf8) && CHINESE.test(utf8) ? 'utf-8' : 'either';
}

/** Offset of the first byte that cannot be read. */
function breakOf(line: Buffer, encoding: TextEncodingName): number {
  let good = 0;
  let bad = Math.min(line.length, SEARCHED);
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decoded(line.subarray(0, middle), encoding, true) === null) bad = middle;
    else good = middle;
  }
  return good;
}

const unreadable = (line: number, byte: number): Refusal =>
  Refusal.invalid(
    `line ${line}`,
    `cannot be read at byte ${byte} of the file: it is not all UTF-8, nor all GB18030`,
    'mixed_encodings',
  );
