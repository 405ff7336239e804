import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool } from 'pg';
import { readConfig } from '../../src/config';
import { clock } from '../../src/kernel/clock';
import { createApp } from '../../src/main';
import { AsyncApiCheck, type AsyncApiDocument } from './asyncapi-check';
import { ApiClient } from './client';
import { cloneDatabase } from './database';
import { OpenApiCheck } from './openapi-check';
import { connectSocket, type TestSocket } from './socket';

export const PASSWORD = 'upline-test-pass';
/** Access tokens live 15 minutes; a client signs in again before that. */
const TOKEN_AGE_MS = 10 * 60_000;

/** The whole app on a database of its own, over real HTTP on a free port. */
export interface House {
  app: NestFastifyApplication;
  url: string;
  databaseUrl: string;
  /** The owner's connections, for looking; nothing is written through them. */
  db: Pool;
  /** Moves the clocks of SQL and Node together: `'61 minutes'`, or milliseconds. */
  clock: { advance: (by: string | number) => Promise<void> };
  openapi: OpenApiCheck;
  asyncapi: AsyncApiCheck;
  /** A client that is signed in as a person. */
  as: (login: string) => Promise<ApiClient>;
  /** A client without a token, or with one that is given. */
  stranger: (token?: string) => ApiClient;
  socket: (login: string) => Promise<TestSocket>;
  close: () => Promise<void>;
}

const open = new Set<House>();
export async function closeHouses(): Promise<void> {
  await Promise.all([...open].map((house) => house.close()));
}

/** `settings` are environment variables beyond the usual ones, `beside` modules with routes of the test's own. */
export async function startHouse(settings: Record<string, string> = {}, beside: Type[] = []): Promise<House> {
  const database = settings.DATABASE_URL ? null : await cloneDatabase();
  const env = {
    DATABASE_URL: database?.url,
    PORT: '0',
    UPLINE_SECRET: 'a secret that only the tests know, 32+',
    UPLINE_LOG_LEVEL: process.env.UPLINE_LOG_LEVEL ?? 'error',
    UPLINE_POOL: '6',
    ...settings,
  };
  const config = readConfig(env);
  const app = await createApp(config, beside);
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  const db = new Pool({ connectionString: config.DATABASE_URL, max: 2 });
  // A test may take the database away; a connection that idles meanwhile says so here.
  db.on('error', () => undefined);
  const sockets = new Set<TestSocket>();
  const document = await fetch(`${url}/api/openapi.json`);
  // A worker serves none, and nothing that one could be held against.
  const openapi = new OpenApiCheck(document.ok ? ((await document.json()) as never) : { paths: {} });
  const frames = await fetch(`${url}/api/asyncapi.json`);
  const none: AsyncApiDocument = { operations: {}, components: { messages: {} } };
  const asyncapi = new AsyncApiCheck(frames.ok ? ((await frames.json()) as AsyncApiDocument) : none);
  const stranger = (token?: string) => new ApiClient(url, openapi, () => Promise.resolve(token ?? null));
  const tokens = tokenKeeper(stranger());
  const house: House = {
    app,
    url,
    databaseUrl: config.DATABASE_URL,
    db,
    clock: { advance: (by) => advance(db, by) },
    openapi,
    asyncapi,
    as: async (login) => {
      await tokens(login);
      return new ApiClient(url, openapi, () => tokens(login));
    },
    stranger,
    socket: async (login) => {
      const socket = await connectSocket(url, await tokens(login), asyncapi);
      sockets.add(socket);
      return socket;
    },
    close: async () => {
      if (!open.delete(house)) return;
      for (const socket of sockets) socket.close();
      await app.close();
      await db.end();
      await database?.drop();
      clock.setOffset(0);
      asyncapi.hold();
    },
  };
  open.add(house);
  return house;
}

async function advance(db: Pool, by: string | number): Promise<void> {
  const step = typeof by === 'number' ? `${by} milliseconds` : by;
  const { rows } = await db.query<{ ms: number }>(
    'update clock_shift set shift = shift + $1::interval returning (extract(epoch from shift) * 1000)::float8 as ms',
    [step],
  );
  clock.setOffset(Math.round(rows[0]!.ms));
}

function tokenKeeper(stranger: ApiClient): (login: string) => Promise<string> {
  const kept = new Map<string, { token: string; atMs: number }>();
  return async (login) => {
    const known = kept.get(login);
    if (known && clock.nowMs() - known.atMs < TOKEN_AGE_MS) return known.token;
    const answer = await stranger.post('/auth/login', { login, password: PASSWORD });
    if (answer.status !== 200 && answer.status !== 201) throw new Error(`${login} cannot sign in: ${answer.text}`);
    const token = (answer.body as { accessToken: string }).accessToken;
    kept.set(login, { token, atMs: clock.nowMs() });
    return token;
  };
}
