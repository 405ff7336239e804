import { Sweeper } from '../../src/escalation/sweeper.service';
import { startHouse, type House } from '../support/app';
import { buildLine, type Line } from '../support/factories';

describe('ops', () => {
  let house: House;
  let line: Line;
  beforeAll(async () => {
    house = await startHouse();
    line = await buildLine(house);
  });

  it('answers that the process lives and is ready', async () => {
    const client = house.stranger();
    expect((await client.get('/health/live')).body).toEqual({ status: 'ok' });
    // The run's PostgreSQL keeps nothing, and that is what an operator would have to know of one that should.
    const { body } = await client.get('/health/ready');
    expect(body.status).toBe('ok');
    expect(body.warnings).toContain('Not durable: fsync is off, so PostgreSQL may lose what it has acknowledged.');
  });

  it('is not ready while nobody watches the clocks', async () => {
    await house.db.query("update process_heartbeat set role = 'api'");
    const answer = await house.stranger().get('/health/ready');
    expect([answer.status, answer.body.code]).toEqual([503, 'unavailable']);
    expect(answer.headers.get('retry-after')).toBe('2');
    await house.db.query("update process_heartbeat set role = 'all'");
    expect((await house.stranger().get('/health/ready')).status).toBe(200);
  });

  it('is not ready when a worker lives that looks for nothing any more', async () => {
    const sweeper = house.app.get(Sweeper, { strict: false });
    await sweeper.onModuleDestroy();
    const until = performance.now() + 10_000;
    while ((await house.stranger().get('/health/ready')).status === 200 && performance.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 100));
    const { status, body } = await house.stranger().get('/health/ready');
    expect([status, body.detail]).toEqual([503, expect.stringContaining('clocks are not watched')]);
    expect((await house.db.query(`select seen_at > clock_timestamp() - interval '3 seconds' as lives from process_heartbeat`)).rows).toEqual([{ lives: true }]); // prettier-ignore
    expect((await house.stranger().get('/metrics')).text).toMatch(/^upline_clocks_watched 0$/m);
  });

  it('is not ready while a migration is missing', async () => {
    const { rows } = await house.db.query(
      'delete from migration where timestamp = (select max(timestamp) from migration) returning *',
    );
    expect((await house.stranger().get('/health/ready')).body.detail).toBe('A migration is missing.');
    await house.db.query('insert into migration (timestamp, name) values ($1, $2)', [rows[0].timestamp, rows[0].name]);
  });

  it('gives Prometheus the time of each route by its template, and the pool', async () => {
    await (await house.as('agent1')).get(`/people/${line.lead1}`);
    const { text } = await house.stranger().get('/metrics');
    expect(text).toMatch(
      /upline_http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/people\/:id",status="200"\} 1\n/,
    );
    expect(text).toMatch(/upline_database_connections\{state="open"\} \d+\n/);
    expect(text).not.toContain(line.lead1);
  });

  it('tells what in the organisation would make a form go astray, to those who may know', async () => {
    expect((await (await house.as('agent1')).get('/org/health')).status).toBe(403);
    const { status, body } = await (await house.as('admin1')).get('/org/health');
    expect(status).toBe(200);
    expect(body.spans).toEqual([
      { id: line.lead1, name: 'Test lead1', reports: 2 },
      { id: line.lead2, name: 'Test lead2', reports: 0 },
    ]);
    expect(body.missingLastResorts).toBe(0);
  });
});
