import { MAX_RESUMED } from '../../src/realtime/person-feed';
import { startHouse, type House } from '../support/app';
import { buildLine, type Line } from '../support/factories';

/** What `reliability` allows for a resume after a long absence. */
const LIMIT_MS = 10_000;

describe('somebody who was away for long', () => {
  let house: House;
  let line: Line;
  beforeAll(async () => {
    house = await startHouse();
    line = await buildLine(house);
    await missed(1, MAX_RESUMED);
  });

  /** By bulk, as so many acts would leave them. */
  async function missed(from: number, to: number): Promise<void> {
    await house.db.query(
      `insert into person_event (person_id, seq, type, at) select $1, n, 'ticket.noted', upline_now() from generate_series($2::int, $3::int) n`,
      [line.manager1, from, to],
    );
    await house.db.query('update person_sequence set last = $2 where person_id = $1', [line.manager1, to]);
  }

  it(`is sent ${MAX_RESUMED} events, each once and in order, within ten seconds`, async () => {
    const socket = await house.socket('manager1');
    const from = performance.now();
    expect(await socket.raw.timeout(LIMIT_MS).emitWithAck('resume', { after: 0 })).toEqual({
      ok: true,
      upTo: MAX_RESUMED,
    });
    expect(performance.now() - from).toBeLessThan(LIMIT_MS);
    expect(socket.events.map(({ seq }) => seq)).toEqual(Array.from({ length: MAX_RESUMED }, (_, at) => at + 1));
  });

  it('is told to fetch anew beyond that, and finds everything by GET', async () => {
    await missed(MAX_RESUMED + 1, MAX_RESUMED + 1);
    const socket = await house.socket('manager1');
    expect(await socket.resume(0)).toEqual({ ok: false, code: 'resync_required' });
    expect(socket.events).toEqual([]);
    expect(await socket.resume(1)).toEqual({ ok: true, upTo: MAX_RESUMED + 1 });
    const manager = await house.as('manager1');
    const seqsAfter = async (after: number): Promise<number[]> => {
      const { items } = (await manager.get(`/events?after=${after}&limit=100`)).body as { items: { seq: number }[] };
      return items.map(({ seq }) => seq);
    };
    expect(await seqsAfter(0)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
    expect(await seqsAfter(MAX_RESUMED - 1)).toEqual([MAX_RESUMED, MAX_RESUMED + 1]);
  });
});
