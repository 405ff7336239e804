import { setTimeout as delay } from 'node:timers/promises';
import { startHouse, type House } from '../support/app';
import type { Answer, ApiClient } from '../support/client';
import { cloneDatabase } from '../support/database';
import { buildLine } from '../support/factories';
import { flakyLink, type FlakyLink } from '../support/flaky-link';
import { ProbeModule } from './probe';

/** More than the pool has connections, so that some requests wait for a new one. */
const AT_ONCE = 15;
const PATIENCE_MS = 3_000;

describe('a database that is gone', () => {
  let link: FlakyLink;
  let house: House;
  let agent: ApiClient;
  let database: Awaited<ReturnType<typeof cloneDatabase>>;
  beforeAll(async () => {
    database = await cloneDatabase();
    link = await flakyLink(database.url);
    house = await startHouse({ DATABASE_URL: link.url, UPLINE_LOG_LEVEL: 'silent' }, [ProbeModule]);
    await buildLine(house);
    agent = await house.as('agent1');
  });
  afterAll(async () => {
    await house.close();
    link.close();
    await database.drop();
  });

  const timed = async (request: Promise<Answer>) => {
    const from = performance.now();
    const { status, headers } = await request;
    return { status, retryAfter: headers.get('retry-after'), late: performance.now() - from > PATIENCE_MS };
  };
  const some = () =>
    Promise.all(
      Array.from({ length: AT_ONCE }, (_, at) =>
        timed(at % 3 === 0 ? agent.post('/probe/1', { text: 'a' }, `gone-${at}`) : agent.get('/people')),
      ),
    );
  const away = Array.from({ length: AT_ONCE }, () => ({ status: 503, retryAfter: '2', late: false }));
  const recovered = async () => {
    for (let tries = 0; tries < 50; tries++) {
      if ((await agent.get('/people')).status === 200) return true;
      await delay(100);
    }
    return false;
  };

  it('that hangs gives 503 within 3 s on connections that stand and on new ones, and comes back', async () => {
    expect((await some()).map(({ status }) => status).sort()).toEqual([...Array(10).fill(200), ...Array(5).fill(202)]);
    link.hang();
    expect(await some()).toEqual(away);
    expect(await some()).toEqual(away);
    expect(await timed(house.stranger().get('/health/ready'))).toEqual({ status: 503, retryAfter: '2', late: false });
    expect((await house.stranger().get('/health/live')).status).toBe(200);
    link.mend();
    expect(await recovered()).toBe(true);
    expect((await some()).every(({ status }) => status < 300)).toBe(true);
  });

  it('that is cut gives 503 at once, and comes back', async () => {
    link.cut();
    expect(await some()).toEqual(away);
    expect(await some()).toEqual(away);
    link.mend();
    expect(await recovered()).toBe(true);
    expect((await some()).every(({ status }) => status < 300)).toBe(true);
  });

  it('cannot make one key count twice', async () => {
    const { rows } = await house.db.query("select count(*)::int as n from audit_entry where act = 'probe'");
    expect(rows[0].n).toBe(AT_ONCE / 3);
  });
});
