import { performance } from 'node:perf_hooks';
import { startHouse, type House } from '../support/app';
import type { ApiClient } from '../support/client';
import { buildLine, type Line } from '../support/factories';
import { fileOf, sendCsv } from './import-acts';

let house: House;
let line: Line;
let admin: ApiClient;
beforeAll(async () => {
  house = await startHouse();
  line = await buildLine(house);
  admin = await house.as('admin1');
});

describe('two thousand people', () => {
  const many = (name: string): string =>
    fileOf(
      ...Array.from({ length: 200 }, (_, n) => `lead-${n},${name} ${n},team_lead,supervisor1,,TEST,`),
      ...Array.from(
        { length: 1800 },
        (_, n) => `many-${n},${name} ${n},agent,lead-${n % 200},${n},TEST,m${n}@example.com`,
      ),
    );

  it('are created, changed and moved within seconds, while others are answered', async () => {
    let slowest = 0;
    let over = false;
    const agent = await house.as('agent1');
    const others = (async () => {
      while (!over) {
        const from = performance.now();
        expect((await agent.get('/me')).status).toBe(200);
        slowest = Math.max(slowest, performance.now() - from);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    const took: Record<string, number> = {};
    const timed = async (what: string, file: string, counts: object): Promise<void> => {
      const from = performance.now();
      const answer = await sendCsv(admin, file);
      took[what] = Math.round(performance.now() - from);
      expect([what, answer.status, answer.body.counts]).toEqual([
        what,
        200,
        { created: 0, changed: 0, unchanged: 0, error: 0, ...counts },
      ]);
    };
    await timed('created', many('One'), { created: 2000 });
    await timed('unchanged', many('One'), { unchanged: 2000 });
    await timed('changed', many('Two'), { changed: 2000 });
    await timed(
      'moved',
      `login,superior\n${Array.from({ length: 1800 }, (_, n) => `many-${n},lead-${(n + 1) % 200}`).join('\n')}`,
      { changed: 1800 },
    );
    const from = performance.now();
    const { items } = (await admin.get('/people/imports')).body;
    expect((await admin.post(`/people/imports/${items[0].id}/undo`)).status).toBe(200);
    took.undone = Math.round(performance.now() - from);
    over = true;
    await others;
    if (process.env.UPLINE_SAY) process.stdout.write(`${JSON.stringify({ ...took, slowest: Math.round(slowest) })}\n`);
    for (const ms of Object.values(took)) expect(ms).toBeLessThan(10_000);
    expect(slowest).toBeLessThan(2_000);
    const { rows } = await house.db.query('select count(*)::int as n from line_below($1, upline_now())', [
      line.supervisor1,
    ]);
    expect(rows[0].n).toBeGreaterThanOrEqual(2000);
  });
});
