import type { PersonEventView } from '@upline/contracts/events';
import type {
  ClientToServer,
  PresenceMode,
  PresenceView,
  ResumeAnswer,
  ServerToClient,
  WatchAnswer,
} from '@upline/contracts/socket-map';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { AsyncApiCheck } from './asyncapi-check';

const PATIENCE_MS = 5_000;

/** A signed-in socket that remembers what it heard; every frame of it is held against the AsyncAPI document. */
export interface TestSocket {
  raw: Socket<ServerToClient, ClientToServer>;
  events: PersonEventView[];
  presence: PresenceView[];
  /** Instants at which it heard that a list changed, in machine time. */
  viewsChanged: number[];
  /** Resolves with the first event, heard already or to come, that fits. */
  heard: (fits: (event: PersonEventView) => boolean) => Promise<PersonEventView>;
  /** Resolves once the last word about a ticket is this list of `name mode`. */
  present: (ticketId: string, people: string[]) => Promise<void>;
  /** Resolves when it is told of a change in a list for the n-th time. */
  viewChanged: (times: number) => Promise<void>;
  resume: (after: number) => Promise<ResumeAnswer>;
  watch: (what: string | 'team', mode?: PresenceMode) => Promise<WatchAnswer>;
  unwatch: (what: string | 'team') => Promise<WatchAnswer>;
  /** Resolves when the server has ended the session. */
  ended: Promise<void>;
  close: () => void;
}

export async function connectSocket(
  url: string,
  token: string,
  check: AsyncApiCheck,
  options: Partial<ManagerOptions & SocketOptions> = {},
): Promise<TestSocket> {
  const raw: Socket<ServerToClient, ClientToServer> = io(url, {
    auth: { token },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...options,
  });
  check.listen(raw as unknown as Socket);
  const events: PersonEventView[] = [];
  const presence: PresenceView[] = [];
  const viewsChanged: number[] = [];
  const waiting = new Set<() => void>();
  const keep =
    <T>(list: T[]) =>
    (item: T): void => {
      list.push(item);
      for (const look of waiting) look();
    };
  raw.on('event', keep(events));
  raw.on('presence', keep(presence));
  raw.on('view_changed', () => keep(viewsChanged)(performance.now()));
  const ended = new Promise<void>((resolve) => {
    raw.on('session_ended', resolve);
    raw.on('disconnect', () => resolve());
  });
  await new Promise<void>((resolve, reject) => {
    raw.on('connect', resolve);
    raw.on('connect_error', reject);
  });
  const until = <T>(find: () => T | undefined, what: () => string): Promise<T> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(look);
        reject(new Error(`not within ${PATIENCE_MS} ms: ${what()}`));
      }, PATIENCE_MS);
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const ask = () => raw.timeout(PATIENCE_MS);
  const last = (ticketId: string): string[] | undefined =>
    presence.findLast((one) => one.ticketId === ticketId)?.people.map(({ name, mode }) => `${name} ${mode}`);
  return {
    raw,
    events,
    presence,
    viewsChanged,
    heard: (fits) =>
      until(
        () => events.find(fits),
        () => `heard ${JSON.stringify(events.map((event) => event.type))}`,
      ),
    present: async (ticketId, people) =>
      void (await until(
        () => (JSON.stringify(last(ticketId)) === JSON.stringify(people) ? true : undefined),
        () => `${JSON.stringify(people)} present, told was ${JSON.stringify(last(ticketId))}`,
      )),
    viewChanged: async (times) =>
      void (await until(
        () => (viewsChanged.length >= times ? true : undefined),
        () => `${viewsChanged.length} of ${times} changes of a view`,
      )),
    resume: (after) => ask().emitWithAck('resume', { after }),
    watch: (what, mode = 'viewing') =>
      ask().emitWithAck('watch', what === 'team' ? { view: 'team' } : { ticketId: what, mode }),
    unwatch: (what) => ask().emitWithAck('unwatch', what === 'team' ? { view: 'team' } : { ticketId: what }),
    ended,
    close: () => void raw.close(),
  };
}
