import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Id of the key that seals today; stored beside every ciphertext and blind index. */
export const CURRENT_KEY_ID = 'k1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A key of its own for each purpose (HKDF-SHA256), so that one leaked key opens nothing else. `length` in bytes. */
export function deriveKey(secret: string, purpose: string, length = 32): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'upline', purpose, length));
}

/** AES-256-GCM: IV, tag, ciphertext. */
export function seal(key: Buffer, plaintext: Buffer | string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** Opens what `seal` made; throws when it was touched or the key is another one. */
export function open(key: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
}
