import { startHouse, type House } from '../support/app';
import { buildLine } from '../support/factories';

let house: House;
beforeAll(async () => {
  house = await startHouse();
  await buildLine(house);
});

describe('/me', () => {
  it('keeps what somebody chose', async () => {
    const agent = await house.as('agent2');
    expect((await agent.get('/me')).body).toMatchObject({
      locale: 'zh-CN',
      preferences: { colourScheme: 'system', density: 'comfortable', sound: true },
      permissions: ['signed_in', 'people.read'],
    });
    await agent.patch('/me', { locale: 'en', preferences: { density: 'compact' } });
    await agent.patch('/me', { preferences: { sound: false } });
    expect((await agent.get('/me')).body).toMatchObject({
      locale: 'en',
      preferences: { colourScheme: 'system', density: 'compact', sound: false },
    });
  });

  it.each([
    { roles: ['admin'] },
    { name: 'x' },
    { locale: 'fr' },
    { locale: null },
    { preferences: null },
    { preferences: [] },
    { preferences: { density: 'tight' } },
    { preferences: { admin: true } },
    { preferences: { sound: 'yes' } },
  ])('refuses %j', async (body) => {
    const agent = await house.as('agent2');
    expect((await agent.patch('/me', body)).status).toBe(400);
    expect((await agent.get('/me')).body.roles).toEqual(['agent']);
  });

  it('refuses a field that reaches a prototype', async () => {
    const agent = await house.as('agent2');
    expect((await agent.patch('/me', '{"preferences":{"__proto__":{"sound":true}}}')).status).toBe(400);
  });
});
