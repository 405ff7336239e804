import { startHouse, type House } from '../support/app';
import type { ApiClient } from '../support/client';
import { buildLine, buildPerson, type Line } from '../support/factories';

let house: House;
let line: Line;
let admin: ApiClient;
beforeAll(async () => {
  house = await startHouse();
  line = await buildLine(house);
  admin = await house.as('admin1');
});

describe('the house', () => {
  it('keeps what is left out', async () => {
    const before = (await (await house.as('agent1')).get('/house')).body;
    expect(before).toEqual({
      name: 'Upline',
      timeZone: 'Asia/Shanghai',
      lastResortIds: [line.manager1, line.supervisor1],
      appealDeskIds: [],
      appealOutsiderId: null,
    });
    const after = await admin.put('/house', {
      name: 'Test house',
      appealOutsiderId: line.qa1,
      appealDeskIds: [line.manager1],
    });
    expect(after.body).toEqual({
      ...before,
      name: 'Test house',
      appealOutsiderId: line.qa1,
      appealDeskIds: [line.manager1],
    });
    expect((await admin.put('/house', { appealOutsiderId: null })).body.appealOutsiderId).toBeNull();
  });

  const bad: [string, () => Record<string, unknown>][] = [
    ['one last resort', () => ({ lastResortIds: [line.manager1] })],
    ['none', () => ({ lastResortIds: [] })],
    ['the same twice', () => ({ lastResortIds: [line.manager1, line.manager1] })],
    ['the same twice in capitals', () => ({ lastResortIds: [line.manager1, line.manager1.toUpperCase()] })],
    ['somebody who is nobody', () => ({ lastResortIds: [line.manager1, crypto.randomUUID()] })],
    ['last resorts null', () => ({ lastResortIds: null })],
    ['a zone that is none', () => ({ timeZone: 'Asia/Nowhere' })],
    ['a blank name', () => ({ name: ' ' })],
    ['a field too many', () => ({ id: 2 })],
  ];
  it.each(bad)('refuses %s', async (_, body) => {
    expect((await admin.put('/house', body())).status).toBe(400);
    expect((await admin.get('/house')).body.lastResortIds).toEqual([line.manager1, line.supervisor1]);
  });

  it('takes no last resort who has left', async () => {
    const gone = await buildPerson(house, { login: 'gone', roles: ['manager'] });
    await admin.patch(`/people/${gone}`, { active: false });
    const answer = await admin.put('/house', { lastResortIds: [line.manager1, gone] });
    expect(answer.body.errors[0]).toMatchObject({ path: 'lastResortIds', code: 'not_active' });
  });

  it('is changed by administrators', async () => {
    for (const login of ['agent1', 'supervisor1', 'manager1', 'records1']) {
      expect((await (await house.as(login)).put('/house', { name: 'x' })).status).toBe(403);
    }
  });
});

describe('a project', () => {
  it('is made, shown, changed', async () => {
    const made = await admin.post('/projects', {
      name: '测试项目',
      key: 'P-1',
      escalationContactId: line.manager1,
      endsOn: '2027-02-28',
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      key: 'P-1',
      escalationContact: { id: line.manager1 },
      endsOn: '2027-02-28',
      appealDesk: [],
      version: 1,
    });
    const path = `/projects/${made.body.id}`;
    const changed = await admin.patch(path, { escalationContactId: null, appealDesk: [line.manager1] });
    expect(changed.body).toMatchObject({
      name: '测试项目',
      escalationContact: null,
      appealDesk: [line.manager1],
      endsOn: '2027-02-28',
      version: 2,
    });
    expect((await admin.patch(path, { name: 'x', version: 1 })).body).toMatchObject({
      code: 'stale_version',
      current: { version: 2 },
    });
    expect((await (await house.as('agent1')).get(path)).body).toEqual(changed.body);
    expect((await admin.get(`/projects/${crypto.randomUUID()}`)).status).toBe(404);
  });

  const good = { name: 'Test', key: 'GOOD' };
  it.each<[string, Record<string, unknown>, string]>([
    ['without a name', { ...good, name: undefined }, 'name'],
    ['with a key of spaces', { ...good, key: 'a b' }, 'key'],
    ['with a key that is taken', { ...good, key: 'TEST' }, 'key'],
    ['with a contact who is nobody', { ...good, escalationContactId: crypto.randomUUID() }, 'escalationContactId'],
    ['with a desk of nobody', { ...good, appealDesk: [crypto.randomUUID()] }, 'appealDesk'],
    ['ending on a day that is none', { ...good, endsOn: '2026-02-30' }, 'endsOn'],
    ['ending at an instant', { ...good, endsOn: '2026-02-28T00:00:00Z' }, 'endsOn'],
    ['with a field too many', { ...good, version: 1 }, 'version'],
  ])('is refused %s', async (_, body, path) => {
    const answer = await admin.post('/projects', body);
    expect([answer.status, answer.body.errors[0].path]).toEqual([400, path]);
  });

  it('is changed by administrators, listed for all in pages', async () => {
    for (const login of ['agent1', 'supervisor1', 'manager1']) {
      const client = await house.as(login);
      expect((await client.post('/projects', good)).status).toBe(403);
      expect((await client.patch(`/projects/${line.projectId}`, { name: 'x' })).status).toBe(403);
    }
    const first = await admin.get('/projects?limit=1');
    const second = await admin.get(`/projects?limit=1&cursor=${first.body.nextCursor}`);
    expect([first, second].map((page) => page.body.items[0].key).sort()).toEqual(['P-1', 'TEST']);
    expect((await admin.get('/people?cursor=' + first.body.nextCursor)).status).toBe(400);
  });
});
