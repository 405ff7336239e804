import { clock } from '../../src/kernel/clock';
import { startHouse, type House } from '../support/app';
import type { Answer } from '../support/client';
import { buildLine, buildPerson, type Line } from '../support/factories';
import { HOUR, MINUTE, act, done, file, fromNow, look, sweep } from '../tickets/desk';

let house: House;
let line: Line;
/** On duty, of no line. */
let night: string;
beforeEach(async () => {
  house = await startHouse({ UPLINE_ROLE: 'api' });
  line = await buildLine(house);
  night = await buildPerson(house, { login: 'night', roles: ['team_lead'], projectIds: [line.projectId] });
});

// The clock is the process's: what one house moved, the next would begin with.
afterEach(() => house.close());

const window = (from: number, to: number) => ({ from: fromNow(from), to: fromNow(to) });
const shifts = async (id: string, ...windows: { from: string; to: string }[]): Promise<Answer> =>
  (await house.as('admin1')).put(`/people/${id}/shifts`, { windows });
const duty = async (...windows: { from: string; to: string; personId: string }[]): Promise<Answer> =>
  (await house.as('admin1')).put(`/projects/${line.projectId}/duty`, { windows });
const onDuty = (personId: string) => duty({ ...window(-HOUR, 12 * HOUR), personId });
const queue = async (login: string): Promise<string[]> =>
  ((await (await house.as(login)).get('/tickets?view=queue')).body.items as { id: string }[]).map(({ id }) => id);

describe('a form filed while the superior is off shift', () => {
  it('goes to the person on duty, for the superior; in the duty’s queue, not in the superior’s', async () => {
    await shifts(line.lead1, window(8 * HOUR, 16 * HOUR));
    await onDuty(night);
    const before = await file(house, 'agent1');
    expect(before.holder).toEqual({
      id: night,
      name: 'Test night',
      onBehalfOf: { id: line.lead1, name: 'Test lead1' },
      why: 'on_duty',
    });
    expect([await queue('night'), await queue('lead1')]).toEqual([[before.id], []]);
    expect((await act(house, 'night', before, 'acknowledge')).status).toBe(200);
    // What the superior held before stays the superior's: duty holds what is routed then.
    expect(before.nextDue?.thenHolder?.id).toBe(line.supervisor1);
  });

  it('goes to the superior again from the first instant of the shift, and to the duty from its last', async () => {
    await shifts(line.lead1, window(2 * HOUR, 4 * HOUR));
    await onDuty(night);
    const holders: string[] = [];
    for (const step of [0, 91 * MINUTE, 28 * MINUTE, 2 * MINUTE, 118 * MINUTE, 2 * MINUTE]) {
      await house.clock.advance(step);
      holders.push((await file(house, 'agent1')).holder.id);
    }
    // At 1:31 the thirty minutes end within the shift.
    expect(holders).toEqual([night, line.lead1, line.lead1, line.lead1, line.lead1, night]);
  });

  it('looks at a promise that falls due sooner than the acknowledgement', async () => {
    await shifts(line.lead1, window(20 * MINUTE, 4 * HOUR));
    await onDuty(night);
    expect((await file(house, 'agent1')).holder.id).toBe(line.lead1);
    expect((await file(house, 'agent1', { promisedReplyAt: fromNow(10 * MINUTE) })).holder.id).toBe(night);
  });

  it('goes to the next superior without duty, and to somebody at a night when nobody works', async () => {
    await shifts(line.lead1, window(8 * HOUR, 16 * HOUR));
    expect((await file(house, 'agent1')).holder).toMatchObject({ id: line.supervisor1, why: 'next_superior' });
    for (const id of [line.supervisor1, line.manager1, line.lead2, night])
      await shifts(id, window(8 * HOUR, 16 * HOUR));
    const ticket = await file(house, 'agent1');
    expect(ticket.holder).toMatchObject({ id: line.lead1, why: 'direct_superior' });
    await house.clock.advance('31 minutes');
    await sweep(house);
    expect((await look(house, 'agent1', ticket.id)).holder.id).toBe(line.supervisor1);
  });

  it("does not go to a duty who filed it, is accused or leads nobody any more; the duty of a leaver is their superior's", async () => {
    await shifts(line.lead1, window(8 * HOUR, 16 * HOUR));
    await onDuty(line.lead2);
    await shifts(line.supervisor1, window(8 * HOUR, 16 * HOUR));
    expect((await file(house, 'lead2')).holder.id).toBe(line.manager1);
    const about = await file(house, 'agent1', { aboutPersonId: line.lead2 });
    expect(about.holder.id).toBe(line.manager1);
    expect(await queue('lead2')).toEqual([]);
    const admin = await house.as('admin1');
    await admin.patch(`/people/${line.lead2}`, { roles: ['agent'] });
    expect((await file(house, 'agent1')).holder.id).toBe(line.manager1);
    await admin.patch(`/people/${line.lead2}`, { roles: ['team_lead'] });
    expect((await file(house, 'agent1')).holder.id).toBe(line.lead2);
    await admin.patch(`/people/${line.lead2}`, { active: false });
    expect((await file(house, 'agent1')).holder).toMatchObject({ id: line.supervisor1, why: 'on_duty' });
  });

  it('is held by the duty of its own project only', async () => {
    await shifts(line.lead1, window(8 * HOUR, 16 * HOUR));
    await onDuty(night);
    const admin = await house.as('admin1');
    const other = (await admin.post('/projects', { key: 'OTHER', name: 'Other' })).body.id as string;
    expect((await file(house, 'agent1', { projectId: other })).holder.id).toBe(line.supervisor1);
  });
});

describe('a clock missed at night', () => {
  it('takes the ticket to the duty for the next superior who is off, and from there past that superior', async () => {
    const ticket = await file(house, 'agent1');
    await shifts(line.supervisor1, window(8 * HOUR, 16 * HOUR));
    await onDuty(night);
    expect((await look(house, 'agent1', ticket.id)).nextDue?.thenHolder?.id).toBe(night);
    await house.clock.advance('31 minutes');
    await sweep(house);
    expect(await look(house, 'agent1', ticket.id)).toMatchObject({
      level: 1,
      holder: { id: night, onBehalfOf: { id: line.supervisor1 }, why: 'escalated' },
      nextDue: { thenHolder: { id: line.manager1 } },
    });
    await house.clock.advance('31 minutes');
    await sweep(house);
    expect((await look(house, 'agent1', ticket.id)).holder.id).toBe(line.manager1);
  });
});

describe('a transfer to somebody off shift', () => {
  it('is refused while a clock falls due before their next shift', async () => {
    const ticket = await file(house, 'agent1');
    await shifts(line.lead2, { from: fromNow(31 * MINUTE), to: fromNow(4 * HOUR) });
    const refused = await act(house, 'lead1', ticket, 'transfer', { toPersonId: line.lead2 });
    expect([refused.status, refused.body.errors?.[0].path]).toEqual([400, 'toPersonId']);
    await house.clock.advance('2 minutes');
    const now = clock.nowMs();
    const passed = await done(house, 'lead1', ticket, 'transfer', { toPersonId: line.lead2 });
    expect(passed.holder.id).toBe(line.lead2);
    expect(Date.parse(passed.nextDue!.dueAt)).toBeGreaterThanOrEqual(now + 30 * MINUTE);
  });
});
