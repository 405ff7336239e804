import { startHouse, type House } from '../support/app';
import { buildLine, type Line } from '../support/factories';
import { file, look } from '../tickets/desk';

const NOT_A_WORKERS = [
  ['GET', '/'],
  ['GET', '/favicon.svg'],
  ['GET', '/api/v1/about'],
  ['GET', '/api/v1/me'],
  ['POST', '/api/v1/auth/login'],
  ['POST', '/api/v1/tickets'],
  ['GET', '/api/openapi.json'],
  ['GET', '/api/docs'],
  ['GET', '/no/such/thing'],
] as const;

describe('the roles of processes', () => {
  let api: House;
  let worker: House;
  let line: Line;
  beforeAll(async () => {
    api = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(api);
  });

  const readiness = () => api.stranger().get('/health/ready');
  const until = async (what: string, probe: () => Promise<boolean>): Promise<void> => {
    const end = performance.now() + 10_000;
    while (!(await probe())) {
      if (performance.now() > end) throw new Error(`not within 10 s: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  it('api alone moves no ticket, and says that it is not ready because no worker was seen', async () => {
    const ticket = await file(api, 'agent1');
    await api.clock.advance('31 minutes');
    const { status, body } = await readiness();
    expect([status, body.detail]).toEqual([503, 'No worker was seen in the last 5 seconds; clocks are not watched.']);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await look(api, 'lead1', ticket.id)).toMatchObject({ level: 0, holder: { id: line.lead1 } });
    const { text } = await api.stranger().get('/metrics');
    expect(text).toMatch(/^upline_processes\{role="api"\} 1$/m);
    expect(text).toMatch(/^upline_processes\{role="worker"\} 0$/m);
    expect(text).toMatch(/^upline_clocks_watched 0$/m);
    expect(text).toMatch(/^upline_due_overdue 1$/m);
    expect(Number(/^upline_due_oldest_overdue_seconds ([\d.]+)$/m.exec(text)?.[1])).toBeGreaterThan(50);
  });

  it('worker moves what is due, and the api is ready', async () => {
    worker = await startHouse({ UPLINE_ROLE: 'worker', DATABASE_URL: api.databaseUrl });
    await until('a ready api', async () => (await readiness()).status === 200);
    const [ticket] = (await (await api.as('supervisor1')).get('/tickets?view=queue')).body.items as { level: number }[];
    expect(ticket).toMatchObject({ level: 1, holder: { id: line.supervisor1 } });
    const { text } = await worker.stranger().get('/metrics');
    expect(text).toMatch(/^upline_ticket_events_total\{type="clock.missed"\} 1$/m);
    expect(Number(/^upline_sweeper_lateness_seconds_count (\d+)$/m.exec(text)?.[1])).toBeGreaterThan(0);
    expect(text).toMatch(/^upline_due_overdue 0$/m);
  });

  it.each(NOT_A_WORKERS)('worker answers %s %s as if nothing were there', async (method, path) => {
    const answer = await fetch(`${worker.url}${path}`, { method });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
    expect(await answer.json()).toMatchObject({ code: 'not_found', requestId: answer.headers.get('x-request-id') });
  });

  it('worker answers for its health, and takes no socket', async () => {
    expect((await fetch(`${worker.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${worker.url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${worker.url}/socket.io/?EIO=4&transport=polling`)).status).toBe(403);
  });

  it('a worker that stops in order is missed at once', async () => {
    await worker.close();
    expect((await readiness()).status).toBe(503);
  });
});
