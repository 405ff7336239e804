import canonicalize from 'canonicalize';
import { createHash, randomBytes } from 'node:crypto';

/** What a row of a chain vouches for; `textHashes` stand for texts that may be erased. */
export interface ChainRow {
  ticketId: string;
  sequence: number;
  type: string;
  at: string;
  byId: string | null;
  onBehalfOfId: string | null;
  version: number;
  data: unknown;
  textHashes: Record<string, string>;
  prevHash: string;
}

/** The hash before the first row. */
export const CHAIN_START = '0'.repeat(64);

export const newSalt = (): Buffer => randomBytes(16);

/** Hex SHA-256 of salt and text: without the salt a short text cannot be guessed from its hash. */
export const textHash = (salt: Buffer, text: string): string =>
  createHash('sha256').update(salt).update(text, 'utf8').digest('hex');

/** Hex SHA-256 of the row in its canonical form (RFC 8785). */
export function chainHash(row: ChainRow): string {
  return createHash('sha256')
    .update(canonicalize(row) ?? '')
    .digest('hex');
}
