import { SCOPES, type Scope } from '@upline/contracts/tokens';
import { randomUUID } from 'node:crypto';
import { SessionService } from '../../src/auth/session.service';
import { knock, timed } from '../realtime/support';
import { startHouse, type House } from '../support/app';
import type { ApiClient } from '../support/client';
import { buildLine, type Line } from '../support/factories';
import { connectSocket } from '../support/socket';
import { form } from '../tickets/desk';
import { acceptedToken, inDays } from './token-acts';

const LIMIT_MS = 1_000;
const NOBODYS = '018f0000-0000-7000-8000-000000000000';
/** Whatever else changes, no token does these: each would let its owner go on without it, or beyond it. */
const NEVER = [
  'POST /api/v1/tokens',
  'GET /api/v1/tokens',
  'POST /api/v1/tokens/{id}/accept',
  'DELETE /api/v1/tokens/{id}',
  'POST /api/v1/people/{id}/sign-in-link',
  'POST /api/v1/me/password',
  'POST /api/v1/auth/logout-everywhere',
  'PATCH /api/v1/me',
  'PUT /api/v1/house',
];

let house: House;
let other: House;
let line: Line;
beforeAll(async () => {
  house = await startHouse();
  line = await buildLine(house);
  // Tests have two apps in one process; what they share is the database alone.
  other = await startHouse({ DATABASE_URL: house.databaseUrl });
});

type Operation = { security?: Record<string, string[]>[] };
/** `GET /api/v1/me` and the scope that lets a token in; null where none does. Public routes are left out. */
const routes = (): [route: string, scope: string | null][] =>
  Object.entries(house.openapi.document.paths as unknown as Record<string, Record<string, Operation>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods)
        .filter(([, { security }]) => security)
        .map(([method, { security }]): [string, string | null] => [
          `${method.toUpperCase()} ${path}`,
          security!.find((one) => one.integrationToken)?.integrationToken?.[0] ?? null,
        ]),
  );

describe('the scopes of routes', () => {
  it('are on the list, and each is of use', () => {
    const used = new Set(routes().flatMap(([, scope]) => scope ?? []));
    expect([...used].sort()).toEqual([...SCOPES].sort());
    expect(routes().filter(([route, scope]) => NEVER.includes(route) && scope !== null)).toEqual([]);
    expect(NEVER.filter((route) => !routes().some(([one]) => one === route))).toEqual([]);
  });

  it.each(SCOPES)('%s opens its routes and no other', async (scope) => {
    const { client } = await acceptedToken(house, 'admin1', [scope]);
    for (const [route, asked] of routes()) {
      const [method, template] = route.split(' ') as [string, string];
      const url = template.replace('/api/v1', '').replace(/\{\w+\}/g, NOBODYS);
      const answer = await client.send(url, { method, body: method === 'GET' ? undefined : {} });
      const closed = answer.status === 403 && /scopes of this token/.test(answer.text);
      expect([route, closed, answer.status === 401]).toEqual([route, asked !== scope, false]);
    }
  });
});

describe('on record', () => {
  it('is the token beside the person, for what was done through it and nothing else', async () => {
    const { id, client } = await acceptedToken(house, 'admin1', ['people:manage']);
    const admin = await house.as('admin1');
    for (const by of [client, admin]) {
      expect((await by.patch(`/people/${line.agent2}`, { extension: '8009' })).status).toBe(200);
    }
    const { items } = (await admin.get(`/audit?subjectId=${line.agent2}&act=people.changed`)).body;
    expect(items.map(({ actorId, tokenId }: any) => ({ actorId, tokenId }))).toEqual([
      { actorId: line.admin1, tokenId: null },
      { actorId: line.admin1, tokenId: id },
    ]);
  });

  it('is the token on the timeline of a ticket', async () => {
    const { id, client } = await acceptedToken(house, 'agent1', ['tickets:file', 'tickets:act', 'tickets:read']);
    const filed = await client.post('/tickets', form(), randomUUID());
    expect([filed.status, filed.body.filer?.id]).toEqual([201, line.agent1]);
    const agent = await house.as('agent1');
    for (const by of [client, agent]) {
      expect((await by.post(`/tickets/${filed.body.id}/note`, { text: 'The shop confirms it.' })).status).toBe(200);
    }
    const { rows } = await house.db.query<{ by_id: string; token_id: string | null }>(
      'select by_id, token_id from ticket_event where ticket_id = $1 order by sequence',
      [filed.body.id],
    );
    expect(rows.map((row) => row.token_id)).toEqual([id, id, null]);
    expect(new Set(rows.map((row) => row.by_id))).toEqual(new Set([line.agent1]));
  });
});

describe('the end of a token', () => {
  const until401 = async (client: ApiClient): Promise<void> => {
    while ((await client.get('/me')).status !== 401) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it('is seen within a second by another process, its sockets too', async () => {
    const { id, text, client } = await acceptedToken(house, 'lead1', ['people:read', 'events:read']);
    const elsewhere = other.stranger(text);
    expect([(await client.get('/me')).status, (await elsewhere.get('/me')).status]).toEqual([200, 200]);
    const sockets = [
      await connectSocket(house.url, text, house.asyncapi),
      await connectSocket(other.url, text, house.asyncapi),
    ];
    const bystander = await other.socket('lead1');
    expect(await sockets[0]!.watch('team')).toEqual({ ok: false, code: 'forbidden' });
    const told = sockets.map(
      (socket) => new Promise<void>((resolve) => socket.raw.on('session_ended', () => resolve())),
    );
    expect((await (await house.as('lead1')).delete(`/tokens/${id}`)).status).toBe(204);
    expect((await client.get('/me')).status).toBe(401);
    expect(await timed(Promise.all([until401(elsewhere), ...told]))).toBeLessThan(LIMIT_MS);
    expect(bystander.raw.connected).toBe(true);
    expect(await knock(other.url, { auth: { token: text } })).toBe('unauthenticated');
  });

  it('is told once to each process', async () => {
    const { id } = await acceptedToken(house, 'lead2', ['people:read']);
    const heard: string[] = [];
    const off = other.app.get(SessionService, { strict: false }).onEnded((ended) => heard.push(ended));
    await (await house.as('lead2')).delete(`/tokens/${id}`);
    await new Promise((resolve) => setTimeout(resolve, LIMIT_MS));
    off();
    expect(heard.filter((ended) => ended === id)).toHaveLength(1);
  });

  it('closes the sockets of whoever leaves', async () => {
    const { text } = await acceptedToken(house, 'qa1', ['events:read']);
    const socket = await connectSocket(other.url, text, house.asyncapi);
    const admin = await house.as('admin1');
    expect((await admin.patch(`/people/${line.qa1}`, { active: false })).status).toBe(200);
    expect(await timed(socket.ended)).toBeLessThan(LIMIT_MS);
  });
});

describe('a socket by token', () => {
  const enter = async (scopes: Scope[], more = {}): Promise<string> =>
    (await acceptedToken(house, 'lead2', scopes, more)).text;

  it('hears of its person’s events with `events:read` alone', async () => {
    const text = await enter(['events:read']);
    const socket = await connectSocket(house.url, text, house.asyncapi);
    const heard = new Promise<{ type: string }>((resolve) => socket.raw.on('event', resolve));
    await (
      await house.as('admin1')
    ).post(`/people/${line.agent2}/superior`, { superiorId: line.lead2, from: inDays(0) });
    const agent = await house.as('agent2');
    expect((await agent.post('/tickets', form(), randomUUID())).body.holder.id).toBe(line.lead2);
    expect((await heard).type).toBe('ticket.filed');
    socket.close();
    const others = SCOPES.filter((scope) => scope !== 'events:read');
    expect(await knock(house.url, { auth: { token: await enter(others) } })).toBe('forbidden');
  });

  it('is cut off when the token is over', async () => {
    const socket = await connectSocket(
      house.url,
      await enter(['events:read'], { expiresAt: inDays(1) }),
      house.asyncapi,
    );
    await house.clock.advance('1 day');
    expect(await timed(socket.ended)).toBeLessThan(LIMIT_MS);
  });
});
