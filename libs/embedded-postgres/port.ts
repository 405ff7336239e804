import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { EmbeddedPostgresError } from './failure';

/**
 * Below the range that systems use for outgoing connections: a client that retries a dead port inside that range can
 * be given the same port as its own end, connects to itself, and the server can never come back.
 */
const FIRST = 20_000;
const LAST = 31_999;

/** Whether nobody listens on this port of 127.0.0.1. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A port of 127.0.0.1 that is free now; `wish` when that is free. */
export async function freePort(wish?: number): Promise<number> {
  if (wish !== undefined && (await isFree(wish))) return wish;
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(FIRST, LAST + 1);
    if (await isFree(port)) return port;
  }
  throw new EmbeddedPostgresError(`No free port between ${FIRST} and ${LAST} on 127.0.0.1 for PostgreSQL.`);
}
