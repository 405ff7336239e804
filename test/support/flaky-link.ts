import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/** A line to PostgreSQL that a test cuts, or leaves hanging as a machine does that lost its power. */
export interface FlakyLink {
  url: string;
  /** Connections stay open and nothing passes, on those there are and on new ones. */
  hang: () => void;
  /** Connections are reset and new ones refused the moment they come. */
  cut: () => void;
  mend: () => void;
  close: () => void;
}

export async function flakyLink(databaseUrl: string): Promise<FlakyLink> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let mode: 'whole' | 'hanging' | 'cut' = 'whole';
  const server = createServer((near) => {
    sockets.add(near);
    near.on('error', () => undefined).on('close', () => sockets.delete(near));
    if (mode === 'cut') return void near.resetAndDestroy();
    const far = connect(Number(target.port), target.hostname);
    sockets.add(far);
    far.on('error', () => near.destroy()).on('close', () => sockets.delete(far) && near.destroy());
    near.on('close', () => far.destroy());
    near.on('data', (bytes) => mode === 'whole' && far.write(bytes));
    far.on('data', (bytes) => mode === 'whole' && near.write(bytes));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  const drop = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.toString(),
    hang: () => void (mode = 'hanging'),
    cut: () => {
      mode = 'cut';
      drop();
    },
    // What was swallowed while it hung is lost: those connections are worth nothing any more.
    mend: () => {
      drop();
      mode = 'whole';
    },
    close: () => {
      drop();
      server.close();
    },
  };
}
