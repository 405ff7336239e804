import { RISKS, WANTS, type TicketView } from '@upline/contracts/ticket';
import { randomUUID } from 'node:crypto';
import { startHouse, type House } from '../support/app';
import { buildLine, buildPerson, buildProject, type Line } from '../support/factories';
import { HOUR, MINUTE, file, form, fromNow, look, rowCounts, send } from './desk';

describe('filing', () => {
  let house: House;
  let line: Line;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(house);
  });

  it('answers with the ticket at the direct superior, as a look does', async () => {
    const ticket = await file(house, 'agent1');
    expect(ticket).toMatchObject({
      restricted: false,
      version: 1,
      activity: 1,
      state: 'submitted',
      kind: 'complaint',
      severity: 'normal',
      level: 0,
      filer: { id: line.agent1 },
      holder: { id: line.lead1, onBehalfOf: null, why: 'direct_superior' },
      project: { id: line.projectId, key: 'TEST' },
      customer: { name: '王小明', channel: 'phone', phoneMasked: '138****1234', contactMasked: null, bestTime: 'any' },
      nextDue: { kind: 'acknowledge', thenHolder: { id: line.supervisor1 } },
      allowedActions: ['assist', 'link', 'note', 'nudge', 'reveal', 'watch', 'withdraw'],
    });
    expect(ticket.number).toBeGreaterThan(1000);
    expect(ticket.clocks.map((one) => [one.kind, one.state])).toEqual([
      ['acknowledge', 'running'],
      ['promise', 'running'],
      ['resolve', 'running'],
    ]);
    expect(await look(house, 'agent1', ticket.id)).toEqual(ticket);
    expect(await look(house, 'agent1', String(ticket.number))).toEqual(ticket);
  });

  it.each(['lead1', 'supervisor1', 'manager1', 'qa1', 'admin1'])(
    'is for everybody, and answers %s as a look does',
    async (who) => {
      const ticket = await file(house, who, { projectId: line.projectId });
      expect(ticket.holder.id).not.toBe(ticket.filer.id);
      expect(await look(house, who, ticket.id)).toEqual(ticket);
    },
  );

  it('counts acknowledge from now, resolve from the call, and keeps the promise to the millisecond', async () => {
    const promisedReplyAt = fromNow(5 * HOUR);
    const callStartedAt = fromNow(-3 * HOUR);
    const { clocks, createdAt } = await file(house, 'agent1', { callStartedAt, promisedReplyAt });
    const due = Object.fromEntries(clocks.map((clock) => [clock.kind, Date.parse(clock.dueAt)]));
    expect(due).toEqual({
      acknowledge: Date.parse(createdAt) + 30 * MINUTE,
      promise: Date.parse(promisedReplyAt),
      resolve: Date.parse(callStartedAt) + 24 * HOUR,
    });
  });

  it('takes instants with any offset', async () => {
    const ticket = await file(house, 'agent1', { callStartedAt: fromNow(-HOUR).replace('Z', '+00:00') });
    expect(ticket.callStartedAt).toMatch(/Z$/);
  });

  it.each([
    ['10 characters', () => ({ content: '字'.repeat(10) })],
    ['2000 characters', () => ({ content: '字'.repeat(2000) })],
    ['2000 characters of two halves', () => ({ content: '😀'.repeat(2000) })],
    ['a call a week ago', () => ({ callStartedAt: fromNow(-7 * 24 * HOUR + 5000) })],
    ['every want and risk', () => ({ wants: WANTS, risks: RISKS })],
    ['null for what may be left out', () => ({ topicId: null, aboutPersonId: null, callId: null, lateReason: null })],
    ['a call that began just now', () => ({ callStartedAt: fromNow(0) })],
  ])('accepts %s', async (_what, change) => {
    expect((await send(house, 'agent1', change())).body).toMatchObject({ state: 'submitted' });
  });

  describe('with an Idempotency-Key', () => {
    it('is required', async () => {
      const client = await house.as('agent1');
      expect(await client.post('/tickets', form())).toMatchObject({ status: 400, body: { code: 'invalid' } });
    });

    it('makes one ticket of twenty requests at once', async () => {
      const client = await house.as('agent1');
      const [key, body] = [randomUUID(), form({ content: 'twenty at once, one ticket' })];
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => client.post<TicketView>('/tickets', body, key)),
      );
      const made = answers.filter((answer) => answer.status === 201);
      expect(made.length).toBeGreaterThan(0);
      expect(new Set(made.map((answer) => answer.text)).size).toBe(1);
      for (const answer of answers.filter((one) => one.status !== 201))
        expect(answer).toMatchObject({ status: 409, body: { code: 'in_flight' } });
      const found = `select 1 from ticket t join ticket_text x on x.id = t.content_text_id where x.body = 'twenty at once, one ticket'`;
      expect((await house.db.query(found)).rowCount).toBe(1);
    });

    it('gives the first answer again, whatever happened since', async () => {
      const client = await house.as('agent2');
      const [key, body] = [randomUUID(), form()];
      const first = await client.post<TicketView>('/tickets', body, key);
      const noted = await client.post(`/tickets/${first.body.id}/note`, { text: 'since then' });
      expect(noted.status).toBe(200);
      const before = await rowCounts(house);
      const again = await client.post('/tickets', body, key);
      expect([again.status, again.text]).toEqual([201, first.text]);
      expect(await rowCounts(house)).toEqual(before);
    });

    it('refuses another body, and names what the key made', async () => {
      const client = await house.as('agent2');
      const [key, body] = [randomUUID(), form()];
      const first = await client.post<TicketView>('/tickets', body, key);
      const other = await client.post('/tickets', { ...body, severity: 'high' }, key);
      expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch', resourceId: first.body.id } });
    });

    it('stores nothing of a refused request', async () => {
      const client = await house.as('agent2');
      const key = randomUUID();
      const before = await rowCounts(house);
      expect((await client.post('/tickets', form({ content: 'short' }), key)).status).toBe(400);
      expect(await rowCounts(house)).toEqual(before);
      expect((await client.post('/tickets', form(), key)).status).toBe(201);
    });

    it('is each person’s own', async () => {
      const [key, body] = [randomUUID(), form()];
      const one = await (await house.as('agent1')).post<TicketView>('/tickets', body, key);
      const two = await (await house.as('agent2')).post<TicketView>('/tickets', body, key);
      expect([one.status, two.status]).toEqual([201, 201]);
      expect(one.body.id).not.toBe(two.body.id);
    });
  });

  describe('project and topic', () => {
    it('default to the first project of the filer and its “other”', async () => {
      const second = await buildProject(house, { key: 'SECOND' });
      await buildPerson(house, { login: 'agent9', projectIds: [second, line.projectId], superiorId: line.lead1 });
      const ticket = await file(house, 'agent9');
      expect(ticket).toMatchObject({ project: { key: 'SECOND' }, topic: { name: '其他' } });
    });

    it('must exist, and the project must not have ended', async () => {
      const ended = await buildProject(house, { key: 'ENDED', endsOn: '2026-01-31' });
      for (const change of [
        { projectId: randomUUID() },
        { topicId: randomUUID() },
        { projectId: ended },
        { aboutPersonId: randomUUID() },
      ])
        expect(await send(house, 'agent1', change)).toMatchObject({
          status: 400,
          body: { errors: [{ path: Object.keys(change)[0] }] },
        });
    });

    it('must be named by somebody who belongs to none', async () => {
      const answer = await send(house, 'admin1');
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'projectId' }] } });
    });
  });

  describe('the promise', () => {
    it('outside the window asks why', async () => {
      const late = { promisedReplyAt: fromNow(30 * HOUR) };
      expect((await send(house, 'agent1', late)).body.errors[0].path).toBe('outsideHoursReason');
      await file(house, 'agent1', { ...late, outsideHoursReason: 'customer_request' });
    });

    it('that is past already is written missed, and the holder is told at once', async () => {
      const late = { callStartedAt: fromNow(-5 * HOUR), promisedReplyAt: fromNow(-HOUR) };
      expect((await send(house, 'agent1', late)).body.errors[0].path).toBe('lateReason');
      const ticket = await file(house, 'agent1', { ...late, lateReason: 'The network was down.' });
      expect(ticket.clocks.find((clock) => clock.kind === 'promise')).toMatchObject({
        state: 'missed',
        dueAt: late.promisedReplyAt,
      });
      const { rows } = await house.db.query<{ type: string }>(
        'select type from person_event where person_id = $1 and ticket_id = $2 order by seq',
        [line.lead1, ticket.id],
      );
      expect(rows.map((row) => row.type)).toEqual(['ticket.filed', 'clock.missed']);
    });
  });

  describe('of a call that has an open ticket', () => {
    it('is refused with the restricted row, unless it is a separate matter', async () => {
      const callId = `call-${randomUUID()}`;
      const first = await file(house, 'agent1', { callId });
      const again = await send(house, 'agent2', { callId });
      expect(again).toMatchObject({ status: 409, body: { code: 'same_call' } });
      expect(again.body.similar).toEqual({
        number: first.number,
        state: 'submitted',
        holderName: first.holder.name,
        promisedReplyAt: first.promisedReplyAt,
        createdAt: first.createdAt,
        restricted: true,
      });
      await file(house, 'agent2', { callId, separateReason: 'Another order.' });
    });

    it('files one of two forms that come at once', async () => {
      const callId = `call-${randomUUID()}`;
      const answers = await Promise.all(['agent1', 'agent2'].map((who) => send(house, who, { callId })));
      expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409]);
    });

    it('is filed when the first was withdrawn', async () => {
      const callId = `call-${randomUUID()}`;
      const first = await file(house, 'agent1', { callId });
      const body = { version: first.version, reason: 'mistaken' };
      expect((await (await house.as('agent1')).post(`/tickets/${first.id}/withdraw`, body)).status).toBe(200);
      await file(house, 'agent2', { callId });
    });

    it('says nothing of it to the accused', async () => {
      const callId = `call-${randomUUID()}`;
      await file(house, 'agent1', { callId, aboutPersonId: line.agent2 });
      const accused = await send(house, 'agent2', { callId });
      expect(accused.text).not.toContain('same_call');
      expect(accused.status).toBe(201);
    });
  });
});
