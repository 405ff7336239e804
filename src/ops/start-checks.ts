import { setTimeout } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import type { Config } from '../config';
import { ownerDataSource } from '../data-source';

/** A reason not to start, in one line. */
export class StartError extends Error {}

const MAX_SHIFT_S = 5;
const SHIFT = 'select abs(extract(epoch from upline_now() - clock_timestamp()))::float8 as seconds';
const LATEST_BEAT = 'select max(seen_at)::text as at from process_heartbeat';
/** A living process beats every second; this many milliseconds without a new beat, and the row is one that a killed process left. */
const WATCH_MS = 2_500;
const LOOK_MS = 250;

const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|::1)$/;
const HALF_DEMO = `select exists (select from audit_entry where act = 'demo.started')
  and not exists (select from audit_entry where act = 'demo.loaded') as half`;

/** The demo's passwords are known to everybody, so it serves its own machine only. */
export function refuseOpenDemo({ demo, HOST }: Config): void {
  if (demo && !LOOPBACK.test(HOST))
    throw new StartError(`UPLINE_DEMO=1 serves this machine only: set HOST to 127.0.0.1 instead of ${HOST}`);
}

/** Looks at a migrated database before anything serves from it. */
export async function refuseUnfitDatabase(config: Config): Promise<void> {
  const source = await new DataSource(ownerDataSource(config.DATABASE_URL)).initialize();
  try {
    const [shift] = await source.query<{ seconds: number }[]>(SHIFT);
    if (shift!.seconds > MAX_SHIFT_S) {
      throw new StartError('the clock of this database is shifted (upline_now); restore the function before a start');
    }
    if (config.demo && (await source.query<{ half: boolean }[]>(HALF_DEMO))[0]!.half)
      throw new StartError('a demo was begun in this database and not finished; give it a new one');
    if (!config.REDIS_URL) await refuseSecondProcess(source);
  } finally {
    await source.destroy();
  }
}

/** A killed process leaves its row behind, so a row alone says nothing: the beat has to be seen going on. */
async function refuseSecondProcess(source: DataSource): Promise<void> {
  const latest = async (): Promise<string | null> => (await source.query<{ at: string | null }[]>(LATEST_BEAT))[0]!.at;
  await source.query(`delete from process_heartbeat where seen_at < clock_timestamp() - interval '5 seconds'`);
  const first = await latest();
  if (first === null) return;
  for (let waited = 0; waited < WATCH_MS; waited += LOOK_MS) {
    await setTimeout(LOOK_MS);
    if ((await latest()) === first) continue;
    throw new StartError('another process serves this database; set REDIS_URL to run more than one');
  }
}
