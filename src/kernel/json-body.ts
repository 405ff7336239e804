import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { JsonFault, scanJson } from './json-scan';
import { JSON_KIND, kindOf } from './body-kinds';
import { Refusal } from './refusal';

declare module 'fastify' {
  interface FastifyRequest {
    /** What is wrong with the body; thrown in its turn, after 401, 429 and a known idempotency key. */
    bodyFault: Refusal | null;
    /** The body as it was said (inflated), null without one. */
    rawBody: Buffer | null;
  }
}

/** Milliseconds for a body to arrive. */
const BODY_LIMIT_MS = 20_000;
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+\s*(;.*)?$/;

/** The parser of JSON and CSV. It never throws: what is wrong is recorded on the request and refused in its turn. */
export function acceptJson(fastify: FastifyInstance): void {
  fastify.decorateRequest('bodyFault', null);
  fastify.decorateRequest('rawBody', null);
  fastify.removeAllContentTypeParsers();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const type = request.headers['content-type'];
    // Fastify itself would answer a type that it cannot read, before anybody asked who is calling.
    if (type !== undefined && !MEDIA_TYPE.test(type)) request.headers['content-type'] = 'application/octet-stream';
    done();
  });
  fastify.addContentTypeParser('*', async (request: FastifyRequest, payload: Readable) => {
    try {
      return await parse(request, payload);
    } catch (error) {
      payload.resume();
      request.bodyFault = error instanceof Refusal ? error : Refusal.invalid('', messageOf(error));
      return undefined;
    }
  });
}

const messageOf = (error: unknown): string =>
  error instanceof JsonFault ? error.message : 'The body is not JSON in UTF-8.';

async function parse(request: FastifyRequest, payload: Readable): Promise<unknown> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new Refusal('unsupported_media_type', 'Content-Encoding may be gzip or left out.');
  }
  const kind = kindOf(request);
  if (Number(request.headers['content-length'] ?? 0) > kind.limit) throw tooLarge(kind.limit);
  const raw = await (encoding === 'gzip' ? inflate(payload, kind.limit) : collect(payload, kind.limit));
  if (raw.length === 0) return undefined;
  request.rawBody = raw;
  if (!kind.type.test(request.headers['content-type'] ?? '')) {
    throw new Refusal('unsupported_media_type', kind.said);
  }
  if (kind !== JSON_KIND) return undefined;
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  scanJson(text);
  return JSON.parse(text) as unknown;
}

const tooLarge = (limit: number): Refusal => new Refusal('too_large', `The body is larger than ${limit} bytes.`);

/** Past the limit the rest is read and dropped, so that the answer reaches a client that is still sending. */
function collect(stream: Readable, limit: number): Promise<Buffer> {
  let timer: NodeJS.Timeout;
  const whole = new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    timer = setTimeout(() => reject(new Refusal('timeout', 'The body took too long to arrive.')), BODY_LIMIT_MS);
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) return void chunks.push(chunk);
      chunks.length = 0;
      reject(tooLarge(limit));
    });
    stream.on('end', () => resolve(Buffer.concat(chunks)));
    stream.on('error', reject);
    stream.on('close', () => reject(new Refusal('timeout', 'The body ended early.')));
  });
  return whole.finally(() => clearTimeout(timer));
}

async function inflate(payload: Readable, limit: number): Promise<Buffer> {
  const gunzip = createGunzip();
  payload.on('error', (error) => gunzip.destroy(error));
  payload.pipe(gunzip);
  try {
    return await collect(gunzip, limit);
  } finally {
    payload.unpipe(gunzip);
    gunzip.destroy();
  }
}

/** What an idempotency key is bound to: the very address that was called and the body. */
export function bodyHash(request: FastifyRequest): Buffer {
  const hash = createHash('sha256').update(`${request.method} ${request.url}\0`);
  return hash.update(request.rawBody ?? '').digest();
}
