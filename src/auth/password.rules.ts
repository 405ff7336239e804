import { PASSWORD_LENGTH } from '@upline/contracts/auth';
import { Refusal } from '../kernel/refusal';

/** One form for what a keyboard may write in two ways. */
export const normalised = (password: string): string => password.normalize('NFC');

/** Refuses at `path` what is too short, too long, or the login itself; no rule about kinds of characters. */
export function checkPassword(password: string, login: string | null, path: string): void {
  const length = [...normalised(password)].length;
  const { min, max } = PASSWORD_LENGTH;
  if (length < min) throw Refusal.invalid(path, `must have at least ${min} characters`, 'too_short');
  if (length > max) throw Refusal.invalid(path, `must have at most ${max} characters`, 'too_long');
  if (login !== null && normalised(password).toLowerCase() === login) {
    throw Refusal.invalid(path, 'must not be the login', 'same_as_login');
  }
}
