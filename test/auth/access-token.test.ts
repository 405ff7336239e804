import { createHmac } from 'node:crypto';
import { clock } from '../../src/kernel/clock';
import { deriveKey } from '../../src/kernel/secrets';
import { PASSWORD, startHouse, type House } from '../support/app';
import { buildLine } from '../support/factories';

const SECRET = 'another secret of 32 characters or more';
let house: House;
let good: { header: Json; claims: Json; token: string };
type Json = Record<string, unknown>;

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const parsed = (text: string): Json => JSON.parse(Buffer.from(text, 'base64url').toString()) as Json;
const signed = (
  header: Json,
  claims: Json,
  key: Buffer | string = deriveKey(SECRET, 'jwt'),
  hash = 'sha256',
): string => {
  const body = `${part(header)}.${part(claims)}`;
  return `${body}.${createHmac(hash, key).update(body).digest('base64url')}`;
};

beforeAll(async () => {
  house = await startHouse({ UPLINE_SECRET: SECRET });
  await buildLine(house);
  const answer = await house.stranger().post('/auth/login', { login: 'agent1', password: PASSWORD });
  const token = answer.body.accessToken as string;
  const [header, claims] = token.split('.') as [string, string];
  good = { header: parsed(header), claims: parsed(claims), token };
});

const status = async (token: string): Promise<number> => (await house.stranger(token).get('/me')).status;

it('says what it is, of whom, for whom, until when, and nothing about rights', () => {
  expect(good.header).toEqual({ alg: 'HS256', typ: 'at+jwt' });
  expect(Object.keys(good.claims).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'sid', 'sub']);
  expect(good.claims).toMatchObject({ iss: 'upline', aud: 'upline-api' });
});

it('is taken when signed with the derived key', async () => {
  expect(await status(good.token)).toBe(200);
  expect(await status(signed(good.header, good.claims))).toBe(200);
});

describe('is refused', () => {
  const cases: [string, () => string][] = [
    ['without a signature', () => `${part({ ...good.header, alg: 'none' })}.${part(good.claims)}.`],
    ['with alg none in odd case', () => `${part({ ...good.header, alg: 'nOnE' })}.${part(good.claims)}.`],
    [
      'with alg none and the old signature',
      () => `${part({ ...good.header, alg: 'none' })}.${good.token.split('.').slice(1).join('.')}`,
    ],
    ['with HS384', () => signed({ ...good.header, alg: 'HS384' }, good.claims, undefined, 'sha384')],
    ['with HS512', () => signed({ ...good.header, alg: 'HS512' }, good.claims, undefined, 'sha512')],
    ['signed with the plain secret', () => signed(good.header, good.claims, SECRET)],
    ['signed with the key of another purpose', () => signed(good.header, good.claims, deriveKey(SECRET, 'cursor'))],
    ['signed with an empty key', () => signed(good.header, good.claims, '')],
    ['of another type', () => signed({ ...good.header, typ: 'JWT' }, good.claims)],
    ['without a type', () => signed({ alg: 'HS256' }, good.claims)],
    ['of another issuer', () => signed(good.header, { ...good.claims, iss: 'other' })],
    ['for another audience', () => signed(good.header, { ...good.claims, aud: 'upline-webhooks' })],
    ['for nobody', () => signed(good.header, { ...good.claims, aud: undefined })],
    ['that is over', () => signed(good.header, { ...good.claims, exp: Math.floor(clock.nowMs() / 1000) - 1 })],
    ['that never ends', () => signed(good.header, { ...good.claims, exp: undefined })],
    ['that ends at a text', () => signed(good.header, { ...good.claims, exp: '9999999999' })],
    ['that begins later', () => signed(good.header, { ...good.claims, nbf: Math.floor(clock.nowMs() / 1000) + 600 })],
    ['of another person in the same session', () => signed(good.header, { ...good.claims, sub: crypto.randomUUID() })],
    ['of a session that is none', () => signed(good.header, { ...good.claims, sid: crypto.randomUUID() })],
    ['whose session is no id', () => signed(good.header, { ...good.claims, sid: "' or true --" })],
    ['whose session is a list', () => signed(good.header, { ...good.claims, sid: [good.claims.sid] })],
    [
      'whose claims were changed',
      () => good.token.replace(/\.[^.]+\./, `.${part({ ...good.claims, sub: crypto.randomUUID() })}.`),
    ],
    ['that is huge', () => signed(good.header, { ...good.claims, pad: 'a'.repeat(6000) })],
    ['that is text', () => 'not-a-token'],
    ['with two parts', () => good.token.split('.').slice(0, 2).join('.')],
    ['with a header that is no object', () => signed('HS256' as unknown as Json, good.claims)],
  ];
  it.each(cases)('%s', async (_, make) => {
    const answer = await house.stranger(make()).get('/me');
    expect([answer.status, answer.body?.code]).toEqual([401, 'unauthenticated']);
  });

  it('in another scheme, in the address or in the body', async () => {
    const stranger = house.stranger();
    expect((await stranger.get('/me', { authorization: `Basic ${good.token}` })).status).toBe(401);
    expect((await stranger.get('/me', { authorization: good.token })).status).toBe(401);
    expect((await stranger.get(`/me?access_token=${good.token}&auth_token=${good.token}`)).status).toBe(401);
    expect((await stranger.patch('/me', { auth_token: good.token })).status).toBe(401);
  });

  it('15 minutes after it was made', async () => {
    await house.clock.advance('14 minutes 50 seconds');
    expect(await status(good.token)).toBe(200);
    await house.clock.advance('11 seconds');
    expect(await status(good.token)).toBe(401);
  });
});
