import { randomUUID } from 'node:crypto';
import { io, type ManagerOptions, type SocketOptions } from 'socket.io-client';
import { clock } from '../../src/kernel/clock';
import type { House } from '../support/app';

export const SECRET_CONTENT = 'The customer waits for a refund of the kettle since Monday.';

/** Files a form as an agent, with `more` fields; answers the ticket. */
export async function file(
  house: House,
  login = 'agent1',
  more: Record<string, unknown> = {},
): Promise<{ id: string; number: number; version: number }> {
  const agent = await house.as(login);
  const at = clock.nowMs();
  const form = {
    kind: 'complaint',
    callStartedAt: new Date(at - 60_000).toISOString(),
    content: SECRET_CONTENT,
    customer: { name: 'Nobody Known', phone: '13800001234' },
    promisedReplyAt: new Date(at + 3 * 3_600_000).toISOString(),
    ...more,
  };
  const answer = await agent.post('/tickets', form, randomUUID());
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
}

export async function tokenOf(house: House, login: string): Promise<string> {
  return (await (await house.as(login)).token())!;
}

/** Resolves with `connect`, or with the message of the refusal. */
export function knock(url: string, options: Partial<ManagerOptions & SocketOptions>): Promise<string> {
  const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, ...options });
  return new Promise<string>((resolve) => {
    socket.on('connect', () => resolve('connect'));
    socket.on('connect_error', (error) => resolve(error.message));
  }).finally(() => socket.close());
}

/** Resolves to the milliseconds until `promise` does. */
export async function timed(promise: Promise<unknown>): Promise<number> {
  const from = performance.now();
  await promise;
  return performance.now() - from;
}
