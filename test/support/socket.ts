import type { ClientToServer, PersonEventView, ResumeAnswer, ServerToClient } from '@upline/contracts/events';
import { io, type Socket } from 'socket.io-client';

const PATIENCE_MS = 5_000;

/** A signed-in socket that remembers what it heard. */
export interface TestSocket {
  raw: Socket<ServerToClient, ClientToServer>;
  events: PersonEventView[];
  /** Resolves with the first event, heard already or to come, that fits. */
  heard: (fits: (event: PersonEventView) => boolean) => Promise<PersonEventView>;
  resume: (after: number) => Promise<ResumeAnswer>;
  /** Resolves when the server has ended the session. */
  ended: Promise<void>;
  close: () => void;
}

export async function connectSocket(url: string, token: string): Promise<TestSocket> {
  const raw: Socket<ServerToClient, ClientToServer> = io(url, {
    auth: { token },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  });
  const events: PersonEventView[] = [];
  const waiting = new Set<() => void>();
  raw.on('event', (event) => {
    events.push(event);
    for (const look of waiting) look();
  });
  const ended = new Promise<void>((resolve) => {
    raw.on('session_ended', resolve);
    raw.on('disconnect', () => resolve());
  });
  await new Promise<void>((resolve, reject) => {
    raw.on('connect', resolve);
    raw.on('connect_error', reject);
  });
  const heard = (fits: (event: PersonEventView) => boolean): Promise<PersonEventView> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(look);
        reject(new Error(`not heard within ${PATIENCE_MS} ms; heard ${JSON.stringify(events.map((e) => e.type))}`));
      }, PATIENCE_MS);
      const look = (): void => {
        const found = events.find(fits);
        if (!found) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const resume = (after: number) => raw.timeout(PATIENCE_MS).emitWithAck('resume', { after });
  return { raw, events, heard, resume, ended, close: () => void raw.close() };
}
