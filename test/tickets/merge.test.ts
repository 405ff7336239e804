import type { TicketView } from '@upline/contracts/ticket';
import { startHouse, type House } from '../support/app';
import type { Answer } from '../support/client';
import { buildLine, buildPerson, buildProject, type Line } from '../support/factories';
import { HOUR, act, done, file, fromNow, look, rowCounts } from './desk';

const NOBODYS = '018f0000-0000-7000-8000-000000000000';
const sameBut = ({ text, body }: Answer): string => text.replace((body as { requestId: string }).requestId, '');

describe('merge', () => {
  let house: House;
  let line: Line;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(house);
    await buildPerson(house, { login: 'outsider', projectIds: [line.projectId], superiorId: line.lead2 });
  });

  const merge = async (login: string, ticket: { id: string; version: number }, intoId: unknown, key?: string) =>
    (await house.as(login)).post(
      `/tickets/${ticket.id}/merge`,
      { version: ticket.version, intoId, reason: '同一件事。' },
      key,
    );
  const merged = async (login: string, one: TicketView, two: TicketView): Promise<TicketView> => {
    const answer = await merge(login, one, two.id);
    expect([answer.status, answer.body.code]).toEqual([200, undefined]);
    return answer.body as TicketView;
  };
  const promises = ({ clocks }: TicketView) =>
    clocks.filter(({ kind }) => kind === 'promise').map(({ state, dueAt }) => `${state} ${dueAt}`);
  const resolved = async (who: string, id: string): Promise<TicketView> => {
    let ticket = await look(house, who, id);
    for (const action of ['acknowledge', 'contact', 'resolve'] as const) ticket = await done(house, who, ticket, action);
    return ticket;
  }; // prettier-ignore

  it('ends one as a duplicate of the other; both timelines say so, both filers are told', async () => {
    const [one, two] = [await file(house, 'agent1'), await file(house, 'agent2')];
    const after = await merged('lead1', one, two);
    expect(after).toMatchObject({ id: one.id, state: 'closed', version: 2, mergedInto: { id: two.id, number: two.number }, decision: { outcome: 'duplicate' }, resolution: null });
    expect(after.clocks.map(({ state }) => state)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(await look(house, 'lead1', two.id)).toMatchObject({ state: 'submitted', version: 2, mergedInto: null });
    for (const [id, direction] of [[one.id, 'into'], [two.id, 'from']] as const) {
      const { body } = await (await house.as('agent1')).get(`/tickets/${id}/timeline`);
      expect(body.items.at(-1)).toMatchObject({ type: 'ticket.merged', by: { id: line.lead1 }, data: { direction }, texts: [{ field: 'reason', text: '同一件事。' }] });
    }
    for (const who of ['agent1', 'agent2']) {
      const { body } = await (await house.as(who)).get('/events?after=0&limit=100');
      expect((body.items as { type: string; ticketId: string }[]).filter(({ type, ticketId }) => type === 'ticket.merged' && ticketId === two.id)).toHaveLength(1);
    }
  }); // prettier-ignore

  it('one confirmation closes the survivor, whichever filer gives it; both may object', async () => {
    for (const [who, action, state] of [['agent1', 'confirm', 'closed'], ['agent2', 'confirm', 'closed'], ['agent1', 'dispute', 'in_progress']] as const) {
      const [one, two] = [await file(house, 'agent1'), await file(house, 'agent2')];
      await merged('lead1', one, two);
      const end = await resolved('lead1', two.id);
      expect((await look(house, 'agent1', two.id)).allowedActions).toEqual(expect.arrayContaining(['confirm', 'dispute']));
      expect(await done(house, who, end, action)).toMatchObject({ state });
    }
    const alone = await resolved('lead1', (await file(house, 'agent2')).id);
    expect((await act(house, 'agent1', alone, 'confirm')).status).toBe(404);
  }); // prettier-ignore

  describe('of the promises', () => {
    it('the earliest rules, and counts once', async () => {
      const early = fromNow(2 * HOUR);
      const [one, two] = [await file(house, 'agent1', { promisedReplyAt: early }), await file(house, 'agent2')];
      await merged('lead1', one, two);
      const after = await look(house, 'lead1', two.id);
      expect(promises(after)).toEqual([`cancelled ${two.promisedReplyAt}`, `running ${early}`]);
      expect(after.promisedReplyAt).toBe(early);
    });
    it('an earlier one of the survivor stays', async () => {
      const early = fromNow(2 * HOUR);
      const [one, two] = [await file(house, 'agent1'), await file(house, 'agent2', { promisedReplyAt: early })];
      await merged('lead1', one, two);
      expect(promises(await look(house, 'lead1', two.id))).toEqual([`running ${early}`]);
    });
    it('an unanswered one makes an answered survivor owe an answer again', async () => {
      const [one, two] = [await file(house, 'agent1'), await file(house, 'agent2')];
      let other = await done(house, 'lead1', two, 'acknowledge');
      other = await done(house, 'lead1', other, 'contact');
      await merged('lead1', one, other);
      const after = await look(house, 'lead1', two.id);
      expect(promises(after)).toEqual([`met ${two.promisedReplyAt}`, `running ${one.promisedReplyAt}`]);
      expect(await act(house, 'lead1', after, 'resolve')).toMatchObject({ status: 409, body: { code: 'customer_not_told' } });
    }); // prettier-ignore
    it('an answered one asks nothing of the survivor', async () => {
      const [one, two] = [await file(house, 'agent1', { promisedReplyAt: fromNow(HOUR) }), await file(house, 'agent2')];
      const told = await done(house, 'lead1', one, 'contact');
      await merged('lead1', told, two);
      expect(promises(await look(house, 'lead1', two.id))).toEqual([`running ${two.promisedReplyAt}`]);
    });
    it('a late one stays behind as missed', async () => {
      const [one, two] = [await file(house, 'agent1', { promisedReplyAt: fromNow(HOUR) }), await file(house, 'agent2')];
      await house.clock.advance('61 minutes');
      const after = await merged('lead1', one, two);
      expect(promises(after)).toEqual([`missed ${one.promisedReplyAt}`]);
      expect(promises(await look(house, 'lead1', two.id))).toEqual([`running ${two.promisedReplyAt}`]);
    });
  });

  it('takes links and helpers along', async () => {
    const [one, two, three] = [await file(house, 'agent1'), await file(house, 'agent1'), await file(house, 'agent1')];
    await (await house.as('lead1')).post(`/tickets/${one.id}/link`, { toId: three.id, relation: 'caused_by' });
    await house.db.query(`insert into ticket_grant (ticket_id, person_id, reason, created_at) select $1, id, 'assist', upline_now() from person where login = 'outsider'`, [one.id]);
    await merged('lead1', one, two);
    expect((await look(house, 'lead1', two.id)).links).toEqual([{ id: three.id, number: three.number, relation: 'caused_by', direction: 'out' }]);
    await look(house, 'outsider', two.id);
  }); // prettier-ignore

  it('is for who holds one and sees both, and for a superior of both', async () => {
    for (const [who, status] of [['supervisor1', 200], ['agent1', 403], ['lead2', 404], ['outsider', 404]] as const) {
      const [one, two] = [await file(house, 'agent1'), await file(house, 'agent1')];
      const answer = await merge(who, one, two.id);
      expect([who, answer.status]).toEqual([who, status]);
    }
    const [one, two] = [await file(house, 'agent1'), await file(house, 'outsider')];
    const absent = await merge('lead1', one, NOBODYS);
    expect(sameBut(await merge('lead1', one, two.id))).toBe(sameBut(absent));
    expect(sameBut(await merge('lead1', one, String(two.number)))).toBe(sameBut(absent));
    expect((await merge('supervisor1', one, two.id)).status).toBe(200);
    expect((await look(house, 'agent1', two.id)).filer.id).toBe(await id('outsider'));
  }); // prettier-ignore
  const id = async (login: string): Promise<string> =>
    (await house.db.query<{ id: string }>('select id from person where login = $1', [login])).rows[0]!.id;

  it('lets nobody see what is about them', async () => {
    const own = await file(house, 'agent1', { aboutPersonId: line.agent2 });
    const theirs = await file(house, 'agent2');
    expect(await merge('lead1', own, theirs.id)).toMatchObject({ status: 400, body: { errors: [{ code: 'about_person' }] } });
    expect(await merge('lead1', theirs, own.id)).toMatchObject({ status: 400, body: { errors: [{ code: 'recused' }] } });
    const self = await file(house, 'agent2', { aboutPersonId: line.agent2 });
    expect((await merge('agent2', self, theirs.id)).status).toBe(403);
    expect((await merge('agent2', theirs, self.id)).status).toBe(404);
  }); // prettier-ignore

  it('refuses itself, another project, a wrong body, and writes nothing', async () => {
    const other = await buildProject(house, { key: 'OTHER' });
    const [one, two] = [await file(house, 'agent1'), await file(house, 'agent1', { projectId: other })];
    const before = await rowCounts(house);
    for (const intoId of [one.id, String(one.number), two.id, 'x', 7, null])
      expect(await merge('lead1', one, intoId)).toMatchObject({ status: 400, body: { code: 'invalid' } });
    expect(await merge('lead1', { ...one, version: undefined as never }, two.id)).toMatchObject({ status: 400 });
    expect(await rowCounts(house)).toEqual(before);
  });

  it('refuses an old version, what is over, and what was merged already', async () => {
    const [one, two, three] = [await file(house, 'agent1'), await file(house, 'agent1'), await file(house, 'agent1')];
    const stale = await merge('lead1', { ...one, version: 9 }, two.id);
    expect(stale).toMatchObject({ status: 409, body: { code: 'stale_version', current: { id: one.id, version: 1 } } });
    const after = await merged('lead1', one, two);
    expect(await merge('lead1', after, three.id)).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
    expect(await merge('lead1', three, one.id)).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
    const kept = await merge('lead1', await look(house, 'lead1', two.id), three.id, 'merge-once');
    expect((await merge('lead1', { id: two.id, version: 2 }, three.id, 'merge-once')).text).toBe(kept.text);
  });

  it('of two opposite ones at once exactly one wins, and none goes round', async () => {
    for (let turn = 0; turn < 6; turn++) {
      const [one, two] = [await file(house, 'agent1'), await file(house, 'agent2')];
      const answers = await Promise.allSettled([merge('lead1', one, two.id), merge('supervisor1', two, one.id)]);
      const statuses = answers.map((each) => (each.status === 'fulfilled' ? each.value.status : 0));
      expect(statuses.sort()).toEqual([200, 409]);
      const states = [(await look(house, 'lead1', one.id)).state, (await look(house, 'lead1', two.id)).state];
      expect(states.sort()).toEqual(['closed', 'submitted']);
    }
  });
});
