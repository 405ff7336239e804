import type { TicketView } from '@upline/contracts/ticket';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { startHouse, type House } from '../support/app';
import { buildLine } from '../support/factories';
import { file } from '../tickets/desk';
import { wav } from './bytes';
import { attached, fileRows, formOf } from './upload';

const MB = 1024 * 1024;

describe('a stream of bytes', () => {
  let house: House;
  let ticket: TicketView;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    await buildLine(house);
    ticket = await file(house, 'agent1');
    await attached(house, 'agent1', ticket.id, { name: 'warm.wav', bytes: wav(2 * MB) });
  });

  /** A form whose file goes on and on, without a length. */
  const open = async (
    headers: Record<string, string> = {},
  ): Promise<{ call: ClientRequest; head: Buffer; tail: Buffer }> => {
    const token = await (await house.as('agent1')).token();
    const form = formOf([{ name: 'long.wav', bytes: Buffer.from('@@@@') }]);
    const place = form.body.indexOf('@@@@');
    const call = request(`${house.url}/api/v1/tickets/${ticket.id}/attachments`, {
      method: 'POST',
      headers: { ...form.headers, authorization: `Bearer ${token}`, ...headers },
    });
    call.on('error', () => undefined);
    return { call, head: form.body.subarray(0, place), tail: form.body.subarray(place + 4) };
  };
  /** Looks until it holds; a turn of the loop between, no time that somebody guessed. */
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    for (const from = performance.now(); !(await holds()); await turn())
      if (performance.now() - from > 20_000) throw new Error('it never came so far');
  };
  const writing = (call: ClientRequest, bytes: Buffer): Promise<void> =>
    call.write(bytes) ? Promise.resolve() : once(call, 'drain').then(() => undefined);

  it('of 200 MB is refused on the way, and never in memory', async () => {
    const rows = await fileRows(house);
    const { call, head } = await open();
    const answer = once(call, 'response') as Promise<[IncomingMessage]>;
    let most = 0;
    const before = process.memoryUsage().rss;
    const piece = wav(MB - 44);
    const sound = async function* (): AsyncGenerator<Buffer> {
      yield head;
      for (let sent = 0; sent < 200 && !call.destroyed; sent++) {
        yield piece;
        most = Math.max(most, process.memoryUsage().rss);
      }
    };
    Readable.from(sound()).pipe(call);
    const [response] = await answer;
    expect(response.statusCode).toBe(413);
    response.resume();
    await once(response, 'close');
    expect((most - before) / MB).toBeLessThan(100);
    call.destroy();
    expect(await fileRows(house)).toEqual(rows);
  });

  it('that says beforehand how long it is, is refused before a byte was sent', async () => {
    const { call } = await open({ 'content-length': String(200 * MB) });
    call.flushHeaders();
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(413);
    call.destroy();
  });

  it('that breaks off leaves nothing', async () => {
    const rows = await fileRows(house);
    const { call, head } = await open();
    await writing(call, Buffer.concat([head, wav(3 * MB)]));
    await until(async () => (await fileRows(house)).chunks! > rows.chunks!);
    call.destroy();
    await until(async () => (await fileRows(house)).uploads === 0);
    expect(await fileRows(house)).toEqual(rows);
  });

  it('of a process that died is thrown away by a later upload, and is not taken any more', async () => {
    const rows = await fileRows(house);
    const { call, head, tail } = await open();
    const answer = once(call, 'response') as Promise<[IncomingMessage]>;
    await writing(call, Buffer.concat([head, wav(MB)]));
    await until(async () => (await fileRows(house)).chunks! > rows.chunks!);
    await house.clock.advance('61 minutes');
    await attached(house, 'agent1', ticket.id);
    expect(await fileRows(house)).toMatchObject({ files: rows.files! + 1, chunks: rows.chunks! + 1, uploads: 0 });
    call.end(tail);
    const [response] = await answer;
    expect(response.statusCode).toBe(408);
    response.resume();
    expect(await fileRows(house)).toMatchObject({ files: rows.files! + 1, chunks: rows.chunks! + 1, uploads: 0 });
  });

  it('that nobody may send is not read: a stranger learns so at once', async () => {
    const { call, head } = await open({ authorization: 'Bearer none' });
    await writing(call, head);
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(401);
    call.destroy();
  });
});
