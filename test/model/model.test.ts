import fc from 'fast-check';
import { randomInt } from 'node:crypto';
import { commands, type Run } from './commands';
import { expectLists } from './compare';
import { buildTown, type Town } from './town';

const SECONDS = Number(process.env.UPLINE_MODEL_SECONDS ?? 45);
const SEED = Number(process.env.UPLINE_MODEL_SEED ?? randomInt(2 ** 31));

describe('random people doing random things', () => {
  let town: Town;
  beforeAll(async () => {
    town = await buildTown();
  });

  it(
    `get what the reference says (UPLINE_MODEL_SEED=${SEED})`,
    async () => {
      const seen = new Map<string, number>();
      let turn = 0;
      const stories = fc.asyncProperty(commands, async (steps) => {
        const run: Run = { town, tickets: [], seen };
        await fc.asyncModelRun(() => ({ model: {}, real: run }), steps);
        await expectLists(town, town.people[turn++ % town.people.length]!.id);
      });
      await fc.assert(stories, {
        seed: SEED,
        numRuns: 10_000,
        interruptAfterTimeLimit: SECONDS * 1000,
        markInterruptAsFailure: false,
        endOnFailure: true,
      });
      process.stdout.write(
        `model: seed ${SEED}, ${turn} stories, ${JSON.stringify(Object.fromEntries([...seen].sort()))}\n`,
      );
    },
    (SECONDS + 40) * 1000,
  );
});
