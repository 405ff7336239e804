import { randomUUID } from 'node:crypto';
import { startHouse, type House } from '../support/app';
import type { ApiClient } from '../support/client';
import { buildLine } from '../support/factories';
import { ProbeModule } from './probe';

describe('idempotency', () => {
  let house: House;
  let agent: ApiClient;
  beforeAll(async () => {
    house = await startHouse({}, [ProbeModule]);
    await buildLine(house);
    agent = await house.as('agent1');
  });
  const rows = async (sql: string, values: unknown[] = []) => (await house.db.query(sql, values)).rows;
  const effects = async () => Number((await rows("select count(*) as n from audit_entry where act = 'probe'"))[0].n);

  it('makes one effect of twenty at once', async () => {
    const before = await effects();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => agent.post('/probe/1', { text: 'a', waitMs: 100 }, 'twenty')),
    );
    const made = answers.filter((answer) => answer.status === 202);
    expect(answers.filter((answer) => answer.status !== 202).map((answer) => answer.body.code)).toEqual(
      Array(20 - made.length).fill('in_flight'),
    );
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map((answer) => answer.body.id)).size).toBe(1);
    expect(await effects()).toBe(before + 1);
  });

  it('gives the first answer again, but its secret', async () => {
    const key = randomUUID();
    const first = await agent.post('/probe/1', { text: 'a' }, key);
    const again = await agent.post('/probe/1', { text: 'a' }, key);
    expect(first.body.secret).toBe('whsec_1');
    expect([again.status, again.body]).toEqual([first.status, { ...first.body, secret: null }]);
  });

  it('gives it after an answer that was lost on the way', async () => {
    const key = randomUUID();
    const abort = new AbortController();
    const before = await effects();
    const token = await agent.token();
    const lost = fetch(`${house.url}/api/v1/probe/1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': key },
      body: JSON.stringify({ text: 'a', waitMs: 150 }),
      signal: abort.signal,
    }).catch(() => null);
    setTimeout(() => abort.abort(), 50);
    expect(await lost).toBeNull();
    let answer = await agent.post('/probe/1', { text: 'a', waitMs: 150 }, key);
    for (; answer.status === 409; answer = await agent.post('/probe/1', { text: 'a', waitMs: 150 }, key)) {
      expect(answer.body.code).toBe('in_flight');
    }
    expect(answer.status).toBe(202);
    expect(await effects()).toBe(before + 1);
  });

  it('stores nothing of a refused request', async () => {
    const key = randomUUID();
    const before = await effects();
    expect((await agent.post('/probe/1', { text: 'refuse' }, key)).body.code).toBe('wrong_state');
    expect((await agent.post('/probe/1', { more: 1 }, key)).status).toBe(400);
    expect(await effects()).toBe(before);
    expect((await agent.post('/probe/1', { text: 'a' }, key)).status).toBe(202);
    expect(await effects()).toBe(before + 1);
  });

  it('refuses the key with another body or address, and names what it made', async () => {
    const key = randomUUID();
    const first = await agent.post('/probe/1', { text: 'a' }, key);
    for (const [path, text] of [
      ['/probe/1', 'b'],
      ['/probe/2', 'a'],
    ] as const) {
      const other = await agent.post(path, { text }, key);
      expect([other.status, other.body.code, other.body.resourceId]).toEqual([
        422,
        'idempotency_mismatch',
        first.body.id,
      ]);
    }
  });

  it('keeps keys apart by person and by route', async () => {
    const key = randomUUID();
    const ids = [
      (await agent.post('/probe/1', { text: 'a' }, key)).body.id,
      (await agent.post('/probe/1/keyed', { text: 'a' }, key)).body.id,
      (await (await house.as('agent2')).post('/probe/1', { text: 'a' }, key)).body.id,
    ];
    expect(new Set(ids).size).toBe(3);
  });

  it('asks for a key where one is required', async () => {
    const answer = await agent.post('/probe/1/keyed', { text: 'a' });
    expect([answer.status, answer.body.errors[0].path]).toEqual([400, 'Idempotency-Key']);
  });

  it('keeps answers sealed, and the app cannot change them', async () => {
    const [row] = await rows('select answer_sealed, answer_key_id from idempotency limit 1');
    expect(row.answer_sealed.toString('latin1')).not.toContain('text');
    expect(row.answer_key_id).toBe('k1');
    const [right] = await rows("select has_table_privilege('upline_app', 'idempotency', 'update, delete') as may");
    expect(right.may).toBe(false);
  });
});
