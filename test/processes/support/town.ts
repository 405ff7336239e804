import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@upline/embedded-postgres/embedded-postgres';
import { eventually, startProcess, type Started } from '../../commands/support/processes';
import { readCompose, readDockerfile, ROOT, startOrder, type Service } from './compose';
import { layOutImage } from './image';

export const SECRETS = { UPLINE_SECRET: 's'.repeat(40), POSTGRES_PASSWORD: 'letters4and5digits' };
/** The address of the proxy in compose.yaml's network; here everything comes from this machine. */
const PROXY = '172.28.7.2';
/** Somebody without a name or a right on this machine; nobody else where the tests do not run as root. */
const NOBODY = process.getuid?.() === 0 ? { uid: 61_234, gid: 61_234 } : {};
const PG_TOOLS = '/usr/lib/postgresql/15/bin';

/** The services of compose.yaml as processes of this machine: each container's address is one of 127.0.0.0/8. */
export class Town {
  readonly services = readCompose(SECRETS);
  readonly image = readDockerfile();
  readonly started = new Map<string, Started>();
  /** Names of services in the order in which they were up. */
  readonly order: string[] = [];
  postgres: EmbeddedPostgres;
  private readonly folder = mkdtempSync(join(tmpdir(), 'upline-containers-'));
  private readonly net = `127.${20 + (process.pid % 200)}.${(process.pid >> 8) & 255}`;

  get app(): string {
    return join(this.folder, 'app');
  }
  get origin(): string {
    return `http://${this.address('nginx')}:8080`;
  }

  address(name: string, replica = 0): string {
    return `${this.net}.${10 * (1 + Object.keys(this.services).indexOf(name)) + replica}`;
  }

  async up(): Promise<void> {
    chmodSync(this.folder, 0o755);
    layOutImage(this.app);
    for (const name of startOrder(this.services)) {
      const service = this.services[name]!;
      for (let replica = 0; replica < (service.deploy?.replicas ?? 1); replica++) await this.start(name, replica);
      this.order.push(name);
    }
  }

  /** A command in the image, with a service's environment. */
  run(name: string, command: string[], replica = 0): { status: number | null; stdout: string; stderr: string } {
    const [program = '', ...args] = command;
    return spawnSync(program, args, { ...this.inside(name, replica), encoding: 'utf8', timeout: 20_000 });
  }

  async down(): Promise<void> {
    for (const started of [...this.started.values()].reverse()) {
      started.child.kill('SIGTERM');
      await started.ended;
    }
    await this.postgres?.stop();
    execFileSync('chmod', ['-R', 'u+w', this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Files outside its own folder for temporary things that the user of the containers could write, and did. */
  written(): string[] {
    if (NOBODY.uid === undefined) return [];
    const found = spawnSync('find', [this.app, '/var/tmp', '/dev/shm', '-user', String(NOBODY.uid)], {
      encoding: 'utf8',
    });
    return found.stdout.split('\n').filter(Boolean);
  }

  private async start(name: string, replica: number): Promise<void> {
    const service = this.services[name]!;
    if (name === 'postgres') await this.startPostgres(service);
    else {
      const [program = '', ...args] = this.commandOf(name, service);
      const started = startProcess(program, args, this.inside(name, replica));
      this.started.set(`${name}${replica}`, started);
      if (service.healthcheck?.disable) {
        const code = await started.ended;
        if (code !== 0) throw new Error(`${name} ended with ${code}: ${started.output}`);
        this.started.delete(`${name}${replica}`);
        return;
      }
    }
    await this.healthy(name, replica);
  }

  private commandOf(name: string, service: Service): string[] {
    const command = service.command ?? this.image.command;
    // Redis listens on every address of its container; here that would be every one of this machine.
    if (name === 'redis') return [...command, '--bind', this.address(name)];
    if (name !== 'nginx') return command;
    const apis = [0, 1].map((replica) => `server ${this.address('api', replica)}:3000 max_fails=1 fail_timeout=2s;`);
    const config = readFileSync(join(ROOT, 'scripts/containers/nginx.conf'), 'utf8')
      .replaceAll('/tmp/', `${this.temporary(name, 0)}/`)
      .replace('listen 8080;', `listen ${this.address(name)}:8080;`)
      .replaceAll(/server api:3000 [^;]*;/g, apis.join(' '));
    const file = join(this.folder, 'nginx.conf');
    writeFileSync(file, config);
    return command.map((word) => (word === '/etc/nginx/nginx.conf' ? file : word));
  }

  /** The declared health check, run as declared until it passes. */
  private async healthy(name: string, replica: number): Promise<void> {
    const [kind, ...own] = this.services[name]!.healthcheck?.test ?? ['CMD', ...this.image.health];
    if (kind !== 'CMD') throw new Error(`the health check of ${name} is no plain command`);
    const at = name === 'postgres' ? '127.0.0.1' : this.address(name, replica);
    const check = own.map((word) => {
      if (word === name) return at;
      if (name === 'postgres' && word === '5432') return String(this.postgres.port);
      return word.replace(/localhost|127\.0\.0\.1/, at);
    });
    const last = { output: '' };
    await eventually(
      `${name} healthy`,
      () => {
        const { status, stdout, stderr } = this.run(name, check, replica);
        last.output = `${stdout}${stderr}`;
        return status === 0;
      },
      60_000,
    ).catch((error: Error) => {
      throw new Error(`${error.message}\n${last.output}\n${this.started.get(`${name}${replica}`)?.output}`);
    });
  }

  private inside(name: string, replica: number) {
    const service = this.services[name]!;
    const ours = !/^(postgres|redis|nginx)$/.test(name);
    const given = { ...(ours ? this.image.env : {}), ...service.environment };
    const env = Object.fromEntries(
      Object.entries(given).map(([key, value]) => [key, this.here(key, value, name, replica)]),
    );
    const temporary = this.temporary(name, replica);
    const PATH = `${join(process.execPath, '..')}:${process.env.PATH}:/usr/sbin:${PG_TOOLS}`;
    return { cwd: ours ? this.app : temporary, env: { PATH, TMPDIR: temporary, ...env }, ...NOBODY };
  }

  /** Names of services become addresses; nothing else about a setting changes. */
  private here(key: string, given: string | null, name: string, replica: number): string {
    const value = given ?? '';
    if (key === 'HOST' && value === '0.0.0.0') return this.address(name, replica);
    if (value === PROXY) return '127.0.0.0/8';
    return value
      .replace('@postgres:5432', `@127.0.0.1:${this.postgres?.port}`)
      .replace('//redis:', `//${this.address('redis')}:`);
  }

  private temporary(name: string, replica: number): string {
    const folder = join(this.folder, `tmp-${name}${replica}`);
    mkdirSync(folder, { recursive: true });
    if (NOBODY.uid !== undefined) chownSync(folder, NOBODY.uid, NOBODY.gid);
    return folder;
  }

  /** The image of PostgreSQL makes user and database from its environment. */
  private async startPostgres({ environment = {} }: Service): Promise<void> {
    const settings = { fsync: 'off' };
    this.postgres = await startEmbeddedPostgres({
      dataDir: join(this.folder, 'database'),
      settings,
      log: () => undefined,
    });
    const client = new Client({ connectionString: this.postgres.url });
    await client.connect();
    const { POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB } = environment;
    await client.query(
      `do $$ begin create role ${POSTGRES_USER} superuser login; exception when duplicate_object then null; end $$`,
    );
    await client.query(`alter role ${POSTGRES_USER} password '${POSTGRES_PASSWORD}'`);
    await client.query(`create database ${POSTGRES_DB} owner ${POSTGRES_USER}`);
    await client.end();
  }
}
