import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Server, ServerOptions } from 'socket.io';
import type { Config } from '../config';
import { cutOff } from './connection';
import { isOwnOrigin } from './origin.rules';

type AllowRequest = NonNullable<ServerOptions['allowRequest']>;

/** Bytes of a frame from a client; its only command has about thirty. */
const MAX_FRAME = 16 * 1024;
/** Milliseconds for the token to follow the connection. */
const HANDSHAKE_MS = 10_000;
/** Milliseconds that clients get to take notice of a stop. */
const FAREWELL_MS = 200;

/** socket.io as the app wants it, on the app's own port. */
export class SocketAdapter extends IoAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly config: Config,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    return super.createIOServer(port, {
      ...options,
      path: '/socket.io',
      serveClient: false,
      transports: ['websocket', 'polling'],
      allowEIO3: false,
      maxHttpBufferSize: MAX_FRAME,
      connectTimeout: HANDSHAKE_MS,
      perMessageDeflate: false,
      httpCompression: false,
      // A connection that came back proves itself anew and resumes by our own numbers.
      connectionStateRecovery: undefined,
      allowRequest: this.ownOriginOnly,
    } as unknown as ServerOptions) as Server;
  }

  /** The HTTP server is closed by the app; here only the sockets, which would keep it open, are. */
  override async close(server: Server): Promise<void> {
    const open = [...server.sockets.sockets.values()];
    const { httpServer } = server as unknown as { httpServer?: unknown };
    Object.assign(server, { httpServer: undefined });
    await server.close();
    Object.assign(server, { httpServer });
    if (open.length > 0) await delay(FAREWELL_MS);
    for (const socket of open) cutOff(socket);
  }

  private readonly ownOriginOnly: AllowRequest = (request: IncomingMessage, answer) => {
    const { origin, host } = request.headers;
    if (this.config.UPLINE_ROLE === 'worker') return answer(null, false);
    answer(null, isOwnOrigin(origin, host, this.config.UPLINE_PUBLIC_URL));
  };
}
