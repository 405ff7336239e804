import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { ConfigError, readConfig, type Config } from '../config';
import { ownerDataSource } from '../data-source';
import { clock } from '../kernel/clock';
import { ClockShift } from '../kernel/clock-shift';
import { DemoHouse } from './demo-house';
import { DemoMarks } from './demo-marks';
import { DemoModule } from './demo.module';
import { DemoTickets } from './demo-tickets';
import { PEOPLE } from './house.data';

const DAY_MS = 86_400_000;
/** How long before its first form the house was opened. */
const OPENED_BEFORE_MS = 21 * DAY_MS;

/** A reason not to load, in one line. */
export class DemoRefused extends Error {}

type Say = (line: string) => void;

/**
 * Fills an empty, migrated database with the demo house, before any port opens. Where somebody is already, nothing is
 * changed; a demo that has aged says so.
 */
export async function loadDemo(config: Config, say: Say): Promise<void> {
  if (!config.demo) throw new DemoRefused('the demo is loaded only with UPLINE_DEMO=1');
  // The builder notices clocks itself, at their instants.
  const quiet: Config = Object.assign(Object.create(Object.getPrototypeOf(config) as object) as Config, config, {
    UPLINE_ROLE: 'api',
  });
  const app = await NestFactory.createApplicationContext(DemoModule.with(quiet), {
    logger: ['error'],
    abortOnError: false,
  });
  try {
    const marks = app.get(DemoMarks);
    const found = await marks.found();
    if (found === 'half')
      throw new DemoRefused('a demo was begun in this database and not finished; give it a new one');
    if (found instanceof Date) return sayAge(found, say);
    if (found === 'others') return;
    const from = clock.nowMs();
    const tickets = await build(config, app.get(DemoHouse), app.get(DemoTickets));
    await marks.loaded();
    const seconds = ((clock.nowMs() - from) / 1000).toFixed(1);
    say(`The demo house is ready: ${PEOPLE.length} people, ${tickets} tickets of the last 14 days (${seconds} s).`);
  } finally {
    await app.close();
  }
}

async function build(config: Config, house: DemoHouse, tickets: DemoTickets): Promise<number> {
  const owner = await new DataSource(ownerDataSource(config.DATABASE_URL)).initialize();
  try {
    const end = clock.nowMs();
    const shift = await ClockShift.begin(owner);
    try {
      await shift.moveTo(new Date(end - OPENED_BEFORE_MS));
      return await tickets.live(await house.build(), shift, end);
    } finally {
      await shift.end();
    }
  } finally {
    await owner.destroy();
  }
}

function sayAge(loadedAt: Date, say: Say): void {
  const days = Math.floor((clock.nowMs() - loadedAt.getTime()) / DAY_MS);
  if (days < 1) return;
  const age = days === 1 ? 'a day' : `${days} days`;
  say(`This demo is ${age} old: its clocks have run out. \`npm run demo:fresh\` renews it.`);
}

if (require.main === module) {
  const say: Say = (line) => void process.stdout.write(`${line}\n`);
  Promise.resolve()
    .then(() => loadDemo(readConfig(process.env), say))
    .catch((error: unknown) => {
      const expected = error instanceof DemoRefused || error instanceof ConfigError;
      const text = expected ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(`upline demo: ${text}\n`);
      process.exitCode = 1;
    });
}
