import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { clock } from '../../src/kernel/clock';
import { startHouse, type House } from '../support/app';
import { cloneDatabase } from '../support/database';
import { buildLine } from '../support/factories';

const AT_ONCE = 12;

/** A line to PostgreSQL that lets every COMMIT through and, while `eats`, cuts the connection instead of the answer. */
class CommitEater {
  eats = false;
  eaten = 0;
  url: string;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  constructor(private readonly target: URL) {
    this.server = createServer((near) => this.relay(near));
  }

  async listen(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const { port } = this.server.address() as AddressInfo;
    this.url = Object.assign(new URL(this.target), { port: String(port) }).href;
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private relay(near: Socket): void {
    const far = connect(Number(this.target.port), this.target.hostname);
    let doomed = false;
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => other.destroy());
    }
    near.on('data', (bytes) => {
      doomed ||= this.eats && bytes.includes('COMMIT\0');
      far.write(bytes);
    });
    far.on('data', (bytes) => {
      if (!doomed) return void near.write(bytes);
      // Until PostgreSQL says that it has committed, only that connection's own work is under way.
      if (!bytes.includes('COMMIT\0')) return;
      this.eaten += 1;
      near.destroy();
    });
  }
}

describe('an answer that is lost after the commit', () => {
  let database: Awaited<ReturnType<typeof cloneDatabase>>;
  let link: CommitEater;
  let house: House;
  beforeAll(async () => {
    database = await cloneDatabase();
    link = new CommitEater(new URL(database.url));
    await link.listen();
    house = await startHouse({ DATABASE_URL: link.url, UPLINE_ROLE: 'api', UPLINE_LOG_LEVEL: 'silent' });
    await buildLine(house);
  });
  afterAll(async () => {
    await house.close();
    link.close();
    await database.drop();
  });

  const form = () => ({
    kind: 'complaint',
    callStartedAt: new Date(clock.nowMs() - 60_000).toISOString(),
    content: `A form whose answer is lost. ${randomUUID()}`,
    customer: { phone: '13800001234' },
    promisedReplyAt: new Date(clock.nowMs() + 3_600_000).toISOString(),
  });
  const numbered = async (table: string): Promise<number> =>
    Number((await house.db.query(`select count(*) as n from ${table}`)).rows[0].n);

  /** Each of these loses its answer; asked again with the same key, each has one. */
  async function lost(asks: (() => Promise<{ status: number; body: { id: string } }>)[]): Promise<string[]> {
    const before = link.eaten;
    link.eats = true;
    const first = await Promise.all(asks.map((ask) => ask()));
    link.eats = false;
    expect(first.map(({ status }) => status)).toEqual(asks.map(() => 503));
    expect(link.eaten - before).toBe(asks.length);
    const second = await Promise.all(asks.map((ask) => ask()));
    expect(second.every(({ status }) => status < 300)).toBe(true);
    return second.map(({ body }) => body.id);
  }

  it('is given when it is asked for again, and the form is filed once', async () => {
    const agent = await house.as('agent1');
    const requests = Array.from({ length: AT_ONCE }, () => ({ key: randomUUID(), body: form() }));
    const ids = await lost(
      requests.map(
        ({ key, body }) =>
          () =>
            agent.post('/tickets', body, key),
      ),
    );
    expect(new Set(ids).size).toBe(AT_ONCE);
    expect(await numbered('ticket')).toBe(AT_ONCE);
    expect(await numbered(`ticket_event where type = 'ticket.filed'`)).toBe(AT_ONCE);
  });

  it('is given for an act too, which is done once', async () => {
    const lead = await house.as('lead1');
    const { items } = (await lead.get('/tickets?view=queue')).body as { items: { id: string; version: number }[] };
    expect(items).toHaveLength(AT_ONCE);
    const keys = new Map(items.map(({ id }) => [id, randomUUID()]));
    const ids = await lost(
      items.map(
        ({ id, version }) =>
          () =>
            lead.post(`/tickets/${id}/acknowledge`, { version }, keys.get(id)),
      ),
    );
    expect(ids).toEqual(items.map(({ id }) => id));
    expect(await numbered(`ticket_event where type = 'ticket.acknowledged'`)).toBe(AT_ONCE);
  });

  it('leaves no gap in what people are told', async () => {
    const agent = await house.as('agent1');
    const { items } = (await agent.get('/events?after=0&limit=100')).body as { items: { seq: number; type: string }[] };
    expect(items.map(({ seq }) => seq)).toEqual(items.map((_, at) => at + 1));
    expect(items).toHaveLength(2 * AT_ONCE);
  });
});
