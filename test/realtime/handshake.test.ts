import { startHouse, type House } from '../support/app';
import { buildLine } from '../support/factories';
import { knock, tokenOf } from './support';

describe('the handshake of a socket', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_PUBLIC_URL: 'https://upline.example' });
    await buildLine(house);
  });

  it.each([['websocket'], ['polling']] as const)('lets a signed-in person in by %s', async (transport) => {
    const token = await tokenOf(house, 'agent1');
    expect(await knock(house.url, { auth: { token }, transports: [transport] })).toBe('connect');
  });

  it.each([
    ['no token', {}],
    ['an empty one', { token: '' }],
    ['a made-up one', { token: 'a.b.c' }],
    ['no text', { token: { length: 3 } }],
    ['a very long one', { token: 'x'.repeat(12_000) }],
    ['fields of a prototype', JSON.parse('{"__proto__":{"token":"a.b.c"}}') as object],
  ])('answers %s with the code alone', async (_, auth) => {
    expect(await knock(house.url, { auth })).toBe('unauthenticated');
  });

  it('takes no token from the address or a header', async () => {
    const token = await tokenOf(house, 'agent1');
    expect(await knock(house.url, { query: { token } })).toBe('unauthenticated');
    const extraHeaders = { authorization: `Bearer ${token}` };
    expect(await knock(house.url, { extraHeaders })).toBe('unauthenticated');
  });

  it('refuses a token that is over, that was changed, or whose session has ended', async () => {
    const token = await tokenOf(house, 'lead2');
    const [head, claims, signature] = token.split('.') as [string, string, string];
    const changed = Buffer.from(Buffer.from(claims, 'base64url').toString().replace('"sub":"', '"sub":"0'));
    expect(await knock(house.url, { auth: { token: `${head}.${changed.toString('base64url')}.${signature}` } })).toBe(
      'unauthenticated',
    );
    await house.stranger(token).post('/auth/logout');
    expect(await knock(house.url, { auth: { token } })).toBe('unauthenticated');
    const over = await tokenOf(house, 'agent2');
    await house.clock.advance('16 minutes');
    expect(await knock(house.url, { auth: { token: over } })).toBe('unauthenticated');
  });

  it('refuses pages of a foreign origin, and knows its own', async () => {
    const token = await tokenOf(house, 'agent1');
    const from = (origin: string) => knock(house.url, { auth: { token }, extraHeaders: { origin } });
    expect(await from('https://evil.example')).not.toBe('connect');
    expect(await from('null')).not.toBe('connect');
    expect(await from(house.url)).toBe('connect');
    expect(await from('https://upline.example')).toBe('connect');
    const polled = await fetch(`${house.url}/socket.io/?EIO=4&transport=polling`, {
      headers: { origin: 'https://evil.example' },
    });
    expect(polled.status).toBe(403);
    expect(Object.keys((await polled.json()) as object).sort()).toEqual(['code', 'message']);
  });

  it('speaks no older protocol', async () => {
    const old = await fetch(`${house.url}/socket.io/?EIO=3&transport=polling`);
    expect([old.status, await old.json()]).toEqual([400, { code: 5, message: 'Unsupported protocol version' }]);
  });

  it('serves no client and knows no other namespace', async () => {
    const token = await tokenOf(house, 'agent1');
    expect((await fetch(`${house.url}/socket.io/socket.io.js`)).status).toBeGreaterThanOrEqual(400);
    expect(await knock(`${house.url}/admin`, { auth: { token } })).toBe('Invalid namespace');
  });
});
