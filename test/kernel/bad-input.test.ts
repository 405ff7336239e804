import { gzipSync } from 'node:zlib';
import { startHouse, type House } from '../support/app';
import type { ApiClient } from '../support/client';
import { buildLine } from '../support/factories';
import { ProbeModule } from './probe';

const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const bytes = (...values: number[]) =>
  Buffer.concat([Buffer.from('{"text":"'), Buffer.from(values), Buffer.from('"}')]);

describe('bad input', () => {
  let house: House;
  let agent: ApiClient;
  beforeAll(async () => {
    house = await startHouse({}, [ProbeModule]);
    await buildLine(house);
    agent = await house.as('agent1');
  });
  const effects = async () =>
    (await house.db.query("select count(*)::int as n from audit_entry where act = 'probe'")).rows[0].n;

  const BODIES: [what: string, body: string | Buffer, status: number][] = [
    ['nothing', '', 400],
    ['half a document', '{"text":', 400],
    ['a list', '[]', 400],
    ['a text', '"text"', 400],
    ['null', 'null', 400],
    ['a number', '1', 400],
    ['a wrong type', '{"text":1}', 400],
    ['a list for a text', '{"text":["a"]}', 400],
    ['an object for a text', '{"text":{}}', 400],
    ['an unknown field', '{"text":"a","more":1}', 400],
    ['the same key twice', '{"text":"a","text":"b"}', 400],
    ['the same key twice, once escaped', '{"text":"a","te\\u0078t":"b"}', 400],
    ['a number beyond all numbers', '{"text":"a","waitMs":1e400}', 400],
    ['NaN', '{"text":"a","waitMs":NaN}', 400],
    ['__proto__', '{"text":"a","__proto__":{"x":1}}', 400],
    ['constructor', '{"text":"a","constructor":{"prototype":{}}}', 400],
    ['__proto__ escaped', '{"text":"a","\\u005f_proto__":{}}', 400],
    ['a NUL', '{"text":"a\\u0000b"}', 400],
    ['half a character', '{"text":"a\\ud800b"}', 400],
    ['the other half', '{"text":"a\\udc00b"}', 400],
    ['33 levels', nested(33), 400],
    ['10,000 levels', nested(10_000), 400],
    ['10,000 open brackets', '['.repeat(10_000), 400],
    ['bytes that are no UTF-8', bytes(0xc3, 0x28), 400],
    ['a byte order mark', '\ufeff{"text":"a"}', 400],
    ['30 February', '{"text":"a","at":"2026-02-30T00:00:00Z"}', 400],
    ['a time without a zone', '{"text":"a","at":"2026-02-03T00:00:00"}', 400],
    ['more than a megabyte', JSON.stringify({ text: 'a'.repeat(1024 * 1024) }), 413],
    ['five megabytes', JSON.stringify({ text: 'a'.repeat(5 * 1024 * 1024) }), 413],
  ];
  it.each(BODIES)('refuses %s, and writes nothing', async (_what, body, status) => {
    const answer = await agent.send('/probe/1', { method: 'POST', body });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ]);
    expect(answer.body.code).toBe(status === 413 ? 'too_large' : 'invalid');
    expect(await effects()).toBe(0);
  });

  it('names each wrong field', async () => {
    const { body } = await agent.post('/probe/1', { text: 1, at: 'soon', more: true });
    expect(body.errors.map((error: { path: string; code: string }) => `${error.path} ${error.code}`).sort()).toEqual([
      'at is_instant',
      'more unknown_field',
      'text is_string',
      'text max_length',
    ]);
  });

  const HEADERS: [what: string, headers: Record<string, string>, body: string | Buffer, status: number][] = [
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'text=a', 415],
    ['a text', { 'content-type': 'text/plain' }, '{"text":"a"}', 415],
    ['a type that is none', { 'content-type': 'nonsense' }, '{"text":"a"}', 415],
    ['another charset', { 'content-type': 'application/json; charset=utf-16' }, '{"text":"a"}', 415],
    ['brotli', { 'content-encoding': 'br' }, '{"text":"a"}', 415],
    ['two encodings', { 'content-encoding': 'gzip, gzip' }, gzipSync(gzipSync('{"text":"a"}')), 415],
    ['gzip that is none', { 'content-encoding': 'gzip' }, '{"text":"a"}', 400],
    ['a gzip bomb', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(100 * 1024 * 1024, 97)), 413],
    ['a key that is too long', { 'idempotency-key': 'k'.repeat(256) }, '{"text":"a"}', 400],
    ['a key with a space', { 'idempotency-key': 'a b' }, '{"text":"a"}', 400],
  ];
  it.each(HEADERS)('refuses %s', async (_what, headers, body, status) => {
    const answer = await agent.send('/probe/1', { method: 'POST', body, headers });
    expect(answer.status).toBe(status);
    expect(await effects()).toBe(0);
  });

  it('accepts gzip and a leap day with an offset', async () => {
    const zipped = gzipSync('{"text":"a","at":"2024-02-29T23:59:59.5+08:00"}');
    const answer = await agent.send('/probe/1', {
      method: 'POST',
      body: zipped,
      headers: { 'content-encoding': 'gzip' },
    });
    expect(answer.status).toBe(202);
  });

  it('refuses broken text in queries and addresses', async () => {
    expect((await agent.get('/people?limit=1&limit=2')).status).toBe(400);
    expect((await agent.get('/people?limit=0')).status).toBe(400);
    expect((await agent.get('/people?limit=1e3')).status).toBe(400);
    expect((await agent.get('/people?nothing=1')).status).toBe(400);
    expect((await agent.get('/people?__proto__=1')).status).toBe(400);
    expect((await agent.get('/people?cursor=%00')).status).toBe(400);
    expect((await agent.get('/people/%00')).status).toBe(404);
    expect((await agent.get('/people/1')).status).toBe(404);
    expect((await agent.get('/people/%')).status).toBe(400);
  });

  it('refuses a cursor that was touched, or that another list gave', async () => {
    const { body } = await agent.get('/people?limit=2');
    const cursor = body.nextCursor as string;
    expect((await agent.get(`/people?limit=2&cursor=${cursor}`)).status).toBe(200);
    const touched = `${cursor.slice(0, -2)}${cursor.at(-2) === 'A' ? 'B' : 'A'}${cursor.at(-1)}`;
    for (const wrong of [touched, `${cursor}A`, cursor.slice(1), 'x', '']) {
      const answer = await agent.get(`/people?limit=2&cursor=${wrong}`);
      expect([wrong, answer.status, answer.body.errors?.[0].path]).toEqual([wrong, 400, 'cursor']);
    }
    expect((await agent.get(`/projects?cursor=${cursor}`)).status).toBe(400);
  });
});
