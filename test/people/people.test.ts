import { startHouse, type House } from '../support/app';
import type { ApiClient } from '../support/client';
import { buildLine, buildPerson, buildProject, type Line } from '../support/factories';

let house: House;
let line: Line;
let admin: ApiClient;
beforeAll(async () => {
  house = await startHouse();
  line = await buildLine(house);
  admin = await house.as('admin1');
});

const acts = async (subjectId: string): Promise<string[]> => {
  const { rows } = await house.db.query<{ act: string }>(
    'select act from audit_entry where subject_id = $1 order by id',
    [subjectId],
  );
  return rows.map((row) => row.act);
};

describe('a new person', () => {
  it('has what was given, a direct superior from now, and no way in yet', async () => {
    const body = {
      login: 'new.agent',
      name: '测试新人',
      roles: ['agent'],
      email: 'new@upline.example',
      extension: '8001',
      projectIds: [line.projectId],
      superiorId: line.lead2,
    };
    const made = await admin.post('/people', body);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      login: 'new.agent',
      name: '测试新人',
      roles: ['agent'],
      active: true,
      email: 'new@upline.example',
      extension: '8001',
      projects: [{ id: line.projectId, key: 'TEST' }],
      superior: { id: line.lead2, name: 'Test lead2' },
      version: 1,
    });
    expect(await acts(made.body.id)).toEqual(['people.created', 'line.changed']);
    const tried = await house.stranger().post('/auth/login', { login: 'new.agent', password: 'upline-test-pass' });
    expect(tried.status).toBe(401);
  });

  it('is made once under one key', async () => {
    const body = { login: 'once', name: 'Test once', roles: ['agent'] };
    const answers = await Promise.all([1, 2, 3].map(() => admin.post('/people', body, 'people-once')));
    expect(answers.filter((answer) => answer.status === 201).length).toBeGreaterThan(0);
    expect(answers.every((answer) => [201, 409].includes(answer.status))).toBe(true);
    expect((await admin.post('/people', body, 'people-once')).status).toBe(201);
    const { rows } = await house.db.query(`select 1 from person where login = 'once'`);
    expect(rows).toHaveLength(1);
  });

  const good = { login: 'someone', name: 'Test someone', roles: ['agent'] };
  const bad: [string, unknown, string][] = [
    ['without a login', { ...good, login: undefined }, 'login'],
    ['with a login in capitals', { ...good, login: 'Someone' }, 'login'],
    ['with a login that is taken', { ...good, login: 'agent1' }, 'login'],
    ['with a login of 65 characters', { ...good, login: 'a'.repeat(65) }, 'login'],
    ['with a blank name', { ...good, name: '   ' }, 'name'],
    ['with a name of 81 characters', { ...good, name: 'a'.repeat(81) }, 'name'],
    ['without a role', { ...good, roles: [] }, 'roles'],
    ['with a role twice', { ...good, roles: ['agent', 'agent'] }, 'roles'],
    ['with a role that is none', { ...good, roles: ['owner'] }, 'roles'],
    ['with roles that are a text', { ...good, roles: 'agent' }, 'roles'],
    ['with an address that is none', { ...good, email: 'nobody' }, 'email'],
    ['in a project that is none', { ...good, projectIds: [crypto.randomUUID()] }, 'projectIds'],
    ['with projects null', { ...good, projectIds: null }, 'projectIds'],
    ['under nobody', { ...good, superiorId: crypto.randomUUID() }, 'superiorId'],
    ['with an id of their own', { ...good, id: crypto.randomUUID() }, 'id'],
    ['inactive from birth', { ...good, active: false }, 'active'],
    ['with a password', { ...good, password: 'a password of theirs' }, 'password'],
    ['with a version', { ...good, version: 9 }, 'version'],
  ];
  it.each(bad)('is refused %s', async (_, body, path) => {
    const answer = await admin.post('/people', body);
    expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([400, path]);
    const { rows } = await house.db.query(`select 1 from person where login = 'someone'`);
    expect(rows).toEqual([]);
  });
});

describe('changing a person', () => {
  it('keeps what is left out, and removes what is null', async () => {
    const id = await buildPerson(house, {
      login: 'change1',
      extension: '8002',
      email: 'c@upline.example',
      projectIds: [line.projectId],
    });
    const changed = await admin.patch(`/people/${id}`, { name: 'Test new name', extension: null });
    expect(changed.body).toMatchObject({
      name: 'Test new name',
      extension: null,
      email: 'c@upline.example',
      roles: ['agent'],
      version: 2,
    });
    expect(changed.body.projects).toHaveLength(1);
  });

  it('puts projects in the order given', async () => {
    const id = await buildPerson(house, { login: 'change2' });
    const [a, b] = [await buildProject(house, { key: 'A1' }), await buildProject(house, { key: 'B1' })];
    const changed = await admin.patch(`/people/${id}`, { projectIds: [b, a] });
    expect(changed.body.projects.map((project: { key: string }) => project.key)).toEqual(['B1', 'A1']);
  });

  it('is refused for another version than the present', async () => {
    const id = await buildPerson(house, { login: 'change3' });
    const answers = await Promise.all(
      [1, 2].map((n) => admin.patch(`/people/${id}`, { name: `Test ${n}`, version: 1 })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    const stale = answers.find((answer) => answer.status === 409)!;
    expect(stale.body).toMatchObject({ code: 'stale_version', current: { id, version: 2 } });
  });

  it('takes no field that is not on the list', async () => {
    for (const field of ['id', 'login', 'passwordHash', 'preferences', 'createdAt', 'deactivatedAt', 'superiorId']) {
      const answer = await admin.patch(`/people/${line.agent1}`, { [field]: 'x' });
      expect([field, answer.status, answer.body.errors[0].code]).toEqual([field, 400, 'unknown_field']);
    }
  });

  it('is for administrators', async () => {
    for (const login of ['agent1', 'lead1', 'supervisor1', 'manager1', 'qa1', 'records1']) {
      const client = await house.as(login);
      const own = await client.get('/me');
      expect((await client.patch(`/people/${own.body.id}`, { roles: ['admin'] })).status).toBe(403);
      expect((await client.post('/people', { login: 'sneaky', name: 'x', roles: ['admin'] })).status).toBe(403);
    }
    expect((await house.stranger().patch(`/people/${line.agent1}`, { name: 'x' })).status).toBe(401);
  });

  it('of nobody is a 404', async () => {
    for (const id of [crypto.randomUUID(), 'agent1', '1', '%00', "' or 1=1"]) {
      expect((await admin.patch(`/people/${encodeURIComponent(id)}`, { name: 'x' })).status).toBe(404);
      expect((await admin.get(`/people/${encodeURIComponent(id)}`)).status).toBe(404);
    }
  });
});

describe('leaving', () => {
  it('needs a successor where nobody could take over', async () => {
    const boss = await buildPerson(house, { login: 'boss', roles: ['manager'] });
    const under = await buildPerson(house, { login: 'under', superiorId: boss });
    expect((await admin.patch(`/people/${boss}`, { active: false })).body.code).toBe('successor_required');
    expect((await admin.patch(`/people/${under}`, { active: false })).status).toBe(200);
    expect((await admin.patch(`/people/${boss}`, { active: false })).body).toMatchObject({ active: false });
  });

  it('needs one for the last of the last resorts', async () => {
    const [one, two] = [await buildPerson(house, { login: 'resort1' }), await buildPerson(house, { login: 'resort2' })];
    const before = (await admin.get('/house')).body;
    expect((await admin.put('/house', { lastResortIds: [one, two] })).status).toBe(200);
    const answers = await Promise.all([one, two].map((id) => admin.patch(`/people/${id}`, { active: false })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect(answers.find((answer) => answer.status === 409)!.body.code).toBe('successor_required');
    await admin.put('/house', { lastResortIds: before.lastResortIds });
  });

  it('is not for the last administrator, nor may they drop the role', async () => {
    const leaving = await admin.patch(`/people/${line.admin1}`, { active: false });
    expect(leaving.body.errors[0]).toMatchObject({ path: 'active', code: 'last_admin' });
    const dropping = await admin.patch(`/people/${line.admin1}`, { roles: ['agent'] });
    expect(dropping.body.errors[0]).toMatchObject({ path: 'roles', code: 'last_admin' });
  });
});

describe('the list', () => {
  it('is by name, in pages without gap or double', async () => {
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { body: { items: { name: string }[]; nextCursor: string | null } } = await admin.get(
        `/people?limit=4${cursor ? `&cursor=${cursor}` : ''}`,
      );
      expect(page.body.items.length).toBeLessThanOrEqual(4);
      names.push(...page.body.items.map((item) => item.name));
      cursor = page.body.nextCursor;
    } while (cursor);
    const { rows } = await house.db.query<{ name: string }>('select name from person order by name, id');
    expect(names).toEqual(rows.map((row) => row.name));
  });

  it('can be narrowed', async () => {
    const logins = async (query: string): Promise<string[]> => {
      const answer = await admin.get(`/people?${query}`);
      return (answer.body.items as { login: string }[]).map((item) => item.login);
    };
    expect(await logins('role=supervisor')).toEqual(['supervisor1']);
    expect(await logins('q=LEAD')).toEqual(['lead1', 'lead2']);
    expect(await logins('q=%25')).toEqual([]);
    expect(await logins(`projectId=${line.projectId}&role=team_lead&active=true`)).toEqual(['lead1', 'lead2']);
    expect(await logins('active=false&q=boss')).toEqual(['boss']);
  });

  it.each([
    'limit=0',
    'limit=101',
    'limit=1e1',
    'cursor=abc',
    'role=owner',
    'active=yes',
    'q=13800001234',
    'q=1-3-8-0-0-0-0',
    'sort=login',
    'projectId=1',
    'q=a&q=b',
  ])('refuses ?%s', async (query) => {
    expect((await admin.get(`/people?${query}`)).status).toBe(400);
  });

  it('shows login and address to administrators and their owner only', async () => {
    const agent = await house.as('agent1');
    const seen = (await agent.get('/people')).body.items as {
      id: string;
      login: string | null;
      email: string | null;
    }[];
    expect(seen.filter((person) => person.login !== null).map((person) => person.id)).toEqual([line.agent1]);
    expect((await agent.get(`/people/${line.lead1}`)).body.login).toBeNull();
    expect((await admin.get(`/people/${line.lead1}`)).body.login).toBe('lead1');
  });
});
