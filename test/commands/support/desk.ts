import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { commandLine, processIdentity } from '@upline/embedded-postgres/processes';
import { freePort } from '@upline/embedded-postgres/port';
import { eventually, startProcess, type Started } from './processes';

const ROOT = join(__dirname, '../../..');

export interface DeskOptions {
  /** Takes over what is installed and built here; left out, the desk does all of it by itself. */
  prepared?: boolean;
  /** The user who owns it and runs it, when that is not us. */
  user?: { uid: number; gid: number };
}

/** A clone of the last commit in a folder with a space in its name, and its commands run for real. */
export class Desk {
  readonly folder: string;
  private readonly home: string;
  private readonly started: Started[] = [];

  private constructor(
    private readonly options: DeskOptions,
    readonly port: number,
  ) {
    this.home = mkdtempSync(join(tmpdir(), 'upline commands-'));
    this.folder = join(this.home, 'the desk');
  }

  static async clone(options: DeskOptions = {}): Promise<Desk> {
    const desk = new Desk(options, await freePort());
    execFileSync('git', ['clone', '--quiet', ROOT, desk.folder]);
    if (options.prepared) desk.takeOver();
    if (options.user) desk.giveTo(options.user);
    return desk;
  }

  get dataDir(): string {
    return join(this.folder, 'data');
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Runs an npm script of the clone, without a word of ours in its environment. */
  npm(script: string, env: NodeJS.ProcessEnv = {}): Started {
    const { PATH } = process.env;
    const passed = Object.entries(process.env).filter(([name]) =>
      /^(npm_config_|SSL_|NODE_EXTRA|https?_proxy)/i.test(name),
    );
    const home = this.options.user ? this.folder : process.env.HOME;
    const started = startProcess('npm', ['run', '--silent', script], {
      cwd: this.folder,
      env: { ...Object.fromEntries(passed), PATH, HOME: home, PORT: String(this.port), ...env },
      ...this.options.user,
    });
    this.started.push(started);
    return started;
  }

  /** Milliseconds until it answers that it is ready; fails at once when it ends instead. */
  async ready(start: Started, withinMs: number): Promise<number> {
    const began = performance.now();
    let ended = false;
    void start.ended.then(() => (ended = true));
    const probe = async (): Promise<boolean> => {
      if (ended) throw new Error(`It ended instead of getting ready:\n${start.output}`);
      return (await fetch(`${this.origin}/health/ready`).catch(() => null))?.ok ?? false;
    };
    await eventually('ready', probe, withinMs).catch((error: Error) => {
      throw new Error(`${error.message}\n${start.output}`);
    });
    return performance.now() - began;
  }

  /** One request to the API that has to succeed. */
  async call<T>(method: string, path: string, body: object | null, token = ''): Promise<T> {
    const answer = await fetch(`${this.origin}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** Every living process that works in the clone, by what it is. */
  processes(pattern = /./): number[] {
    const numbers = readdirSync('/proc').map(Number).filter(Number.isInteger);
    return numbers.filter((pid) => {
      if (processIdentity(pid) === null || !pattern.test(commandLine(pid))) return false;
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(this.folder);
      } catch {
        return false;
      }
    });
  }

  /** The one living process of a kind. */
  process(pattern: RegExp): number {
    const [pid, ...more] = this.processes(pattern);
    if (pid === undefined || more.length > 0)
      throw new Error(`not one process of ${pattern}: ${[pid, ...more].join(' ')}`);
    return pid;
  }

  /** Process number of the embedded server; its children look the same for the moment after they are made. */
  server(): number {
    return this.lastServer().pid;
  }

  private lastServer(): { pid: number; port: number } {
    return JSON.parse(readFileSync(join(this.dataDir, 'postgres/server.json'), 'utf8')) as {
      pid: number;
      port: number;
    };
  }

  /** Asks the embedded database, as its owner. */
  async ask<T>(sql: string): Promise<T[]> {
    const { port } = this.lastServer();
    const password = readFileSync(join(this.dataDir, 'postgres/password'), 'utf8');
    const client = new Client({ connectionString: `postgres://upline:${password}@127.0.0.1:${port}/upline` });
    await client.connect();
    try {
      return (await client.query(sql)).rows as T[];
    } finally {
      await client.end();
    }
  }

  /** Ends whatever a test left running. */
  async quiet(): Promise<void> {
    for (const pid of this.processes()) process.kill(pid, 'SIGKILL');
    await Promise.all(this.started.splice(0).map((started) => started.ended));
  }

  async remove(): Promise<void> {
    await this.quiet();
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }

  private takeOver(): void {
    for (const folder of ['node_modules', 'dist']) {
      const from = join(ROOT, folder);
      if (!existsSync(from)) continue;
      try {
        execFileSync('cp', ['-al', from, this.folder], { stdio: 'ignore' });
      } catch {
        execFileSync('cp', ['-a', from, this.folder]);
      }
    }
    // What a build writes over must be files of the clone's own.
    rmSync(join(this.folder, 'dist'), { recursive: true, force: true });
    execFileSync('cp', ['-a', join(ROOT, 'dist'), this.folder]);
  }

  private giveTo({ uid, gid }: { uid: number; gid: number }): void {
    chmodSync(this.home, 0o755);
    execFileSync('find', [
      this.folder,
      '-path',
      '*/node_modules/*',
      '-prune',
      '-o',
      '-exec',
      'chown',
      `${uid}:${gid}`,
      '{}',
      '+',
    ]);
  }
}
