/** Deepest nesting of a body. */
export const MAX_DEPTH = 32;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
const NUMBER = /-?\d[\d.eE+-]*/y;

/** Thrown with a sentence for a developer. */
export class JsonFault extends Error {}

/**
 * One linear pass over the text before and beside `JSON.parse`, for what it lets through: depth, duplicate keys, numbers
 * that become Infinity, keys that reach a prototype. Malformed text is left to `JSON.parse`.
 */
export function scanJson(text: string): void {
  /** For each open bracket: the keys seen in an object, null in an array. */
  const open: (Set<string> | null)[] = [];
  let keyExpected = false;
  for (let at = 0; at < text.length;) {
    const char = text[at]!;
    if (char === '"') {
      const end = endOfString(text, at);
      if (keyExpected) noteKey(open.at(-1)!, text.slice(at, end));
      keyExpected = false;
      at = end;
      continue;
    }
    if (char === '{' || char === '[') {
      if (open.length >= MAX_DEPTH) throw new JsonFault(`The body is nested deeper than ${MAX_DEPTH}.`);
      open.push(char === '{' ? new Set() : null);
    } else if (char === '}' || char === ']') open.pop();
    else if (char === '-' || (char >= '0' && char <= '9')) {
      at = endOfNumber(text, at);
      continue;
    }
    if (char === '{' || char === ',') keyExpected = open.at(-1) instanceof Set;
    else if (char === '[' || char === '}' || char === ']') keyExpected = false;
    at++;
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return Math.min(at + 1, text.length);
}

function endOfNumber(text: string, start: number): number {
  NUMBER.lastIndex = start;
  const token = NUMBER.exec(text)?.[0];
  if (!token) return start + 1;
  if (Math.abs(Number(token)) === Infinity) throw new JsonFault('A number of the body is too large.');
  return start + token.length;
}

function noteKey(seen: Set<string>, quoted: string): void {
  const key = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
  if (FORBIDDEN_KEYS.has(key)) throw new JsonFault(`The key ${key} is not allowed.`);
  if (seen.has(key)) throw new JsonFault('An object of the body has the same key twice.');
  seen.add(key);
}
