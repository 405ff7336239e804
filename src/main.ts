import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import type { Server } from 'node:http';
import { ConfigError, readConfig, type Config } from './config';
import { createApp } from './create-app';
import { MigrationError, prepareSchema } from './migrate';
import { refuseOpenDemo, refuseUnfitDatabase, StartError } from './ops/start-checks';

export { createApp };

/** Milliseconds that requests under way get after a stop signal, and until the process ends whatever happens. */
const DRAIN_MS = 10_000;
const END_MS = 14_000;

async function start(config: Config): Promise<void> {
  refuseOpenDemo(config);
  await prepareSchema(config.DATABASE_URL);
  await refuseUnfitDatabase(config);
  const app = await createApp(config);
  const log = app.get(Logger);
  try {
    await app.listen(config.PORT, config.HOST);
  } catch (error) {
    await app.close();
    throw error;
  }
  stopOnSignal(app, log);
  log.log(`Upline listens on ${await app.getUrl()}`);
}

function stopOnSignal(app: NestFastifyApplication, log: Logger): void {
  let stopping = false;
  const stop = async (why: string, code: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.log(`Stopping: ${why}`);
    const server = app.getHttpServer() as unknown as Server;
    setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
    setTimeout(() => process.exit(code), END_MS).unref();
    await app.close();
    process.exit(code);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal, 0));
  // Nobody knows what state a forgotten failure left behind; whoever supervises the process starts a clean one.
  const broken = (error: unknown): void => {
    log.fatal({ err: error }, 'A failure that nobody caught');
    void stop('a failure that nobody caught', 1);
  };
  process.on('unhandledRejection', broken);
  process.on('uncaughtException', broken);
}

/** One line for whoever started us; the stack helps only with a bug. */
function refusedStart(error: unknown, config: Config | undefined): string {
  const { code, message, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (error instanceof ConfigError || error instanceof StartError || error instanceof MigrationError) return message;
  if (code === 'EADDRINUSE') return `port ${port} on ${address} is taken; set PORT to another one`;
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL')
    return `cannot listen on ${config?.HOST}:${config?.PORT} (${code})`;
  const first = (message || (error as AggregateError).errors?.map((inner: Error) => inner.message).join(', ')).split(
    '\n',
  )[0];
  return `cannot start: ${first}`;
}

if (require.main === module) {
  let config: Config | undefined;
  Promise.resolve()
    .then(() => start((config = readConfig(process.env))))
    .catch((error: unknown) => {
      process.stderr.write(`upline: ${refusedStart(error, config)}\n`);
      process.exit(1);
    });
}
