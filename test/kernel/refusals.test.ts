import { connect } from 'node:net';
import { readConfig } from '../../src/config';
import { createApp } from '../../src/main';
import { startHouse, type House } from '../support/app';
import type { ApiClient } from '../support/client';
import { cloneDatabase } from '../support/database';
import { buildLine } from '../support/factories';
import { ForgetfulModule, ProbeModule, SilentModule } from './probe';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const HUGE = JSON.stringify({ text: 'a'.repeat(2 * 1024 * 1024) });

async function sendBytes(origin: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  socket.end(bytes);
  let said = '';
  for await (const chunk of socket) said += String(chunk);
  return said;
}

describe('refusals', () => {
  let house: House;
  let agent: ApiClient;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_LOG_LEVEL: 'silent' }, [ProbeModule]);
    await buildLine(house);
    agent = await house.as('agent1');
  });

  describe('which wins', () => {
    it('401 before the size and the type of the body', async () => {
      const nobody = house.stranger();
      expect((await nobody.send('/probe/hidden', { method: 'POST', body: HUGE })).status).toBe(401);
      const headers = { 'content-type': 'text/plain' };
      expect((await nobody.send('/probe/hidden', { method: 'POST', body: 'a', headers })).status).toBe(401);
      expect(
        (await nobody.send('/probe/hidden', { method: 'POST', body: 'a', headers: { 'content-type': '?' } })).status,
      ).toBe(401);
    });

    it('413 and 415 before 404', async () => {
      expect((await agent.send('/probe/hidden', { method: 'POST', body: HUGE })).status).toBe(413);
      const headers = { 'content-encoding': 'br' };
      expect((await agent.send('/probe/hidden', { method: 'POST', body: '{}', headers })).status).toBe(415);
    });

    it('404 before 400', async () => {
      expect((await agent.send('/probe/hidden', { method: 'POST', body: '{' })).status).toBe(404);
      expect((await agent.post('/probe/hidden', { more: 1 })).status).toBe(404);
      expect((await agent.send('/probe/seen', { method: 'POST', body: '{' })).status).toBe(400);
    });

    it('a known key before everything but 401', async () => {
      const first = await agent.post('/probe/known', { text: 'a' }, 'wins');
      expect(first.status).toBe(202);
      const again = await agent.post('/probe/known', { text: 'a' }, 'wins');
      expect([again.status, again.body.id]).toEqual([202, first.body.id]);
      const headers = { 'idempotency-key': 'wins' };
      for (const body of ['{', HUGE, '{"more":1}']) {
        const other = await agent.send('/probe/known', { method: 'POST', body, headers });
        expect([other.status, other.body.resourceId]).toEqual([422, first.body.id]);
      }
      expect((await agent.send('/probe/hidden', { method: 'POST', body: '{"text":"a"}', headers })).status).toBe(422);
      expect(
        (await house.stranger().send('/probe/known', { method: 'POST', body: '{"text":"a"}', headers })).status,
      ).toBe(401);
    });
  });

  it('answers a bug with 503, and nothing of it', async () => {
    for (const answer of [await agent.get('/probe/bug'), await agent.post('/probe/1', { text: 'bug' })]) {
      expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([503, 'unavailable', '5']);
      expect(answer.text).not.toMatch(/select|\/srv|TypeError|stack/);
    }
  });

  it('gives the id of the request in the body and the header', async () => {
    const answer = await agent.get('/nowhere');
    expect(answer.body.requestId).toMatch(UUID);
    expect(answer.headers.get('x-request-id')).toBe(answer.body.requestId);
  });

  it('answers an unknown address like a thing outside sight', async () => {
    const documents = await Promise.all([
      agent.get('/nowhere'),
      agent.post('/probe/hidden', {}),
      house.stranger().get('/nowhere'),
      house.stranger().get('/index.htm'),
      house.stranger().get('/api/v2/people'),
    ]);
    const bare = documents.map(({ status, text, body }) => [status, text.replace(body.requestId, '')]);
    expect(new Set(bare.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(bare[0]![0]).toBe(404);
  });

  it('answers another method of a known address with 405 and Allow', async () => {
    const answer = await agent.delete('/probe/1');
    expect([answer.status, answer.body.code, answer.headers.get('allow')]).toEqual([
      405,
      'method_not_allowed',
      'PATCH, POST',
    ]);
    expect((await house.stranger().send('/health/live', { method: 'POST' })).headers.get('allow')).toBe('GET, HEAD');
    expect((await house.stranger().send('/auth/login', { method: 'OPTIONS' })).status).toBe(405);
  });

  it('answers what is no HTTP, or a head without end, with a problem document too', async () => {
    for (const bytes of ['NONSENSE\r\n\r\n', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(64 * 1024)}\r\n\r\n`]) {
      const answer = await sendBytes(house.url, bytes);
      expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\ncontent-type: application\/problem\+json/);
      expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ status: 400, code: 'invalid' });
    }
  });

  it('says 403 for what the roles do not allow', async () => {
    expect((await agent.patch('/probe/1', {})).status).toBe(403);
  });

  it('serves a complete OpenAPI 3.1 document, its page and the front page under a strict policy', async () => {
    const nobody = house.stranger();
    const { body: document } = await nobody.get('/api/openapi.json');
    expect(document.openapi).toBe('3.1.0');
    expect(JSON.stringify(document)).not.toContain('"nullable"');
    const page = await nobody.get('/api/docs');
    expect(page.status).toBe(200);
    const front = await nobody.get('/');
    expect([front.status, front.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(front.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(front.headers.get('content-security-policy')).not.toContain('unsafe-inline');
  });

  it('fails a test whose answer has one field too many, or is not documented', async () => {
    await expect(agent.get('/probe/extra')).rejects.toThrow('must NOT have additional properties');
    expect(() =>
      house.openapi.check('GET', '/health/live', { status: 200, contentType: 'text/html', body: 'ok' }),
    ).toThrow('does not document');
    expect(() => house.openapi.check('GET', '/health/live', { status: 418, contentType: null, body: null })).toThrow(
      'not documented',
    );
  });

  it('does not start with a route that does not say who may call it, or which tokens', async () => {
    const { url, drop } = await cloneDatabase();
    const config = readConfig({ DATABASE_URL: url, UPLINE_SECRET: 'x'.repeat(32), UPLINE_LOG_LEVEL: 'silent' });
    await expect(createApp(config, [SilentModule])).rejects.toThrow('SilentController.say');
    await expect(createApp(config, [ForgetfulModule])).rejects.toThrow(
      'ForgetfulController.unsaid, ForgetfulController.made',
    );
    await drop();
  });
});
