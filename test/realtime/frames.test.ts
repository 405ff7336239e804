import fc from 'fast-check';
import { startHouse, type House } from '../support/app';
import { buildLine } from '../support/factories';
import type { TestSocket } from '../support/socket';
import { OutboxService } from '../../src/outbox/outbox.service';
import type { ClientServer } from '../../src/realtime/client-socket';
import { BURST } from '../../src/realtime/command-budget';
import { RealtimeGateway } from '../../src/realtime/realtime.gateway';
import { file } from './support';

const MADE_UP = 1_000;

/** A frame below socket.io, or below engine.io. */
interface Wire {
  write: (text: string) => void;
  transport: { ws: { send: (text: string | Buffer) => void; pause: () => void } };
}
const wireOf = (socket: TestSocket): Wire => socket.raw.io.engine as unknown as Wire;

describe('frames that nobody should send', () => {
  let house: House;
  let personId: string;
  beforeAll(async () => {
    house = await startHouse();
    personId = (await buildLine(house)).agent1;
  });
  const opened: TestSocket[] = [];
  const open = async (): Promise<TestSocket> => {
    const socket = await house.socket('agent1');
    opened.push(socket);
    return socket;
  };
  afterEach(async () => {
    expect((await (await open()).resume(0)).ok).toBe(true);
    for (const socket of opened.splice(0)) socket.close();
  });

  it.each([
    'watch_answer',
    'view_changed',
    'error',
    'event',
    'session_ended',
    '__proto__',
    'constructor',
    'exception',
    '',
  ])('answer the unknown event %p in one way', async (name) => {
    const socket = await open();
    const anything = socket.raw as unknown as { emit: (name: string, ...args: unknown[]) => void };
    const refused = new Promise((resolve) => socket.raw.on('refused', resolve));
    anything.emit(name, { deep: [1, { x: null }] });
    expect(await refused).toEqual({ code: 'invalid' });
    const answer = await new Promise((resolve) => anything.emit(name, 1, resolve));
    expect(answer).toEqual({ ok: false, code: 'invalid' });
  });

  it('answer a resume of another shape', async () => {
    const socket = await open();
    const anything = socket.raw as unknown as { emit: (name: string, ...args: unknown[]) => void };
    for (const args of [[], [1], [null], [{ after: 0 }, 2], [[{ after: 0 }]], [Buffer.from('after')]]) {
      const answer = await new Promise((resolve) => anything.emit('resume', ...args, resolve));
      expect(answer).toEqual({ ok: false, code: 'invalid' });
    }
  });

  it('do not end the process when they are no socket.io', async () => {
    const texts = ['', '9', '2', '2[', '2{}', '2["disconnect"]', '2["connect"]', '3["x"]', '31["late answer"]', '4"x"'];
    texts.push('51-["resume",{"_placeholder":true,"num":0}]', '599999999-["resume"]', '2/admin,["resume",{"after":0}]');
    texts.push(`2${'['.repeat(15_000)}`, `2["resume",{"after":1e400}]`, '2["resume",{"__proto__":{"after":0}}]', '1');
    for (const text of texts) wireOf(await open()).write(text);
  });

  it('do not end the process when they are no engine.io', async () => {
    for (const bytes of ['', '7', 'b', 'b!!!', '6', '5', '1', '\0', Buffer.alloc(64), Buffer.from([4, 2, 1])])
      wireOf(await open()).transport.ws.send(bytes);
  });

  it('do not end the process when they are made up', async () => {
    const frame = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.tuple(fc.stringMatching(/^[0-9]{1,3}-?$/), fc.json()).map(([head, json]) => head + json),
      fc.json().map((json) => `42["resume",${json}]`),
    );
    for (const some of chunksOf(fc.sample(frame, MADE_UP), 20)) {
      const socket = await open();
      // Whatever the first bad one closes, the next socket is open again.
      for (const text of some) if (socket.raw.connected) wireOf(socket).transport.ws.send(text);
      await Promise.race([socket.ended, socket.resume(0).catch(() => undefined)]);
      socket.close();
    }
  });

  it('end the socket when they are larger than any command', async () => {
    const socket = await open();
    socket.raw.emit('resume', { after: 0, x: 'x'.repeat(20_000) } as never, () => undefined);
    await socket.ended;
  });

  it('end the socket when there are more than anybody needs', async () => {
    const socket = await open();
    for (let n = 0; n <= BURST + 1; n++) socket.raw.emit('resume', { after: 0 }, () => undefined);
    await socket.ended;
  });

  it('do not pile up for a client that does not read', async () => {
    await expectSoon(() => connectedTo(house) === 0);
    const slow = await open();
    const sound = await open();
    const ticket = await file(house);
    const left = new Promise((resolve) => sound.raw.on('disconnect', resolve));
    wireOf(slow).transport.ws.pause();
    const outbox = house.app.get(OutboxService, { strict: false });
    for (let seq = 1_000; connectedTo(house) > 1; seq += 200) {
      if (seq > 200_000) throw new Error(`${connectedTo(house)} sockets are still connected`);
      const row = { person_id: personId, type: 'ticket.noted', ticket_id: ticket.id, number: '1', version: 1 };
      outbox.hint(Array.from({ length: 200 }, (_, n) => ({ ...row, seq: String(seq + n), at: new Date(0) })));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await file(house);
    await sound.heard((event) => event.type === 'ticket.filed' && event.ticketId !== ticket.id);
    sound.close();
    expect(await left).toBe('io client disconnect');
  });
});

function chunksOf<T>(list: T[], length: number): T[][] {
  return list.length === 0 ? [] : [list.slice(0, length), ...chunksOf(list.slice(length), length)];
}

/** What is connected, as the server has it. */
function connectedTo(house: House): number {
  const { server } = house.app.get(RealtimeGateway, { strict: false }) as unknown as { server: ClientServer };
  return server.sockets.sockets.size;
}

async function expectSoon(holds: () => boolean): Promise<void> {
  for (let look = 0; look < 200 && !holds(); look++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(holds()).toBe(true);
}
