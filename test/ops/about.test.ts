import { readConfig } from '../../src/config';
import { refuseOpenDemo, refuseUnfitDatabase } from '../../src/ops/start-checks';
import { startHouse } from '../support/app';

describe('GET /about', () => {
  it('names the house, and outside the demo nobody', async () => {
    const house = await startHouse();
    const { status, body } = await house.stranger().get('/about');
    expect(status).toBe(200);
    expect(body).toEqual({ name: 'Upline', demo: false, logins: null, password: null });
  });

  it('names those who can sign in to the demo', async () => {
    const house = await startHouse({ UPLINE_DEMO: '1' });
    const { body } = await house.stranger().get('/about');
    expect(body).toEqual({
      name: 'Upline',
      demo: true,
      logins: ['agent1', 'agent2', 'lead1', 'lead2', 'supervisor1', 'manager1', 'qa1', 'records1', 'admin1'],
      password: 'upline-demo-pass',
    });
  });
});

describe('a start with the demo', () => {
  const config = (HOST: string, UPLINE_DEMO = '1') =>
    readConfig({ DATABASE_URL: 'postgres://x', UPLINE_SECRET: 'x'.repeat(32), HOST, UPLINE_DEMO });

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('is possible on %s', (host) => {
    expect(() => refuseOpenDemo(config(host))).not.toThrow();
  });
  it.each(['0.0.0.0', '::', '192.168.0.7', 'upline.example', '127.0.0.1.example'])('is refused on %s', (host) => {
    expect(() => refuseOpenDemo(config(host))).toThrow(/HOST/);
    expect(() => refuseOpenDemo(config(host, '0'))).not.toThrow();
  });

  it('is refused on a demo that was not finished', async () => {
    const house = await startHouse();
    const demo = readConfig({ DATABASE_URL: house.databaseUrl, UPLINE_DEMO: '1', REDIS_URL: 'redis://none' });
    await expect(refuseUnfitDatabase(demo)).resolves.toBeUndefined();
    await house.db.query(
      `insert into audit_entry (id, at, act, subject_kind) values (gen_random_uuid(), upline_now(), 'demo.started', 'house')`,
    );
    await expect(refuseUnfitDatabase(demo)).rejects.toThrow(/not finished/);
  });
});
