import type { TemplateView, TopicView } from '@upline/contracts/catalog';
import { randomUUID } from 'node:crypto';
import { startHouse, type House } from '../support/app';
import type { ApiClient } from '../support/client';
import { buildLine, buildPerson, buildProject, type Line } from '../support/factories';
import { HOUR, done, file, fromNow, look, send } from '../tickets/desk';

const PATHS = ['/topics', '/root-causes', '/templates', '/phrases'] as const;
/** A body that is right, but for its name. */
const REST: Record<string, object> = {
  '/topics': {},
  '/root-causes': {},
  '/templates': { content: '订单 {{订单号}}', slots: [{ name: '订单号', label: '订单', required: true, kind: 'text', choices: [] }] },
  '/phrases': { text: '您好', where: 'answer' },
}; // prettier-ignore

describe('the catalogue', () => {
  let house: House;
  let line: Line;
  let other: string;
  let admin: ApiClient;
  let agent: ApiClient;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(house);
    other = await buildProject(house, { key: 'OTHER' });
    await buildPerson(house, { login: 'agent9', projectIds: [other] });
    [admin, agent] = [await house.as('admin1'), await house.as('agent1')];
  });
  const made = async (path: string, body: object): Promise<TopicView> => {
    const answer = await admin.post(path, { ...REST[path], ...body });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.body as TopicView;
  };
  const named = async (client: ApiClient, path: string): Promise<string[]> =>
    ((await client.get(path)).body.items as { name: string }[]).map(({ name }) => name);
  const errorOf = ({ status, body }: { status: number; body: any }) => [status, body.errors?.[0]?.path, body.errors?.[0]?.code]; // prettier-ignore

  describe.each(PATHS)('%s', (path) => {
    it('is found by a part of the name, by how it is read, and by first letters', async () => {
      const { id } = await made(path, { name: '退款未到账' });
      await made(path, { name: '重复扣款' });
      const found = async (q: string) => named(agent, `${path}?q=${encodeURIComponent(q)}`);
      for (const q of ['退款', '到账', 'tk', 'TKW', 'tuikuan', 'tuikuanwei', 'tui kuan', 'ｔｋ'])
        expect([q, await found(q)]).toEqual([q, ['退款未到账']]);
      expect(await found('chongfu')).toEqual(['重复扣款']);
      for (const q of ['kuan', 'zhongfu', '%', '_', "'", '\\', '.*', ':* & !'])
        expect([q, await found(q)]).toEqual([q, []]);
      expect((await agent.get(path)).body.items).toContainEqual(expect.objectContaining({ id, pinyin: 'tuikuanweidaozhang', initials: 'tkwdz', active: true, version: 1 })); // prettier-ignore
      for (const q of ['1380000', '1-3-8-0-0-0-0', 'a'.repeat(81), ''])
        expect((await agent.get(`${path}?q=${q}`)).status).toBe(400);
    });

    it('comes in pages by reading', async () => {
      for (const name of ['张三', '阿姨', '李四']) await made(path, { name: `${name}甲` });
      const all = await named(agent, `${path}?limit=100`);
      const paged: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = await agent.get(`${path}?limit=2${cursor && `&cursor=${cursor}`}`);
        paged.push(...(page.body.items as { name: string }[]).map(({ name }) => name));
        cursor = page.body.nextCursor as string | null;
      }
      expect(paged).toEqual(all);
      const places = ['阿姨甲', '李四甲', '张三甲'].map((name) => all.indexOf(name));
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect((await agent.get(`${path}?cursor=made-up`)).status).toBe(400);
    });

    it('has a name once a project', async () => {
      const name = `唯一 ${path}`;
      await made(path, { name });
      expect(errorOf(await admin.post(path, { ...REST[path], name: name.toUpperCase() }))).toEqual([400, 'name', 'taken']);
      const own = await made(path, { name, projectId: line.projectId });
      await made(path, { name, projectId: other });
      const third = await made(path, { name: `${name} 2`, projectId: line.projectId });
      expect(errorOf(await admin.patch(`${path}/${third.id}`, { name }))).toEqual([400, 'name', 'taken']);
      const raced = await Promise.allSettled([0, 1, 2].map(() => admin.post(path, { ...REST[path], name: `${name} 3` })));
      expect(raced.map((one) => (one.status === 'fulfilled' ? one.value.status : 0)).sort()).toEqual([201, 400, 400]);
      expect(own.projectId).toBe(line.projectId);
    }); // prettier-ignore

    it('shows an agent the house’s and their projects’, and whoever leads or configures all', async () => {
      const names = [`屋 ${path}`, `我 ${path}`, `他 ${path}`];
      await made(path, { name: names[0] });
      await made(path, { name: names[1], projectId: line.projectId });
      await made(path, { name: names[2], projectId: other });
      const seen = async (login: string, query = ''): Promise<string[]> => {
        const all = await named(await house.as(login), `${path}?limit=100${query}`);
        return names.filter((name) => all.includes(name));
      };
      expect(await seen('agent1')).toEqual([names[0], names[1]]);
      expect(await seen('agent9')).toEqual([names[0], names[2]]);
      for (const login of ['lead1', 'supervisor1', 'qa1', 'admin1']) expect(await seen(login)).toEqual(names);
      expect(await seen('lead1', `&projectId=${other}`)).toEqual([names[0], names[2]]);
      expect(await seen('agent1', `&projectId=${other}`)).toEqual([names[0]]);
    });

    it('is changed under its version, by administrators alone, and on record', async () => {
      const { id } = await made(path, { name: `旧 ${path}` });
      const changed = await admin.patch(`${path}/${id}`, { name: `银行 ${path}`, version: 1 });
      expect(changed).toMatchObject({ status: 200, body: { version: 2, initials: expect.stringMatching(/^yh/) } });
      const stale = await admin.patch(`${path}/${id}`, { active: false, version: 1 });
      expect(stale).toMatchObject({ status: 409, body: { code: 'stale_version', current: changed.body } });
      expect(errorOf(await admin.patch(`${path}/${id}`, { projectId: other }))).toEqual([400, 'projectId', 'unknown_field']);
      expect((await admin.patch(`${path}/${randomUUID()}`, { active: false })).status).toBe(404);
      for (const login of ['agent1', 'lead1', 'manager1', 'records1'])
        expect((await (await house.as(login)).patch(`${path}/${id}`, { active: false })).status).toBe(403);
      const { items } = (await admin.get(`/audit?subjectId=${id}`)).body;
      expect(items).toMatchObject([{ actorId: line.admin1, data: { from: { version: 1 }, to: { version: 2 } } }, {}]);
    }); // prettier-ignore

    it('is not offered any more once it is inactive', async () => {
      const { id, name } = await made(path, { name: `停用 ${path}` });
      await admin.patch(`${path}/${id}`, { active: false });
      expect(await named(agent, `${path}?limit=100`)).not.toContain(name);
      expect(await named(agent, `${path}?limit=100&active=false`)).toContain(name);
      expect(await named(agent, `${path}?limit=100&active=all`)).toContain(name);
      expect((await agent.get(`${path}?active=yes`)).status).toBe(400);
    });

    it('happens once for one key, and for no project that does not exist', async () => {
      const key = randomUUID();
      const body = { ...REST[path], name: `一次 ${path}` };
      const [first, again] = [await admin.post(path, body, key), await admin.post(path, body, key)];
      expect(again).toMatchObject({ status: 201, body: first.body });
      expect(errorOf(await admin.post(path, { ...REST[path], name: 'x', projectId: randomUUID() }))[1]).toBe(
        'projectId',
      );
      for (const name of ['', '   ', 'x'.repeat(81), 7, null])
        expect(errorOf(await admin.post(path, { ...REST[path], name }))[1]).toBe('name');
    });
  });

  it('names the topic of whoever names none, last of all; the house’s cannot go', async () => {
    const { items } = (await agent.get('/topics?limit=100')).body as { items: TopicView[] };
    expect(items.at(-1)).toMatchObject({ name: '其他', isOther: true, pinyin: 'qita', initials: 'qt' });
    expect(errorOf(await admin.patch(`/topics/${items.at(-1)!.id}`, { active: false }))).toEqual([400, 'active', 'needed']);
    const own = await made('/topics', { name: '本项目其他', isOther: true, projectId: line.projectId, severity: 'high' });
    expect(own.severity).toBe('high');
    expect(errorOf(await admin.post('/topics', { name: 'x', isOther: true, projectId: line.projectId }))).toEqual([400, 'isOther', 'taken']);
    expect((await file(house, 'agent1')).topic.id).toBe(own.id);
    await admin.patch(`/topics/${own.id}`, { active: false });
    expect((await file(house, 'agent1')).topic.name).toBe('其他');
  }); // prettier-ignore

  it('leaves on a ticket what was chosen while it was offered, and takes it from nobody after', async () => {
    const topic = await made('/topics', { name: '旧主题', projectId: line.projectId });
    const cause = await made('/root-causes', { name: '旧原因', projectId: line.projectId });
    let ticket = await file(house, 'agent1', { topicId: topic.id });
    for (const action of ['acknowledge', 'contact'] as const) ticket = await done(house, 'lead1', ticket, action);
    ticket = await done(house, 'lead1', ticket, 'decide', { rootCauseId: cause.id });
    await admin.patch(`/topics/${topic.id}`, { active: false });
    await admin.patch(`/root-causes/${cause.id}`, { active: false });
    expect(await look(house, 'agent1', ticket.id)).toMatchObject({ topic: { id: topic.id, name: '旧主题' } });
    expect(errorOf(await send(house, 'agent1', { topicId: topic.id }))[1]).toBe('topicId');
    const late = await (await house.as('lead1')).post(`/tickets/${ticket.id}/resolve`, { version: ticket.version, outcome: 'solved', answerForCustomer: 'x', customerSatisfied: 'yes', rootCauseId: cause.id });
    expect(errorOf(late)[1]).toBe('rootCauseId');
  }); // prettier-ignore

  it('lets who stands in for somebody read what that person reads', async () => {
    const boss = await buildPerson(house, { login: 'boss9', roles: ['team_lead'], superiorId: line.supervisor1, projectIds: [other] });
    const { name } = await made('/root-causes', { name: '只此项目', projectId: other });
    expect(await named(agent, '/root-causes?limit=100')).not.toContain(name);
    const absence = { from: fromNow(-1000), to: fromNow(HOUR), deputyId: line.agent1 };
    expect((await (await house.as('supervisor1')).post(`/people/${boss}/absences`, absence)).status).toBe(201);
    expect(await named(agent, '/root-causes?limit=100')).toContain(name);
  }); // prettier-ignore

  it('has templates for a topic and a kind, whose content and blanks agree', async () => {
    const topic = await made('/topics', { name: '模板主题', projectId: line.projectId });
    const body = { name: '只为它', projectId: line.projectId, topicId: topic.id, kind: 'complaint' };
    const own = (await made('/templates', body)) as unknown as TemplateView;
    const free = await made('/templates', { name: '到处可用' });
    const ids = async (query: string) => ((await agent.get(`/templates?limit=100&${query}`)).body.items as { id: string }[]).map(({ id }) => id);
    expect(await ids(`topicId=${topic.id}`)).toEqual(expect.arrayContaining([own.id, free.id]));
    for (const query of [`topicId=${randomUUID()}`, 'kind=inquiry']) {
      expect(await ids(query)).not.toContain(own.id);
      expect(await ids(query)).toContain(free.id);
    }
    expect(errorOf(await admin.post('/templates', { name: 'x', content: 'x', topicId: topic.id }))).toEqual([400, 'topicId', 'unknown']);
    expect(errorOf(await admin.post('/templates', { name: 'x', content: '{{a}}' }))).toEqual([400, 'slots', 'missing']);
    expect(errorOf(await admin.patch(`/templates/${own.id}`, { content: '没有空格' }))).toEqual([400, 'slots.0.name', 'unused']);
    expect((await admin.patch(`/templates/${own.id}`, { content: '没有空格', slots: [], topicId: null })).body).toMatchObject({ slots: [], topicId: null });
    expect((await admin.post('/templates', { name: 'x', content: 'x'.repeat(2001) })).status).toBe(400);
  }); // prettier-ignore

  it('has phrases for a field', async () => {
    const { id } = await made('/phrases', { name: '备注用语', where: 'note', text: '{{客户称呼}}来电' });
    const ids = async (where: string) => ((await agent.get(`/phrases?limit=100&where=${where}`)).body.items as { id: string }[]).map((one) => one.id);
    expect([(await ids('note')).includes(id), (await ids('answer')).includes(id)]).toEqual([true, false]);
    expect((await agent.get('/phrases?where=elsewhere')).status).toBe(400);
    expect(errorOf(await admin.post('/phrases', { name: 'x', where: 'note', text: '{{身份证号}}' }))).toEqual([400, 'text', 'unknown_slot']);
  }); // prettier-ignore
});
