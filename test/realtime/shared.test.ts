import { freePort } from '@upline/embedded-postgres/port';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { startHouse, type House } from '../support/app';
import { buildLine } from '../support/factories';
import { file, timed } from './support';

const REDIS = '/usr/bin/redis-server';
/** What every answer may take while the database is well. */
const LIMIT_MS = 1_500;
/** Longest pause between two attempts of a process to reach a Redis that was away, and a second more. */
const BACK_MS = 3_500;

// `node scripts/house/debian-packages.mjs redis-server` installs it; in CI it has to be there.
const withRedis = existsSync(REDIS) || process.env.CI === 'true' ? describe : describe.skip;

withRedis('two apps that share a Redis', () => {
  let port: number;
  let redis: ChildProcess;
  let here: House;
  let there: House;
  const startRedis = (): void => {
    redis = spawn(REDIS, ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], { stdio: 'ignore' });
  };
  const killRedis = async (): Promise<void> => {
    redis.kill('SIGKILL');
    await once(redis, 'exit');
  };
  const until = async (up: boolean): Promise<void> => {
    for (const house of [here, there]) {
      const away = async (): Promise<boolean> => {
        const { warnings } = (await house.stranger().get('/health/ready')).body as { warnings: string[] };
        return warnings.some((warning) => warning.startsWith('Redis away'));
      };
      while ((await away()) === up) await delay(50);
    }
  };
  beforeAll(async () => {
    port = await freePort();
    startRedis();
    const REDIS_URL = `redis://127.0.0.1:${port}`;
    here = await startHouse({ REDIS_URL });
    await buildLine(here);
    there = await startHouse({ REDIS_URL, DATABASE_URL: here.databaseUrl });
    await until(true);
  });
  afterAll(killRedis);

  it('hear hints, presence and changed lists of each other', async () => {
    const [agent, lead] = [await here.socket('agent1'), await there.socket('lead1')];
    await lead.watch('team');
    const ticket = await file(here);
    await lead.heard((event) => event.ticketId === ticket.id);
    await lead.viewChanged(1);
    await agent.watch(ticket.id);
    await lead.watch(ticket.id, 'editing');
    for (const socket of [agent, lead]) await socket.present(ticket.id, ['Test agent1 viewing', 'Test lead1 editing']);
    lead.close();
    await agent.present(ticket.id, ['Test agent1 viewing']);
  });

  it('are not held up by one that hangs', async () => {
    const agent = await here.socket('agent1');
    redis.kill('SIGSTOP');
    for (let n = 0; n < 10; n++) expect(await timed(file(here))).toBeLessThan(LIMIT_MS);
    expect(await timed(agent.resume(0))).toBeLessThan(LIMIT_MS);
    redis.kill('SIGCONT');
  });

  it('go on without it, lose no event, and find each other again', async () => {
    const [agent, lead] = [await here.socket('agent1'), await there.socket('lead1')];
    const first = await file(here);
    await lead.heard((event) => event.ticketId === first.id);
    const { seq } = lead.events.at(-1)!;
    await killRedis();
    await until(false);
    const missed = await file(here);
    startRedis();
    await until(true);
    await delay(BACK_MS);
    const second = await file(here);
    await lead.heard((event) => event.ticketId === second.id);
    await lead.resume(seq);
    await lead.heard((event) => event.ticketId === missed.id);
    for (const socket of [agent, lead]) await socket.watch(first.id);
    for (const socket of [agent, lead]) await socket.present(first.id, ['Test agent1 viewing', 'Test lead1 viewing']);
  });
});
