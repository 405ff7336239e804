import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { lstatSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { prepareBinaries } from '@upline/embedded-postgres/binaries';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@upline/embedded-postgres/embedded-postgres';
import { answers } from '@upline/embedded-postgres/ping';
import { chooseUser } from '@upline/embedded-postgres/run-as';
import { eventually, isAlive, startProcess, type Started } from './support/processes';

/** As root the temporary folder is closed to the server's user, and its name has a space: both are part of the test. */
const home = mkdtempSync(join(tmpdir(), 'upline commands-'));
const dataDir = join(home, 'postgres');
const postmasterFile = join(dataDir, 'cluster/postmaster.pid');
const lines: string[] = [];
const open: EmbeddedPostgres[] = [];
const holders: Started[] = [];

async function start(options: { settings?: Record<string, string>; port?: number } = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log: (line) => lines.push(line), ...options });
  open.push(server);
  return server;
}

async function hold(dir = dataDir): Promise<{ holder: Started; url: string; pid: number }> {
  const holder = startProcess(process.execPath, [join(__dirname, 'support/hold-database.cjs'), dir]);
  holders.push(holder);
  const [line] = await holder.printed(/\{"url".*\}/);
  return { holder, ...(JSON.parse(line) as { url: string; pid: number }) };
}

async function ask<T>(url: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

const notes = async (url: string): Promise<string[]> =>
  (await ask<{ text: string }>(url, 'select text from note order by text')).map((row) => row.text);

afterEach(async () => {
  for (const holder of holders.splice(0)) {
    if (isAlive(holder.pid)) holder.child.kill('SIGTERM');
    await holder.ended;
  }
  for (const server of open.splice(0)) await server.stop();
  lines.length = 0;
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('a new folder', () => {
  it('gets a UTF-8 database that only its password opens, on loopback only', async () => {
    const server = await start();
    expect(lines).toContain('Laying out a new database.');
    await ask(server.url, `create table note (text text); insert into note values ('甲')`);
    const [facts] = await ask<{ encoding: string; low: string; listen: string }>(
      server.url,
      `select current_setting('server_encoding') as encoding, lower('Ä') as low,
         current_setting('listen_addresses') || current_setting('unix_socket_directories') as listen`,
    );
    expect(facts).toEqual({ encoding: 'UTF8', low: 'ä', listen: '127.0.0.1' });
    expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600);
    const wrong = Object.assign(new URL(server.url), { password: 'wrong' }).href;
    await expect(ask(wrong, 'select 1')).rejects.toThrow(/password authentication failed/);
    const outside = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const address = outside.find(({ internal, family }) => !internal && family === 'IPv4')?.address;
    if (address) {
      const elsewhere = Object.assign(new URL(server.url), { hostname: address }).href;
      await expect(ask(elsewhere, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
    }
  });

  it('is laid out once, keeps its port, and stops its server in the end', async () => {
    const first = await start();
    const { port, pid } = first;
    await first.stop();
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(join(dataDir, 'lock'))).toBe(false);
    const second = await start();
    expect(second.port).toBe(port);
    expect(lines).toEqual([]);
    expect(await notes(second.url)).toEqual(['甲']);
  });

  it('survives a layout that was killed half-way', async () => {
    const other = join(home, 'killed layout');
    const holder = startProcess(process.execPath, [join(__dirname, 'support/hold-database.cjs'), other]);
    const draft = await eventually('the layout under way', () =>
      existsSync(other) ? readdirSync(other).find((name) => existsSync(join(other, name, 'data/base'))) : null,
    );
    process.kill(holder.pid, 'SIGKILL');
    await holder.ended;
    expect(existsSync(join(other, 'cluster'))).toBe(false);
    const { url } = await hold(other);
    expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(existsSync(join(other, draft))).toBe(false);
  });

  it('of another version is refused in one line', async () => {
    const file = join(dataDir, 'cluster/PG_VERSION');
    const present = readFileSync(file);
    writeFileSync(file, '12\n');
    await expect(start()).rejects.toThrow(/^The database in .* was made by PostgreSQL 12, this is 18: [^\n]*$/);
    writeFileSync(file, present);
  });
});

describe('two at once', () => {
  it('refuses the second in one line, at once', async () => {
    const { holder } = await hold();
    const began = performance.now();
    await expect(start()).rejects.toThrow(
      `The database in ${dataDir} is in use by another process (pid ${holder.pid}).`,
    );
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('lets one of many through that start together over a dead lock', async () => {
    const { holder, pid } = await hold();
    process.kill(holder.pid, 'SIGKILL');
    await holder.ended;
    const tries = await Promise.allSettled([start(), start(), start(), start()]);
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(open[0]?.pid).toBe(pid);
  });
});

describe('a server that dies', () => {
  it('comes back under the same address with all that was committed', async () => {
    const server = await start();
    const { url, pid } = server;
    const deaths: string[] = [];
    server.onDied((what) => deaths.push(what));
    await ask(url, `insert into note values ('乙')`);
    process.kill(pid, 'SIGKILL');
    await eventually('a new server', () => server.pid !== 0 && server.pid !== pid);
    expect(server.url).toBe(url);
    expect(deaths).toEqual(['ended with SIGKILL']);
    expect(await notes(url)).toEqual(['乙', '甲']);
  });

  it('is noticed too when it was taken over from a killed process', async () => {
    const { holder, pid, url } = await hold();
    await ask(url, `insert into note values ('丙')`);
    process.kill(holder.pid, 'SIGKILL');
    await holder.ended;
    const server = await start();
    expect([server.pid, server.url]).toEqual([pid, url]);
    process.kill(pid, 'SIGKILL');
    await eventually('a new server', () => server.pid !== 0 && server.pid !== pid);
    expect(await notes(url)).toEqual(['丙', '乙', '甲']);
  });

  it('together with its process starts anew', async () => {
    const { holder, pid, url } = await hold();
    process.kill(holder.pid, 'SIGKILL');
    process.kill(pid, 'SIGKILL');
    await holder.ended;
    const server = await start();
    expect(server.url).toBe(url);
    expect(await notes(url)).toHaveLength(3);
  });
});

describe('what a dead server leaves', () => {
  it('does not mislead when its number belongs to another process now', async () => {
    const bystander = startProcess(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const cluster = join(dataDir, 'cluster');
    writeFileSync(postmasterFile, [bystander.pid, cluster, 1, 5432, '', '127.0.0.1', '', 'ready', ''].join('\n'));
    const server = await start();
    expect(server.pid).not.toBe(bystander.pid);
    expect(isAlive(bystander.pid)).toBe(true);
    bystander.child.kill();
    await bystander.ended;
  });
});

describe('a live server', () => {
  it('with other settings is replaced, not taken over', async () => {
    const { holder, pid } = await hold();
    process.kill(holder.pid, 'SIGKILL');
    await holder.ended;
    const server = await start({ settings: { work_mem: '7MB' } });
    expect(isAlive(pid)).toBe(false);
    expect(await ask(server.url, 'show work_mem')).toEqual([{ work_mem: '7MB' }]);
  });

  it('is stopped by a process that just exits', async () => {
    const { holder, pid } = await hold();
    holder.child.kill('SIGUSR2');
    expect(await holder.ended).toBe(3);
    await eventually('the server gone', () => !isAlive(pid));
  });

  it('is not started on a port that somebody else has', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await eventually('the listener', () => other.listening);
    const { port } = other.address() as { port: number };
    await expect(start({ port })).rejects.toThrow(/^PostgreSQL did not start[^\n]*port taken[^\n]*$/);
    other.close();
    expect(existsSync(join(dataDir, 'lock'))).toBe(false);
  });
});

describe('the binaries', () => {
  it('work from a closed folder, without the links of the install script', async () => {
    const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    const native = join(mkdtempSync(join(home, 'closed-')), 'native');
    cpSync(join(dirname(dirname(entry)), 'native'), native, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !lstatSync(path).isSymbolicLink(),
    });
    const other = join(home, 'own binaries');
    const version = `18.test-${process.pid}`;
    const user = chooseUser(join(other, 'cluster'));
    const binaries = prepareBinaries(user, other, { native, version });
    expect(binaries.bin.startsWith(native)).toBe(!user.other);
    const server = await startEmbeddedPostgres({ dataDir: other, binaries, settings: { fsync: 'off' }, log: () => {} });
    expect(await answers(server.port)).toBe(true);
    await server.stop();
    if (user.other) rmSync(dirname(dirname(binaries.bin)), { recursive: true });
  });
});
