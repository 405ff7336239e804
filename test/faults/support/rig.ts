import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@upline/embedded-postgres/embedded-postgres';
import { freePort } from '@upline/embedded-postgres/port';
import { Product } from './product';

const HERE = join(__dirname, '..');

/** What the driver has counted so far. */
export interface DriverCounts {
  did: 'start' | 'settle' | 'stop' | 'leave';
  sent: number;
  acked: number;
  acknowledged: number;
  rejected: Record<string, number>;
  /** Requests whose first outcome was not known. */
  unknown: number;
  unknownNow: number;
  /** Forms that were filed before their answer got lost. */
  lostAnswers: number;
  /** Known answers that were asked for once more. */
  asked: number;
  slowestRefusalMs: number;
  /** Not 0 when a connection stood and no answer came for so long. */
  unansweredMs: number;
  heard: number;
  heardAgain: number;
  connections: number;
}
export interface Verdict {
  acked: number;
  tickets: number;
  fired: number;
  chains: number;
  faults: number;
  rules: { rule: string; checked: number; faults: number; first: string[] }[];
}

function runToEnd(script: string, ...args: string[]): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(HERE, script), ...args], { encoding: 'utf8' });
  if (stdout === '') throw new Error(`${script} ended with ${status}: ${stderr}`);
  return stdout;
}

/** A product with a PostgreSQL that flushes, under load from outside, in a folder that is kept when something is wrong. */
export class Rig {
  private driver: ChildProcess;
  private readonly ledger: string;

  private constructor(
    readonly folder: string,
    readonly postgres: EmbeddedPostgres,
    readonly product: Product,
  ) {
    this.ledger = join(folder, 'ledger.jsonl');
  }

  static async start(): Promise<Rig> {
    const folder = mkdtempSync(join(tmpdir(), 'upline-faults-'));
    const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), log: () => undefined });
    const { password } = JSON.parse(runToEnd('prepare.mjs', postgres.url)) as { password: string };
    const product = new Product(postgres.url, await freePort(), join(folder, 'product.log'));
    const rig = new Rig(folder, postgres, product);
    product.start();
    await product.ready();
    await rig.drive(password);
    return rig;
  }

  /** The ledger's file and the database, judged by a program of its own. */
  verdict(): Verdict {
    return JSON.parse(runToEnd('oracle.mjs', this.ledger, this.postgres.url)) as Verdict;
  }

  /** `settle` asks again for every unknown outcome, `stop` ends the load, `leave` hears the rest and closes the sockets. */
  async tell(what: 'settle' | 'stop' | 'leave'): Promise<DriverCounts> {
    this.driver.send({ do: what });
    return this.answered();
  }

  async close(keep: boolean): Promise<void> {
    if (this.driver?.connected) this.driver.kill('SIGKILL');
    await this.product.stop();
    await this.postgres.stop();
    if (keep) process.stderr.write(`The ledger, the database and the product's log are kept in ${this.folder}\n`);
    else rmSync(this.folder, { recursive: true, force: true });
  }

  private async drive(password: string): Promise<void> {
    const plan = {
      port: this.product.port,
      ledger: this.ledger,
      password,
      agents: ['agent0', 'agent1', 'agent2', 'agent3', 'agent4', 'agent5'],
      leads: ['lead0', 'lead1', 'lead2', 'lead3', 'lead4', 'lead5'],
      listeners: ['lead0', 'supervisor0', 'manager', 'agent0'],
    };
    this.driver = fork(join(HERE, 'driver.mjs'), [JSON.stringify(plan)], { execArgv: [] });
    await this.answered();
  }

  private answered(): Promise<DriverCounts> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`the driver ended with ${code}`));
      this.driver.once('exit', ended);
      this.driver.once('message', (counts) => {
        this.driver.removeListener('exit', ended);
        resolve(counts as DriverCounts);
      });
    });
  }
}
