import addFormats from 'ajv-formats';
import Ajv from 'ajv';
import { CLIENT_FRAMES, SERVER_FRAMES } from '@upline/contracts/socket-schemas';
import { readFileSync } from 'node:fs';
import { AsyncApiCheck, type AsyncApiDocument } from '../support/asyncapi-check';
import { startHouse, type House } from '../support/app';
import { buildLine } from '../support/factories';
import { file } from './support';

describe('the AsyncAPI document', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
    await buildLine(house);
  });
  const document = async (): Promise<AsyncApiDocument> =>
    (await (await fetch(`${house.url}/api/asyncapi.json`)).json()) as AsyncApiDocument;

  it('is one by the standard’s own schema', async () => {
    const schema = JSON.parse(
      readFileSync(require.resolve('@asyncapi/specs/schemas/3.0.0-without-$id.json'), 'utf8'),
    ) as object;
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats(ajv);
    const valid = ajv.compile(schema);
    expect([valid(await document()), valid.errors]).toEqual([true, null]);
    expect(valid({ ...(await document()), operations: { event: { action: 'shout' } } })).toBe(false);
  });

  it('names every frame, each message once', async () => {
    const { operations, components } = await document();
    const names = [...Object.keys(SERVER_FRAMES), ...Object.keys(CLIENT_FRAMES)].sort();
    expect(Object.keys(operations).sort()).toEqual(names);
    const answers = Object.keys(CLIENT_FRAMES).map((name) => `${name}_answer`);
    expect(Object.keys(components.messages).sort()).toEqual([...names, ...answers].sort());
  });

  it('is held against both directions of every socket of the tests', async () => {
    const [agent, lead] = [await house.socket('agent1'), await house.socket('lead1')];
    const ticket = await file(house);
    await lead.heard((event) => event.ticketId === ticket.id);
    await lead.watch(ticket.id);
    await lead.present(ticket.id, ['Test lead1 viewing']);
    await lead.watch('team');
    await agent.resume(0);
    await agent.unwatch(ticket.id);
    await file(house);
    await lead.viewChanged(1);
    const all = ['event', 'presence', 'resume_answer', 'unwatch_answer', 'view_changed', 'watch_answer'];
    expect([...house.asyncapi.seen].sort()).toEqual(all);
  });

  it.each<[string, (document: any) => void]>([
    ['a field that it does not name', ({ components }) => delete components.messages.event.payload.properties.seq],
    ['a frame that it does not name', ({ operations }) => delete operations.event],
    ['a command that it does not name', ({ operations }) => delete operations.resume],
    ['an answer of another shape', ({ components }) => (components.messages.resume_answer.payload = { type: 'null' })],
    [
      'a command that it names and nobody knows',
      (whole) => {
        whole.operations.shout = whole.operations.resume;
        whole.components.messages.shout = whole.components.messages.resume;
      },
    ],
  ])('finds %s', async (_, spoil) => {
    const spoilt = await document();
    spoil(spoilt);
    const check = new AsyncApiCheck(spoilt);
    const socket = await house.socket('agent1');
    check.listen(socket.raw as never);
    await socket.raw
      .timeout(5_000)
      .emitWithAck('shout' as 'resume', { after: 0 })
      .catch(() => undefined);
    await socket.resume(0);
    expect(() => check.hold()).toThrow('AsyncAPI');
    // What the real document says of `shout`: it was refused, so nothing is wrong.
    house.asyncapi.hold();
  });
});
