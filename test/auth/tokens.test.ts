import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { PASSWORD, startHouse, type House } from '../support/app';
import type { Answer, ApiClient } from '../support/client';
import { buildLine, buildPerson, type Line } from '../support/factories';
import { acceptedToken, inDays, makeToken, tokenBody } from './token-acts';

let house: House;
let line: Line;
let admin: ApiClient;
beforeAll(async () => {
  house = await startHouse();
  line = await buildLine(house);
  admin = await house.as('admin1');
});

const statusOf = async (token: string, path = '/people?limit=1'): Promise<number> =>
  (await house.stranger(token).get(path)).status;
const sameBut = ({ text, body }: Answer): string => text.replace((body as { requestId: string }).requestId, '');
const listed = async (client: ApiClient): Promise<{ id: string; state: string }[]> =>
  (await client.get('/tokens?limit=100')).body.items as { id: string; state: string }[];

describe('a token', () => {
  it('works once its person has accepted it, within its scopes', async () => {
    const made = await admin.post('/tokens', tokenBody(line.lead1, ['people:read', 'tickets:read']));
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ state: 'pending', acceptedAt: null, asPerson: { id: line.lead1 } });
    const { id, token } = made.body as { id: string; token: string };
    expect(token).toMatch(/^upl_[\w-]{43}$/);
    expect(await statusOf(token)).toBe(401);
    const lead = await house.as('lead1');
    expect((await listed(lead)).find((row) => row.id === id)).toMatchObject({ state: 'pending' });
    const accepted = await lead.post(`/tokens/${id}/accept`);
    expect(accepted.body).toMatchObject({ id, state: 'active', createdBy: { id: line.admin1 } });
    expect(await statusOf(token)).toBe(200);
    expect((await house.stranger(token).get('/me')).body.id).toBe(line.lead1);
    expect(await statusOf(token, '/tickets')).toBe(200);
    for (const path of ['/topics', '/events', '/audit', '/tokens'])
      expect([path, await statusOf(token, path)]).toEqual([path, 403]);
    expect((await house.stranger(token).post('/auth/logout-everywhere')).status).toBe(403);
    expect((await lead.get('/me')).status).toBe(200);
  });

  it('has no more rights than its person, and loses those that its person loses', async () => {
    const records = await acceptedToken(house, 'records1', ['audit:read', 'people:manage']);
    expect((await records.client.get('/audit')).status).toBe(200);
    expect((await records.client.patch(`/people/${line.agent1}`, { extension: '1' })).status).toBe(403);
    expect((await admin.patch(`/people/${line.records1}`, { roles: ['agent'] })).status).toBe(200);
    expect((await records.client.get('/audit')).status).toBe(403);
    await admin.patch(`/people/${line.records1}`, { roles: ['records_admin'] });
  });

  it('is shown once, and stored as its hash alone', async () => {
    const key = randomUUID();
    const body = tokenBody(line.agent1, ['people:read']);
    const first = await admin.post('/tokens', body, key);
    const again = await admin.post('/tokens', body, key);
    expect([again.status, again.body]).toEqual([201, { ...first.body, token: null }]);
    const text = first.body.token as string;
    const { rows } = await house.db.query<{ token_hash: Buffer; all: string }>(
      'select token_hash, to_jsonb(t)::text as all from auth_token t where id = $1',
      [first.body.id],
    );
    expect(rows[0]!.token_hash).toEqual(createHash('sha256').update(text).digest());
    expect(rows[0]!.all).not.toContain(text.slice(4));
    const lists = [
      await admin.get('/tokens'),
      await (await house.as('agent1')).get('/tokens'),
      await admin.get('/audit'),
    ];
    for (const { text: shown } of lists) expect(shown).not.toContain(text.slice(4));
  });

  it('is over at its end, to the millisecond, and may then not be accepted', async () => {
    const more = { expiresAt: inDays(1) };
    const { text } = await acceptedToken(house, 'agent1', ['people:read'], more);
    const late = await makeToken(house, line.agent1, ['people:read'], more);
    expect(await statusOf(text)).toBe(200);
    await house.clock.advance('1 day');
    expect(await statusOf(text)).toBe(401);
    const agent = await house.as('agent1');
    const answer = await agent.post(`/tokens/${late.id}/accept`);
    expect([answer.status, answer.body.code]).toEqual([409, 'wrong_state']);
    expect((await listed(agent)).find((row) => row.id === late.id)!.state).toBe('expired');
  });

  it.each([['agent1'], ['admin1']])('is revoked by %s at once and for good', async (login) => {
    const { id, text } = await acceptedToken(house, 'agent1', ['people:read']);
    expect(await statusOf(text)).toBe(200);
    const by = await house.as(login);
    expect((await by.delete(`/tokens/${id}`)).status).toBe(204);
    expect(await statusOf(text)).toBe(401);
    expect((await by.delete(`/tokens/${id}`)).status).toBe(204);
    const { rows } = await house.db.query(
      "select 1 from audit_entry where act = 'tokens.revoked' and subject_id = $1",
      [id],
    );
    expect(rows).toHaveLength(1);
    const answer = await (await house.as('agent1')).post(`/tokens/${id}/accept`);
    expect([answer.status, answer.body.code]).toEqual([409, 'wrong_state']);
  });

  it('ends when its person leaves, and does not come back with them', async () => {
    const leaver = await buildPerson(house, { login: 'leaver', superiorId: line.lead1 });
    const { text } = await acceptedToken(house, 'leaver', ['people:read']);
    const open = await makeToken(house, leaver, ['people:read']);
    expect(await statusOf(text)).toBe(200);
    expect((await admin.patch(`/people/${leaver}`, { active: false })).status).toBe(200);
    expect(await statusOf(text)).toBe(401);
    expect((await admin.patch(`/people/${leaver}`, { active: true })).status).toBe(200);
    expect(await statusOf(text)).toBe(401);
    const entered = await house.stranger().post('/auth/login', { login: 'leaver', password: PASSWORD });
    const answer = await house.stranger(entered.body.accessToken as string).post(`/tokens/${open.id}/accept`);
    expect(answer.body.code).toBe('wrong_state');
  });

  it('is accepted once, and never after a revocation that was faster', async () => {
    const lead = await house.as('lead2');
    for (let round = 0; round < 5; round++) {
      const twice = await makeToken(house, line.lead2, ['people:read']);
      const answers = await Promise.all([1, 2].map(() => lead.post(`/tokens/${twice.id}/accept`)));
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
      const { id, token } = await makeToken(house, line.lead2, ['people:read']);
      const [revoked] = await Promise.all([admin.delete(`/tokens/${id}`), lead.post(`/tokens/${id}/accept`)]);
      expect(revoked.status).toBe(204);
      expect(await statusOf(token)).toBe(401);
    }
  });
});

describe('the token of somebody else', () => {
  it('does not exist', async () => {
    const { id, token } = await makeToken(house, line.agent1, ['people:read']);
    const other = await house.as('lead1');
    expect((await listed(other)).map((row) => row.id)).not.toContain(id);
    expect((await listed(admin)).map((row) => row.id)).toContain(id);
    const nobodys = await other.post(`/tokens/${randomUUID()}/accept`);
    expect(nobodys.status).toBe(404);
    for (const answer of [await other.post(`/tokens/${id}/accept`), await other.delete(`/tokens/${id}`)]) {
      expect(sameBut(answer)).toBe(sameBut(nobodys));
    }
    expect((await house.as('agent1').then((agent) => agent.post(`/tokens/${id}/accept`))).status).toBe(200);
    expect(await statusOf(token)).toBe(200);
  });

  it('is seen by an administrator, who may not accept it', async () => {
    const { id, token } = await makeToken(house, line.agent1, ['people:read']);
    const answer = await admin.post(`/tokens/${id}/accept`);
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    expect(await statusOf(token)).toBe(401);
  });

  it('is made by administrators only', async () => {
    for (const login of ['agent1', 'lead1', 'supervisor1', 'manager1', 'qa1', 'records1']) {
      const person = await house.as(login);
      const own = (await person.get('/me')).body.id as string;
      expect([login, (await person.post('/tokens', tokenBody(own, ['people:read']))).status]).toEqual([login, 403]);
    }
  });
});

describe('what is wrong with a token', () => {
  it.each([
    ['no scope', { scopes: [] }, 'scopes'],
    ['an unknown scope', { scopes: ['everything'] }, 'scopes'],
    ['what keeps tokens out', { scopes: ['no_token'] }, 'scopes'],
    ['a scope twice', { scopes: ['people:read', 'people:read'] }, 'scopes'],
    ['a text for scopes', { scopes: 'people:read' }, 'scopes'],
    ['a blank name', { name: '  ' }, 'name'],
    ['a long name', { name: 'x'.repeat(81) }, 'name'],
    ['a NUL', { name: 'a\0b' }, 'name'],
    ['no end', { expiresAt: undefined }, 'expiresAt'],
    ['an end in the past', { expiresAt: inDays(-1) }, 'expiresAt'],
    ['an end without a zone', { expiresAt: '2026-12-01T00:00:00' }, 'expiresAt'],
    ['an end too far ahead', { expiresAt: inDays(400) }, 'expiresAt'],
    ['nobody', { asPersonId: randomUUID() }, 'asPersonId'],
    ['no person', { asPersonId: 'agent1' }, 'asPersonId'],
    ['a token of its own choice', { token: 'upl_mine' }, 'token'],
  ])('%s is refused and named', async (_, wrong, path) => {
    const answer = await admin.post('/tokens', tokenBody(line.agent1, ['people:read'], wrong));
    expect([answer.status, answer.body.errors?.[0].path]).toEqual([400, path]);
  });

  it('does not name somebody who has left', async () => {
    const gone = await buildPerson(house, { login: 'gone', superiorId: line.lead1 });
    await admin.patch(`/people/${gone}`, { active: false });
    const answer = await admin.post('/tokens', tokenBody(gone, ['people:read']));
    expect([answer.status, answer.body.errors[0]]).toMatchObject([400, { path: 'asPersonId', code: 'not_active' }]);
  });

  it.each([
    ['no more than the beginning', () => 'upl_'],
    ['a guess', () => `upl_${randomBytes(32).toString('base64url')}`],
    ['one letter more', (text: string) => `${text}A`],
    ['one letter less', (text: string) => text.slice(0, -1)],
    ['without the beginning', (text: string) => text.slice(4)],
    ['in capitals', (text: string) => text.toUpperCase()],
    ['a very long one', (text: string) => text.padEnd(8000, 'A')],
    ['SQL', () => `upl_'or''='`],
  ])('%s lets nobody in', async (_, make: (text: string) => string) => {
    const { text } = await acceptedToken(house, 'agent2', ['people:read']);
    const answer = await house.stranger(make(text)).get('/me');
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
  });

  it('is not taken from the address, a cookie or another scheme', async () => {
    const { text } = await acceptedToken(house, 'agent2', ['people:read']);
    const stranger = house.stranger();
    expect((await stranger.get(`/me?access_token=${text}`)).status).toBe(401);
    expect((await stranger.get('/me', { cookie: `token=${text}` })).status).toBe(401);
    expect((await stranger.get('/me', { authorization: `Basic ${text}` })).status).toBe(401);
    expect((await stranger.get('/me', { authorization: text })).status).toBe(401);
    expect((await stranger.get('/me', { authorization: `bearer ${text}` })).status).toBe(200);
  });
});
