import type { ClientToServer, ServerToClient } from '@upline/contracts/socket-map';
import type { Socket } from 'socket.io';

interface Transport {
  socket?: { bufferedAmount?: number; terminate?: () => void };
}
interface Connection {
  writeBuffer: { data?: unknown }[];
  transport: Transport;
  close: (discard?: boolean) => void;
}
const connectionOf = (socket: Socket): Connection => socket.conn as unknown as Connection;

/** Bytes that were written to this socket and not taken by its client yet. */
export function bufferedBytes(socket: Socket): number {
  const { writeBuffer, transport } = connectionOf(socket);
  const waiting = writeBuffer.reduce((sum, { data }) => sum + (typeof data === 'string' ? data.length : 0), 0);
  return waiting + (transport.socket?.bufferedAmount ?? 0);
}

/** Ends the connection without waiting for a client that does not read; an orderly close would wait behind its buffer. */
export function cutOff(socket: Socket): void {
  const connection = connectionOf(socket);
  const { transport } = connection;
  connection.close(true);
  transport.socket?.terminate?.();
}

/** A client that leaves more than this unread is cut off; it comes back and resumes. */
export const MAX_BUFFERED = 1024 * 1024;

/** Sends one frame, and cuts off whoever does not read. */
export function sendTo<Name extends keyof ServerToClient>(
  socket: Socket<ClientToServer, ServerToClient>,
  name: Name,
  ...body: Parameters<ServerToClient[Name]>
): void {
  if (!socket.connected) return;
  socket.emit(name, ...body);
  if (bufferedBytes(socket) > MAX_BUFFERED) cutOff(socket);
}
