import { AbstractLogger, DataSource, type LogLevel, type LogMessage } from 'typeorm';
import { ownerDataSource } from './data-source';

/** Why a database cannot be brought to, or used with, this version: one line that says what to do. */
export class MigrationError extends Error {}

const LOCK = 727001;
/** How long one process waits for another that migrates. */
const PATIENCE = '2 min';
const HOW = '`npm run migrate`, in containers the service `migrate`';

/** What a database lacks of this version's migrations, and what it has that this version does not know. */
export interface SchemaState {
  applied: string[];
  missing: string[];
  unknown: string[];
}

async function stateOf(source: DataSource): Promise<SchemaState> {
  const [table] = await source.query<{ there: boolean }[]>(`select to_regclass('migration') is not null as there`);
  const rows = table!.there ? await source.query<{ name: string }[]>('select name from migration order by id') : [];
  const applied = rows.map(({ name }) => name);
  const known = source.migrations.map((migration) => migration.name ?? migration.constructor.name);
  const without = (all: string[], some: string[]): string[] => all.filter((name) => !some.includes(name));
  return { applied, missing: without(known, applied), unknown: without(applied, known) };
}

function refuseNewer({ unknown }: SchemaState): void {
  if (unknown.length === 0) return;
  throw new MigrationError(
    `this database was migrated by a newer version (${unknown.at(-1)}): start that version, or restore the backup made before it`,
  );
}

/** Remembers which migration failed; TypeORM says it to its logger alone. */
class FailureLog extends AbstractLogger {
  failed = 'a migration';
  constructor() {
    super(['migration']);
  }
  protected override writeLog(_level: LogLevel, message: LogMessage | LogMessage[]): void {
    for (const one of [message].flat())
      this.failed = /^Migration "(\w+)" failed/.exec(String(one.message))?.[1] ?? this.failed;
  }
}

/**
 * Applies what is missing, all of it or nothing; several processes at once wait for each other, and the first does it.
 * Returns the names applied.
 */
export async function migrate(url: string): Promise<string[]> {
  const log = new FailureLog();
  const source = await new DataSource({ ...ownerDataSource(url), logging: ['migration'], logger: log }).initialize();
  const runner = source.createQueryRunner();
  try {
    await runner.query(`set lock_timeout = '${PATIENCE}'`);
    await runner.query(`select pg_advisory_lock(${LOCK})`).catch((error: { code?: string }) => {
      throw error.code === '55P03'
        ? new MigrationError('another process has been migrating for minutes; see what it does')
        : error;
    });
    const state = await stateOf(source);
    refuseNewer(state);
    const done = await source.runMigrations({ transaction: 'all' }).catch((error: Error) => {
      const why = error.message.split('\n')[0];
      throw new MigrationError(
        `${log.failed} failed and nothing was changed: ${why}; the version from before goes on working with this database`,
      );
    });
    return done.map((migration) => migration.name);
  } finally {
    await runner.release();
    await source.destroy();
  }
}

/**
 * Before a start: lays an empty database out, refuses one that an older or newer version left. An upgrade is somebody's
 * decision, made after a backup, and not what a process that happens to restart does.
 */
export async function prepareSchema(url: string): Promise<void> {
  const source = await new DataSource(ownerDataSource(url)).initialize();
  const state = await stateOf(source).finally(() => source.destroy());
  refuseNewer(state);
  if (state.missing.length === 0) return;
  if (state.applied.length === 0) return void (await migrate(url));
  const some = state.missing.length === 1 ? 'a migration' : `${state.missing.length} migrations`;
  throw new MigrationError(
    `this database lacks ${some} of this version, first ${state.missing[0]}: back it up, run ${HOW}, and start again`,
  );
}

if (require.main === module) {
  const url = process.env.DATABASE_URL;
  Promise.resolve()
    .then(() => {
      if (!url) throw new MigrationError('DATABASE_URL must name the database');
      return migrate(url);
    })
    .then((names) => {
      for (const name of names) process.stdout.write(`Applied ${name}.\n`);
    })
    .catch((error: Error) => {
      process.stderr.write(`upline: ${error.message.split('\n')[0] || 'the database does not answer'}\n`);
      process.exitCode = 1;
    });
}
