import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@upline/embedded-postgres/embedded-postgres';
import { startProcess } from './support/processes';

const ROOT = join(__dirname, '../..');

describe('npm run first-admin', () => {
  const folder = mkdtempSync(join(tmpdir(), 'upline commands-'));
  let server: EmbeddedPostgres;
  beforeAll(async () => {
    server = await startEmbeddedPostgres({ dataDir: folder, settings: { fsync: 'off' }, log: () => {} });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(...args: string[]): Promise<{ code: number | NodeJS.Signals; output: string }> {
    const settings = { DATABASE_URL: server.url, UPLINE_SECRET: 'x'.repeat(32), PORT: '3456' };
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...settings };
    const started = startProcess('npm', ['run', '--silent', 'first-admin', '--', ...args], { cwd: ROOT, env });
    return { code: await started.ended, output: started.output };
  }

  it('lays out an empty database and prints one link', async () => {
    const { code, output } = await run('ada', 'Ada Nobody');
    expect(output).toMatch(/\nhttp:\/\/127\.0\.0\.1:3456\/set-password#token=[\w-]{43}\n$/);
    expect(code).toBe(0);
    const client = new Client({ connectionString: server.url });
    await client.connect();
    const { rows } = await client.query('select login, name, roles from person');
    await client.end();
    expect(rows).toEqual([{ login: 'ada', name: 'Ada Nobody', roles: ['admin'] }]);
  });

  it('refuses in one line what it cannot do', async () => {
    expect(await run('eve', 'Eve Nobody')).toEqual({
      code: 1,
      output: 'upline: there is an administrator already (ada); they let others in\n',
    });
    expect(await run('ada')).toEqual({ code: 1, output: 'upline: usage: npm run first-admin -- <login> <name>\n' });
  });
});
