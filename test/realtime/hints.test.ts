import { startHouse, type House } from '../support/app';
import { buildLine, type Line } from '../support/factories';
import { file, SECRET_CONTENT } from './support';

describe('hints', () => {
  let house: House;
  let line: Line;
  beforeAll(async () => {
    house = await startHouse();
    line = await buildLine(house);
  });

  it('tell the holder of a new form, and the filer of what becomes of it', async () => {
    const [agent, lead] = [await house.socket('agent1'), await house.socket('lead1')];
    const ticket = await file(house);
    const filed = await lead.heard((event) => event.ticketId === ticket.id);
    expect(filed).toEqual({
      seq: expect.any(Number),
      type: 'ticket.filed',
      ticketId: ticket.id,
      number: ticket.number,
      version: 1,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*\.\d{3}Z$/),
    });
    await (await house.as('lead1')).post(`/tickets/${ticket.id}/acknowledge`, { version: 1 });
    await agent.heard((event) => event.type === 'ticket.acknowledged' && event.ticketId === ticket.id);
  });

  it('go to nobody else, and carry no content', async () => {
    const logins = ['agent1', 'lead1', 'agent2', 'lead2', 'supervisor1', 'manager1', 'admin1'];
    const sockets = await Promise.all(logins.map((login) => house.socket(login)));
    const frames = sockets.map((socket) => {
      const seen: string[] = [];
      socket.raw.io.engine.on('packet', ({ data }: { data?: string }) => void (data && seen.push(String(data))));
      return seen;
    });
    const ticket = await file(house);
    await (await house.as('lead1')).post(`/tickets/${ticket.id}/note`, { text: 'A note that nobody else may read.' });
    await sockets[0]!.heard((event) => event.type === 'ticket.noted' && event.ticketId === ticket.id);
    await sockets[1]!.heard((event) => event.type === 'ticket.noted' && event.ticketId === ticket.id);
    const mine = frames.slice(0, 2).map((seen) => seen.join('\n'));
    const others = frames.slice(2).map((seen) => seen.filter((frame) => frame.startsWith('2[')));
    expect(others).toEqual(others.map(() => []));
    for (const text of mine) {
      expect(text).toContain(ticket.id);
      for (const secret of [SECRET_CONTENT, 'A note', 'Nobody Known', '1234', line.agent1, line.lead1])
        expect(text).not.toContain(secret);
    }
  });

  it('tell of a clock that nobody kept, when the process itself noticed it', async () => {
    const ticket = await file(house);
    await house.clock.advance('29 minutes');
    // Opened late: a token that ends meanwhile takes its socket along, perhaps before the clock is noticed.
    const supervisor = await house.socket('supervisor1');
    await house.clock.advance('2 minutes');
    const passed = await supervisor.heard((event) => event.ticketId === ticket.id);
    expect(passed.type).toMatch(/^clock\.missed$|^ticket\.escalated$/);
    await supervisor.heard((event) => event.ticketId === ticket.id && event.type === 'ticket.escalated');
  });

  it('end with the token that opened the socket, without ending the session', async () => {
    const socket = await house.socket('lead2');
    const reason = new Promise((resolve) => socket.raw.on('disconnect', resolve));
    const ended = jest.fn();
    socket.raw.on('session_ended', ended);
    await house.clock.advance('16 minutes');
    expect(await reason).toMatch(/^transport/);
    expect(ended).not.toHaveBeenCalled();
    await house.socket('lead2');
  });
});
