import type { ClientToServer, ServerToClient } from '@upline/contracts/events';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import type { PersonFeed } from './person-feed';

/** What the server knows of a socket; none of it came from the client unchecked. */
export interface SocketFacts {
  personId: string;
  sessionId: string;
  /** Instant at which the access token ends, milliseconds since 1970. */
  tokenEndsMs: number;
  feed: PersonFeed;
}
export type ClientSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, SocketFacts>;
export type ClientServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, SocketFacts>;

export const personRoom = (personId: string): string => `person:${personId}`;
export const sessionRoom = (sessionId: string): string => `session:${sessionId}`;

interface Transport {
  socket?: { bufferedAmount?: number; terminate?: () => void };
}
interface Connection {
  writeBuffer: { data?: unknown }[];
  transport: Transport;
  close: (discard?: boolean) => void;
}
const connectionOf = (socket: ClientSocket): Connection => socket.conn as unknown as Connection;

/** Bytes that were written to this socket and not taken by its client yet. */
export function bufferedBytes(socket: ClientSocket): number {
  const { writeBuffer, transport } = connectionOf(socket);
  const waiting = writeBuffer.reduce((sum, { data }) => sum + (typeof data === 'string' ? data.length : 0), 0);
  return waiting + (transport.socket?.bufferedAmount ?? 0);
}

/** Ends the connection without waiting for a client that does not read; an orderly close would wait behind its buffer. */
export function cutOff(socket: ClientSocket): void {
  const connection = connectionOf(socket);
  const { transport } = connection;
  connection.close(true);
  transport.socket?.terminate?.();
}
