import { randomUUID } from 'node:crypto';
import { clock } from '../../src/kernel/clock';
import { startHouse, type House } from '../support/app';
import { buildLine, type Line } from '../support/factories';
import type { TestSocket } from '../support/socket';
import { file } from './support';

describe('who is told', () => {
  let house: House;
  let line: Line;
  beforeAll(async () => {
    house = await startHouse();
    line = await buildLine(house);
  });

  /** Every frame below socket.io, those that a console would ignore too. */
  function framesOf(socket: TestSocket): string[] {
    const frames: string[] = [];
    socket.raw.io.engine.on('packet', ({ type, data }: { type: string; data?: unknown }) => {
      if (type === 'message') frames.push(String(data));
    });
    return frames;
  }

  async function fileAbout(login: string, aboutPersonId: string): Promise<{ id: string; version: number }> {
    const at = clock.nowMs();
    const form = {
      kind: 'complaint',
      callStartedAt: new Date(at - 60_000).toISOString(),
      content: 'The customer complains of how somebody here spoke to her.',
      customer: { phone: '13800001234' },
      promisedReplyAt: new Date(at + 3 * 3_600_000).toISOString(),
      aboutPersonId,
    };
    const answer = await (await house.as(login)).post('/tickets', form, randomUUID());
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.body;
  }

  it('is never the accused, nor the deputy whom they named', async () => {
    const lead = await house.as('lead1');
    const from = new Date(clock.nowMs() + 1_000).toISOString();
    const to = new Date(clock.nowMs() + 3_600_000).toISOString();
    const absence = await lead.post(`/people/${line.lead1}/absences`, { from, to, deputyId: line.lead2 });
    expect(absence.status).toBe(201);
    await house.clock.advance('2 seconds');
    const [accused, deputy, superior] = await Promise.all(['lead1', 'lead2', 'supervisor1'].map(house.socket));
    const seen = [framesOf(accused!), framesOf(deputy!)];
    const ticket = await fileAbout('agent1', line.lead1);
    await superior!.heard((event) => event.type === 'ticket.filed' && event.ticketId === ticket.id);
    const supervisor = await house.as('supervisor1');
    await supervisor.post(`/tickets/${ticket.id}/acknowledge`, { version: ticket.version });
    await superior!.heard((event) => event.type === 'ticket.acknowledged');
    for (const socket of [accused!, deputy!]) expect(await socket.resume(0)).toMatchObject({ ok: true });
    expect(seen.flat().filter((frame) => frame.includes(ticket.id))).toEqual([]);
  });

  it('is a former holder when a ticket leaves them, and not of what becomes of it', async () => {
    const socket = await house.socket('supervisor1');
    const agent = await house.socket('agent2');
    const frames = framesOf(socket);
    const ticket = await file(house, 'lead2');
    const supervisor = await house.as('supervisor1');
    const transferred = await supervisor.post(`/tickets/${ticket.id}/transfer`, {
      version: ticket.version,
      toPersonId: line.manager1,
      reason: 'The manager knows this customer.',
    });
    expect(transferred.status).toBe(200);
    await socket.heard((event) => event.type === 'ticket.transferred' && event.ticketId === ticket.id);
    const filer = await house.socket('lead2');
    const manager = await house.as('manager1');
    await manager.post(`/tickets/${ticket.id}/note`, { text: 'Nothing for former holders.' });
    await filer.heard((event) => event.type === 'ticket.noted' && event.ticketId === ticket.id);
    await socket.resume(0);
    expect(frames.filter((frame) => frame.includes(ticket.id) && frame.includes('ticket.noted'))).toEqual([]);
    expect(agent.events).toEqual([]);
  });
});
