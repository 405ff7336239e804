import type { CreatedTokenView, Scope } from '@upline/contracts/tokens';
import { clock } from '../../src/kernel/clock';
import type { House } from '../support/app';
import type { ApiClient } from '../support/client';

export const inDays = (days: number): string => new Date(clock.nowMs() + days * 86_400_000).toISOString();

export const tokenBody = (asPersonId: string, scopes: readonly string[], more: Record<string, unknown> = {}) => ({
  name: 'Shop system',
  scopes,
  asPersonId,
  expiresAt: inDays(30),
  ...more,
});

/** Made by the administrator, not accepted yet. */
export async function makeToken(
  house: House,
  asPersonId: string,
  scopes: readonly Scope[],
  more: Record<string, unknown> = {},
): Promise<CreatedTokenView & { token: string }> {
  const answer = await (await house.as('admin1')).post('/tokens', tokenBody(asPersonId, scopes, more));
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
}

/** Made by the administrator and accepted by the person; a client that shows it. */
export async function acceptedToken(
  house: House,
  login: string,
  scopes: readonly Scope[],
  more: Record<string, unknown> = {},
): Promise<{ id: string; text: string; client: ApiClient }> {
  const person = await house.as(login);
  const { id, token } = await makeToken(house, (await person.get('/me')).body.id as string, scopes, more);
  const answer = await person.post(`/tokens/${id}/accept`);
  if (answer.status !== 200) throw new Error(answer.text);
  return { id, text: token, client: house.stranger(token) };
}
