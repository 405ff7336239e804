import type { ClientToServer, ServerToClient } from '@upline/contracts/socket-map';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import type { PersonFeed } from './person-feed';

/** What the server knows of a socket; none of it came from the client unchecked. */
export interface SocketFacts {
  personId: string;
  sessionId: string;
  /** Instant at which the access token ends, milliseconds since 1970. */
  tokenEndsMs: number;
  /** Opened by an integration token: nobody sits before it and looks at something. */
  program: boolean;
  feed: PersonFeed;
}
export type ClientSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, SocketFacts>;
export type ClientServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, SocketFacts>;

export const personRoom = (personId: string): string => `person:${personId}`;
export const sessionRoom = (sessionId: string): string => `session:${sessionId}`;
