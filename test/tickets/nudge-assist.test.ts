import { startHouse, type House } from '../support/app';
import { buildLine, buildPerson, type Line } from '../support/factories';
import { act, done, file, look, sweep } from './desk';

describe('nudge, watch, assist, and the filer who goes over a head', () => {
  let house: House;
  let line: Line;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(house);
    await buildPerson(house, { login: 'stranger', projectIds: [line.projectId] });
  });

  it('a nudge that stood for half an hour lets the filer escalate, over one head once', async () => {
    let ticket = await done(house, 'lead1', await file(house, 'agent1'), 'acknowledge');
    expect((await act(house, 'agent1', ticket, 'escalate')).status).toBe(403);
    ticket = await done(house, 'agent1', ticket, 'nudge');
    const soon = await act(house, 'agent1', ticket, 'nudge');
    expect([soon.status, soon.body.code]).toEqual([429, 'too_many_requests']);
    expect(Number(soon.headers.get('retry-after'))).toBeGreaterThan(1700);
    await house.clock.advance('31 minutes');
    ticket = await look(house, 'agent1', ticket.id);
    expect(ticket.allowedActions).toEqual(expect.arrayContaining(['escalate', 'nudge']));
    ticket = await done(house, 'agent1', ticket, 'escalate');
    expect(ticket).toMatchObject({ state: 'submitted', level: 1, holder: { id: line.supervisor1 } });
    expect(ticket.allowedActions).not.toContain('escalate');
    const back = await done(house, 'supervisor1', ticket, 'transfer', { toPersonId: line.lead1 });
    await done(house, 'agent1', back, 'nudge');
    await house.clock.advance('29 minutes');
    ticket = await done(house, 'lead1', back, 'acknowledge');
    await done(house, 'agent1', ticket, 'nudge').catch(() => undefined);
    await house.clock.advance('31 minutes');
    expect((await act(house, 'agent1', await look(house, 'agent1', ticket.id), 'escalate')).status).toBe(403);
  });

  it('whatever the holder does answers it', async () => {
    const ticket = await done(house, 'lead1', await file(house, 'agent1'), 'acknowledge');
    await done(house, 'agent1', ticket, 'nudge');
    await done(house, 'lead1', ticket, 'note');
    await house.clock.advance('31 minutes');
    await sweep(house);
    expect((await act(house, 'agent1', ticket, 'escalate')).status).toBe(403);
  });

  it('an assistant sees, notes and contacts from then on, and does not hold it', async () => {
    const ticket = await done(house, 'lead1', await file(house, 'agent1'), 'acknowledge');
    const stranger = (await (await house.as('stranger')).get('/me')).body.id as string;
    expect((await act(house, 'stranger', ticket, 'note')).status).toBe(404);
    await done(house, 'agent1', ticket, 'assist', { personId: stranger });
    const seen = await look(house, 'stranger', ticket.id);
    expect(seen.allowedActions).toEqual(['contact', 'link', 'note', 'watch']);
    await done(house, 'stranger', ticket, 'note');
    expect((await act(house, 'stranger', ticket, 'decide')).status).toBe(403);
    for (const personId of [line.agent1, line.lead1, line.admin1])
      expect((await act(house, 'lead1', ticket, 'assist', { personId })).status).toBe(400);
    await house.db.query(`update ticket_grant set until = upline_now() where reason = 'assist' and ticket_id = $1`, [
      ticket.id,
    ]);
    expect((await act(house, 'stranger', ticket, 'note')).status).toBe(404);
    await done(house, 'lead1', ticket, 'assist', { personId: stranger });
    expect((await act(house, 'stranger', ticket, 'note')).status).toBe(200);
  });

  it('watching twice is watching once, gives the right to nudge, and no sight', async () => {
    const ticket = await file(house, 'agent1');
    const once = await done(house, 'supervisor1', ticket, 'watch');
    const twice = await done(house, 'supervisor1', ticket, 'watch');
    expect(once).toMatchObject({ version: ticket.version, activity: ticket.activity + 1 });
    expect(twice).toMatchObject({ activity: once.activity });
    expect(twice.allowedActions).toEqual(expect.arrayContaining(['nudge', 'unwatch']));
    expect((await act(house, 'manager1', ticket, 'nudge')).status).toBe(403);
    await done(house, 'supervisor1', ticket, 'nudge');
    await done(house, 'supervisor1', ticket, 'unwatch');
    expect((await act(house, 'stranger', ticket, 'watch')).status).toBe(404);
  });

  it('an accused filer neither watches nor nudges nor asks', async () => {
    const ticket = await file(house, 'agent1', { aboutPersonId: line.agent1 });
    for (const action of ['watch', 'unwatch', 'nudge', 'assist'] as const) {
      const answer = await act(house, 'agent1', ticket, action, action === 'assist' ? { personId: line.agent2 } : {});
      expect([action, answer.status]).toEqual([action, 403]);
    }
  });
});
