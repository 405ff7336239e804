import { clock } from '../../src/kernel/clock';
import { startHouse, type House } from '../support/app';
import { buildLine, buildPerson, type Line } from '../support/factories';
import type { TestSocket } from '../support/socket';
import { file } from './support';

describe('a watched list of the team', () => {
  let house: House;
  let line: Line;
  let others: { supervisor2: string; lead3: string };
  beforeAll(async () => {
    house = await startHouse();
    line = await buildLine(house);
    const projectIds = [line.projectId];
    const supervisor2 = await buildPerson(house, {
      login: 'supervisor2',
      roles: ['supervisor'],
      superiorId: line.manager1,
      projectIds,
    });
    const lead3 = await buildPerson(house, {
      login: 'lead3',
      roles: ['team_lead'],
      superiorId: supervisor2,
      projectIds,
    });
    await buildPerson(house, { login: 'agent3', superiorId: lead3, projectIds });
    others = { supervisor2, lead3 };
  });
  const opened: TestSocket[] = [];
  const watching = async (login: string): Promise<TestSocket> => {
    const socket = await house.socket(login);
    opened.push(socket);
    expect(await socket.watch('team')).toEqual({ ok: true });
    return socket;
  };
  afterEach(() => opened.splice(0).forEach((socket) => socket.close()));
  const note = async (login: string, ticketId: string): Promise<void> => {
    const answer = await (
      await house.as(login)
    ).post(`/tickets/${ticketId}/note`, { text: 'The customer called her bank.' });
    expect(answer.status).toBe(200);
  };
  const transfer = async (login: string, ticket: { id: string }, toPersonId: string): Promise<void> => {
    const by = await house.as(login);
    const { version } = (await by.get(`/tickets/${ticket.id}`)).body as { version: number };
    const answer = await by.post(`/tickets/${ticket.id}/transfer`, {
      version,
      toPersonId,
      reason: 'They know the matter.',
    });
    expect(answer.status).toBe(200);
  };

  it('is told of to everybody whose list holds what changed, and to nobody else', async () => {
    const above = [await watching('lead1'), await watching('supervisor1'), await watching('manager1')];
    const beside = [
      await watching('lead2'),
      await watching('supervisor2'),
      await watching('agent1'),
      await watching('admin1'),
    ];
    const silent = await house.socket('lead1');
    opened.push(silent);
    await file(house);
    for (const socket of above) await socket.viewChanged(1);
    await above[0]!.unwatch('team');
    await file(house);
    await above[1]!.viewChanged(2);
    await above[2]!.viewChanged(2);
    expect(above[0]!.viewsChanged).toHaveLength(1);
    expect([...beside, silent].flatMap((socket) => socket.viewsChanged)).toEqual([]);
  });

  it('is told of at most once a second, the last change included', async () => {
    const supervisor = await watching('supervisor1');
    const ticket = await file(house);
    await supervisor.viewChanged(1);
    for (let n = 0; n < 10; n++) await note('agent1', ticket.id);
    await supervisor.viewChanged(2);
    await note('agent1', ticket.id);
    await supervisor.viewChanged(3);
    const gaps = supervisor.viewsChanged.slice(1).map((at, n) => at - supervisor.viewsChanged[n]!);
    // Sent a second apart; the way here may shorten that by some milliseconds.
    for (const gap of gaps) expect(gap).toBeGreaterThan(950);
    expect(supervisor.viewsChanged.length).toBeLessThanOrEqual(4);
  });

  it('is told of when a ticket comes into the list and when it leaves it, and not after', async () => {
    const [coming, manager] = [await watching('supervisor2'), await watching('manager1')];
    const ticket = await file(house);
    await manager.viewChanged(1);
    expect(coming.viewsChanged).toEqual([]);
    await transfer('supervisor1', ticket, others.lead3);
    await coming.viewChanged(1);
    await transfer('lead3', ticket, line.lead1);
    await coming.viewChanged(2);
    const [seen, told] = [manager.viewsChanged.length, coming.viewsChanged.length];
    await note('agent1', ticket.id);
    await manager.viewChanged(seen + 1);
    expect(coming.viewsChanged).toHaveLength(told);
  });

  it('is not told of to the accused', async () => {
    // Of a team in which nothing happened before: what is told a second late may come from the test before.
    const [accused, lead] = [await watching('supervisor2'), await watching('lead3')];
    await file(house, 'agent3', { aboutPersonId: others.supervisor2 });
    await lead.viewChanged(1);
    expect(accused.viewsChanged).toEqual([]);
  });

  it('follows the line as it stands now, and so do the hints of whoever watches a ticket', async () => {
    const before = await watching('supervisor2');
    const [ticket, manager] = [await file(house, 'agent3'), await watching('manager1')];
    await before.viewChanged(1);
    await house.db.query(
      `insert into ticket_grant (ticket_id, person_id, reason, created_at) values ($1, $2, 'watch', upline_now())`,
      [ticket.id, others.supervisor2],
    );
    await note('agent3', ticket.id);
    await before.heard((event) => event.type === 'ticket.noted' && event.ticketId === ticket.id);
    await before.viewChanged(2);
    const admin = await house.as('admin1');
    const body = { superiorId: line.supervisor1, from: clock.now().toISOString() };
    expect((await admin.post(`/people/${others.lead3}/superior`, body)).status).toBe(201);
    const after = await watching('supervisor1');
    const [views, hints] = [before.viewsChanged.length, before.events.length];
    await note('agent3', ticket.id);
    await after.viewChanged(1);
    await manager.viewChanged(1);
    await before.resume(before.events.at(-1)!.seq);
    expect([before.viewsChanged.length, before.events.length]).toEqual([views, hints]);
  });

  it('gives no more to a lead who is one no longer', async () => {
    const [demoted, supervisor] = [await watching('lead3'), await watching('supervisor1')];
    const admin = await house.as('admin1');
    await buildPerson(house, {
      login: 'lead4',
      roles: ['team_lead'],
      superiorId: line.supervisor1,
      projectIds: [line.projectId],
    });
    const lead4 = (await (await house.as('lead4')).get('/me')).body.id as string;
    const agent3 = (await (await house.as('agent3')).get('/me')).body.id as string;
    const from = clock.now().toISOString();
    expect((await admin.post(`/people/${agent3}/superior`, { superiorId: lead4, from })).status).toBe(201);
    expect((await admin.patch(`/people/${others.lead3}`, { roles: ['agent'] })).status).toBe(200);
    const ticket = await file(house, 'agent3');
    await supervisor.viewChanged(1);
    await demoted.resume(0);
    expect(demoted.viewsChanged).toEqual([]);
    expect(demoted.events.filter(({ ticketId }) => ticketId === ticket.id)).toEqual([]);
  });
});
