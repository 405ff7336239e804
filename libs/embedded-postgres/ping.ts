import { createConnection } from 'node:net';

/** The first message of the PostgreSQL protocol, version 3.0, for a user and a database that always exist. */
function startupMessage(): Buffer {
  const body = Buffer.from('user\0upline\0database\0postgres\0\0');
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + body.length, 0);
  head.writeInt32BE(0x0003_0000, 4);
  return Buffer.concat([head, body]);
}

/** Whether a PostgreSQL on this port of 127.0.0.1 takes connections: it asks for a password (`R`), it does not refuse. */
export function answers(port: number, withinMs = 1000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(withinMs, () => settle(false));
    socket.once('connect', () => socket.write(startupMessage()));
    socket.once('data', (data) => settle(data[0] === 'R'.charCodeAt(0)));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
  });
}
