import { createHmac, timingSafeEqual } from 'node:crypto';
import { Refusal } from './refusal';
import { deriveKey } from './secrets';

export type CursorValue = string | number | null;
/** One word for each value of a cursor; `?` allows null. */
export type CursorShape = readonly ('string' | 'number' | 'string?' | 'number?')[];

const MAC_BYTES = 16;
const MAX_LENGTH = 1024;
let key: Buffer | null = null;

/** Called once at start; a cursor that another secret signed is refused like a tampered one. */
export function useCursorSecret(secret: string): void {
  key = deriveKey(secret, 'cursor');
}

function mac(payload: Buffer): Buffer {
  if (!key) throw new Error('useCursorSecret was not called');
  return createHmac('sha256', key).update(payload).digest().subarray(0, MAC_BYTES);
}

/** Opaque and signed: the sort values of the last row of a page. */
export function encodeCursor(values: readonly CursorValue[]): string {
  const payload = Buffer.from(JSON.stringify(values));
  return Buffer.concat([mac(payload), payload]).toString('base64url');
}

/** The values again; anything tampered with, or made for another list, is a 400 at `cursor`. */
export function decodeCursor(text: string, shape: CursorShape): CursorValue[] {
  const bytes = text.length <= MAX_LENGTH ? Buffer.from(text, 'base64url') : Buffer.alloc(0);
  const payload = bytes.subarray(MAC_BYTES);
  const genuine = bytes.length > MAC_BYTES && timingSafeEqual(mac(payload), bytes.subarray(0, MAC_BYTES));
  if (!genuine || bytes.toString('base64url') !== text) throw refused();
  const values = JSON.parse(payload.toString()) as CursorValue[];
  if (values.length !== shape.length || !values.every((value, at) => fits(value, shape[at]!))) throw refused();
  return values;
}

const fits = (value: CursorValue, word: CursorShape[number]): boolean =>
  value === null ? word.endsWith('?') : typeof value === word.replace('?', '');

const refused = (): Refusal => Refusal.invalid('cursor', 'The cursor is not one that this list gave.');
