import type * as FirstAdmin from '../../src/auth/first-admin';
import { readConfig, type Config } from '../../src/config';
import { startHouse, type House } from '../support/app';
import { cloneDatabase } from '../support/database';

const NEW = 'a first password, long enough';
const LATER = 'a later password, long enough';

describe('the first administrator', () => {
  let database: Awaited<ReturnType<typeof cloneDatabase>>;
  let config: Config;
  let house: House;
  let command: typeof FirstAdmin;
  beforeAll(async () => {
    // Modules of its own, as the command's process has them: passport keeps its strategies in memory.
    jest.isolateModules(() => (command = jest.requireActual<typeof FirstAdmin>('../../src/auth/first-admin')));
    database = await cloneDatabase();
    const settings = { DATABASE_URL: database.url, UPLINE_PUBLIC_URL: 'https://upline.example' };
    config = readConfig({ ...settings, UPLINE_SECRET: 'a secret that only the tests know, 32+' });
    house = await startHouse(settings);
  });
  afterAll(async () => {
    await house.close();
    await database.drop();
  });

  const made = async (login: string, name = 'Ada Nobody'): Promise<string> => {
    const { url } = await command.makeFirstAdmin(config, login, name);
    return /^https:\/\/upline\.example\/set-password#token=([\w-]{43})$/.exec(url!)![1]!;
  };
  const refusal = (login: string, name?: string): Promise<string> =>
    made(login, name).then(
      () => 'made',
      (error: Error) => {
        if (!(error instanceof command.FirstAdminRefused)) throw error;
        return error.message;
      },
    );
  const setPassword = async (token: string, password: string): Promise<number> =>
    (await house.stranger().post('/auth/set-password', { token, password })).status;
  const admins = async (): Promise<number> =>
    (await house.db.query(`select count(*)::int as n from person where roles = '{admin}'`)).rows[0].n as number;

  it.each([
    ['', 'Ada', /login/],
    ['Root User', 'Ada', /login/],
    ['root', '', /name/],
    ['root', ' ', /name/],
    ['root', 'x'.repeat(81), /name/],
  ])('is not called %p with the name %p', async (login, name, what) => {
    expect(await refusal(login, name)).toMatch(what);
    expect(await admins()).toBe(0);
  });

  it('is made once, however many try at once', async () => {
    const outcomes = await Promise.all(['root', 'boss', 'chief'].map((login) => refusal(login)));
    expect(outcomes.filter((outcome) => outcome === 'made')).toHaveLength(1);
    for (const outcome of outcomes) expect(outcome).toMatch(/^made$|^there is an administrator already \(\w+\)/);
    expect(await admins()).toBe(1);
    await house.db.query(`update person set login = 'root'`);
  });

  it('gets another link while no password was set, and the old one still works', async () => {
    const first = await made('root');
    expect(await refusal('boss')).toMatch(/administrator already \(root\)/);
    const second = await made('root');
    expect(second).not.toBe(first);
    expect(await admins()).toBe(1);
    expect(await setPassword(first, NEW)).toBe(204);
    expect(await setPassword(second, NEW)).toBe(400);
  });

  it('signs in, lets others in, and is then the one who does so', async () => {
    const signedIn = await house.stranger().post('/auth/login', { login: 'root', password: NEW });
    const admin = house.stranger(signedIn.body.accessToken as string);
    expect((await admin.get('/me')).body).toMatchObject({ name: 'Ada Nobody', roles: ['admin'] });
    const person = await admin.post('/people', { login: 'agent1', name: 'An Agent', roles: ['agent'] });
    const link = await admin.post(`/people/${person.body.id}/sign-in-link`);
    expect(await setPassword((link.body.url as string).split('#token=')[1]!, LATER)).toBe(204);
    expect(await refusal('root')).toMatch(/administrator already/);
    expect(await refusal('boss')).toMatch(/administrator already/);
  });

  it('is missing again when the last one has left', async () => {
    await house.db.query(`update person set active = false, deactivated_at = upline_now() where login = 'root'`);
    await made('boss');
    expect(await admins()).toBe(2);
  });

  it('stands in the records', async () => {
    const { rows } = await house.db.query(
      `select e.act from audit_entry e join person p on p.id = e.subject_id where p.login = 'boss' order by e.id`,
    );
    expect(rows.map(({ act }) => act as string)).toEqual(['people.created', 'auth.link_made']);
  });
});
