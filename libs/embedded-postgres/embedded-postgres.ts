import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { prepareBinaries, type Binaries } from './binaries';
import { openCluster } from './cluster';
import { EmbeddedPostgresError } from './failure';
import { Lock } from './lock';
import { chooseUser } from './run-as';
import { Supervisor } from './supervisor';

export interface EmbeddedPostgresOptions {
  /** Folder of its own for data, password, lock and the server's messages. */
  dataDir: string;
  /** TCP port on 127.0.0.1; left out: the last one used, else any free one. */
  port?: number;
  /** Server settings, such as `{ fsync: 'off' }` for tests. */
  settings?: Record<string, string>;
  /** Another PostgreSQL than that of the package. */
  binaries?: Binaries;
  log: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** Superuser's connection to the database `postgres`; the same for the whole life of this object. */
  readonly url: string;
  readonly port: number;
  /** Process number of the server, 0 while it is being restarted. */
  readonly pid: number;
  /** Fast shutdown, then the folder is free. */
  stop(): Promise<void>;
  /** Told each time the server has died by itself; it is restarted without further ado. */
  onDied(listener: (what: string) => void): void;
}

function prepareFolder(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true });
  // Others may pass through it to the cluster, which the server's own user keeps closed, and list nothing.
  chmodSync(dataDir, 0o711);
}

function explain(error: unknown, dataDir: string): Error {
  const code = (error as NodeJS.ErrnoException).code;
  const refused =
    (code === 'EACCES' || code === 'EPERM') && !String((error as NodeJS.ErrnoException).syscall).startsWith('spawn');
  if (error instanceof Error && !refused) return error;
  return new EmbeddedPostgresError(
    `${dataDir} belongs to another user: start as that user, or choose another UPLINE_DATA_DIR.`,
  );
}

/**
 * A PostgreSQL on this folder that listens on 127.0.0.1 only. Throws `EmbeddedPostgresError` with one line, at once
 * when another process has the folder.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32') {
    throw new EmbeddedPostgresError('The embedded PostgreSQL runs on Linux and macOS; set DATABASE_URL here.');
  }
  const dataDir = resolve(options.dataDir);
  let lock: Lock | null = null;
  try {
    prepareFolder(dataDir);
    lock = Lock.acquire(join(dataDir, 'lock'), `The database in ${dataDir}`);
    return await supervise(options, dataDir, lock);
  } catch (error) {
    lock?.release();
    throw explain(error, dataDir);
  }
}

async function supervise(options: EmbeddedPostgresOptions, dataDir: string, lock: Lock): Promise<Supervisor> {
  const { settings = {}, log } = options;
  const runAs = chooseUser(join(dataDir, 'cluster'));
  const binaries = options.binaries ?? prepareBinaries(runAs, dataDir);
  const durable = settings['fsync'] !== 'off';
  const cluster = await openCluster({ dataDir, binaries, runAs, durable, log });
  const logFile = join(dataDir, 'server.log');
  const stateFile = join(dataDir, 'server.json');
  const supervisor = new Supervisor({ cluster, binaries, runAs, settings, logFile, stateFile, lock, log });
  await supervisor.start(options.port);
  return supervisor;
}
