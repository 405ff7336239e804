import { randomUUID } from 'node:crypto';
import { clock } from '../../src/kernel/clock';
import { MAX_WATCHED } from '../../src/realtime/watching.service';
import { BURST, WATCH_BURST } from '../../src/realtime/command-budget';
import { startHouse, type House } from '../support/app';
import { buildLine, buildPerson, type Line } from '../support/factories';
import type { TestSocket } from '../support/socket';
import { file, tokenOf } from './support';

const AGENT = 'Test agent1 viewing';
const LEAD = 'Test lead1 viewing';

describe('presence', () => {
  let house: House;
  let line: Line;
  let ticket: { id: string };
  beforeAll(async () => {
    house = await startHouse();
    line = await buildLine(house);
  });
  beforeEach(async () => {
    ticket = await file(house);
  });
  const opened: TestSocket[] = [];
  const open = async (login: string): Promise<TestSocket> => {
    const socket = await house.socket(login);
    opened.push(socket);
    return socket;
  };
  afterEach(() => opened.splice(0).forEach((socket) => socket.close()));

  it('tells those who have a ticket open of each other, and of how', async () => {
    const [agent, lead] = [await open('agent1'), await open('lead1')];
    expect(await agent.watch(ticket.id)).toEqual({ ok: true });
    await agent.present(ticket.id, [AGENT]);
    expect(agent.presence.at(-1)).toEqual({
      ticketId: ticket.id,
      people: [{ id: line.agent1, name: 'Test agent1', mode: 'viewing' }],
    });
    expect(await lead.watch(ticket.id, 'editing')).toEqual({ ok: true });
    for (const socket of [agent, lead]) await socket.present(ticket.id, [AGENT, 'Test lead1 editing']);
    expect(await lead.watch(ticket.id, 'viewing')).toEqual({ ok: true });
    await agent.present(ticket.id, [AGENT, LEAD]);
    expect(await lead.unwatch(ticket.id)).toEqual({ ok: true });
    await agent.present(ticket.id, [AGENT]);
    expect(await lead.unwatch(ticket.id)).toEqual({ ok: true });
  });

  it('counts a person once, who edits in one tab and looks in another', async () => {
    const [agent, tab1, tab2] = [await open('agent1'), await open('lead1'), await open('lead1')];
    await agent.watch(ticket.id);
    await tab1.watch(ticket.id, 'editing');
    await tab2.watch(ticket.id);
    await agent.present(ticket.id, [AGENT, 'Test lead1 editing']);
    tab1.close();
    await agent.present(ticket.id, [AGENT, LEAD]);
    tab2.close();
    await agent.present(ticket.id, [AGENT]);
  });

  it('ends with the session', async () => {
    const [agent, lead] = [await open('agent1'), await open('lead2')];
    const other = await file(house, 'lead2');
    const supervisor = await open('supervisor1');
    await supervisor.watch(other.id);
    await lead.watch(other.id);
    await supervisor.present(other.id, ['Test lead2 viewing', 'Test supervisor1 viewing']);
    await house.stranger(await tokenOf(house, 'lead2')).post('/auth/logout-everywhere');
    await supervisor.present(other.id, ['Test supervisor1 viewing']);
    expect(agent.presence).toEqual([]);
  });

  it('is of nobody and for nobody without sight, as if there were no such ticket', async () => {
    const [agent, stranger] = [await open('agent1'), await open('agent2')];
    await agent.watch(ticket.id);
    await agent.present(ticket.id, [AGENT]);
    expect(await stranger.watch(ticket.id, 'editing')).toEqual({ ok: false, code: 'not_found' });
    expect(await stranger.watch(randomUUID())).toEqual({ ok: false, code: 'not_found' });
    await agent.watch(ticket.id, 'editing');
    await agent.present(ticket.id, ['Test agent1 editing']);
    expect(stranger.presence).toEqual([]);
  });

  it('is kept from the accused, and from a filer who is accused', async () => {
    const supervisor = await open('supervisor1');
    const about = async (login: string, aboutPersonId: string): Promise<string> =>
      (await file(house, login, { aboutPersonId })).id;
    const [ofLead, ofFiler] = [await about('agent1', line.lead1), await about('agent1', line.agent1)];
    expect(await (await open('lead1')).watch(ofLead)).toEqual({ ok: false, code: 'not_found' });
    const filer = await open('agent1');
    expect(await filer.watch(ofFiler)).toEqual({ ok: false, code: 'forbidden' });
    expect(await filer.watch(ofLead)).toEqual({ ok: true });
    await supervisor.watch(ofFiler);
    await supervisor.present(ofFiler, ['Test supervisor1 viewing']);
    await filer.present(ofLead, [AGENT]);
    expect(filer.presence.filter(({ ticketId }) => ticketId === ofFiler)).toEqual([]);
  });

  it('ends for whoever is accused while they have it open', async () => {
    const [agent, lead] = [await open('agent1'), await open('lead1')];
    await agent.watch(ticket.id);
    await lead.watch(ticket.id);
    await agent.present(ticket.id, [AGENT, LEAD]);
    await lead.present(ticket.id, [AGENT, LEAD]);
    await house.db.query('update ticket set about_person_id = $2 where id = $1', [ticket.id, line.lead1]);
    expect(
      (await (await house.as('agent1')).post(`/tickets/${ticket.id}/note`, { text: 'She said it was the lead.' }))
        .status,
    ).toBe(200);
    await agent.present(ticket.id, [AGENT]);
    const heard = lead.presence.length;
    await agent.watch(ticket.id, 'editing');
    await agent.present(ticket.id, ['Test agent1 editing']);
    expect(lead.presence).toHaveLength(heard);
    expect(await lead.watch(ticket.id)).toEqual({ ok: false, code: 'not_found' });
  });

  it('ends for whoever the line no longer gives sight to, though the ticket itself did not change', async () => {
    const superior = await buildPerson(house, {
      login: 'supervisor2',
      roles: ['supervisor'],
      superiorId: line.manager1,
    });
    const lead = await buildPerson(house, { login: 'lead3', roles: ['team_lead'], superiorId: superior });
    await buildPerson(house, { login: 'agent3', superiorId: lead, projectIds: [line.projectId] });
    const theirs = await file(house, 'agent3');
    const [agent, supervisor] = [await open('agent3'), await open('supervisor2')];
    await agent.watch(theirs.id);
    await supervisor.watch(theirs.id);
    const both = ['Test agent3 viewing', 'Test supervisor2 viewing'];
    for (const socket of [agent, supervisor]) await socket.present(theirs.id, both);
    const admin = await house.as('admin1');
    const moved = await admin.post(`/people/${lead}/superior`, {
      superiorId: line.manager1,
      from: clock.now().toISOString(),
    });
    expect(moved.status).toBe(201);
    await agent.present(theirs.id, ['Test agent3 viewing']);
    const heard = supervisor.presence.length;
    await agent.watch(theirs.id, 'editing');
    await agent.present(theirs.id, ['Test agent3 editing']);
    expect(supervisor.presence).toHaveLength(heard);
  });

  it('does not show who tests quality', async () => {
    const tester = await buildPerson(house, {
      login: 'tester',
      roles: ['team_lead', 'qa_analyst'],
      superiorId: line.supervisor1,
    });
    await buildPerson(house, { login: 'agent4', superiorId: tester, projectIds: [line.projectId] });
    const theirs = await file(house, 'agent4');
    const [agent, unseen] = [await open('agent4'), await open('tester')];
    await agent.watch(theirs.id);
    expect(await unseen.watch(theirs.id, 'editing')).toEqual({ ok: true });
    for (const socket of [agent, unseen]) await socket.present(theirs.id, ['Test agent4 viewing']);
  });

  it(`lets one socket have ${MAX_WATCHED} tickets open`, async () => {
    const lead = await open('lead1');
    const tickets = [];
    for (let n = 0; n <= MAX_WATCHED; n++) tickets.push(await file(house));
    const [last, ...some] = tickets.map(({ id }) => id);
    for (const id of some) expect(await lead.watch(id)).toEqual({ ok: true });
    expect(await lead.watch(last!)).toEqual({ ok: false, code: 'too_many_requests' });
    expect(await lead.watch(some[0]!, 'editing')).toEqual({ ok: true });
    expect(await lead.unwatch(some[1]!)).toEqual({ ok: true });
    expect(await lead.watch(last!)).toEqual({ ok: true });
  });

  it('refuses what comes faster than anybody leafs, and ends who goes on', async () => {
    const agent = await open('agent1');
    const answers = await Promise.all(Array.from({ length: WATCH_BURST + BURST }, () => agent.unwatch(ticket.id)));
    expect(answers.slice(0, WATCH_BURST)).toEqual(answers.slice(0, WATCH_BURST).map(() => ({ ok: true })));
    expect(answers.at(-1)).toEqual({ ok: false, code: 'too_many_requests' });
    for (let n = 0; n < WATCH_BURST + BURST; n++) agent.raw.emit('unwatch', { ticketId: ticket.id }, () => undefined);
    await agent.ended;
  });

  it('leaves nobody behind who comes and goes at once', async () => {
    const agent = await open('agent1');
    await agent.watch(ticket.id);
    for (let n = 0; n < 20; n++) {
      const lead = await open('lead1');
      lead.raw.emit('watch', { ticketId: ticket.id, mode: 'editing' }, () => undefined);
      if (n % 2) lead.raw.emit('unwatch', { ticketId: ticket.id }, () => undefined);
      lead.close();
    }
    await agent.watch(ticket.id, 'editing');
    await agent.present(ticket.id, ['Test agent1 editing']);
  });
});
