import { SetMetadata, applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import { FILE_LIMIT } from '@upline/contracts/attachments';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Form, broken, tooLarge } from './form';
import { bodyHash } from './json-body';
import { Refusal } from './refusal';

/** On a route that takes a file. */
export const UPLOADS = 'upline:uploads';

/** Bytes that the envelope of a file may add to it. */
const ENVELOPE_BYTES = 64 * 1024;
const MULTIPART = /^multipart\/form-data\s*(;|$)/i;

/** One file on its way in. */
export interface IncomingFile {
  /** As the sender called it, a path perhaps; judge it before it is used. */
  name: string;
  /** The media type that the sender claims; empty for none. */
  declaredType: string;
  /** To be read once and to the end; fails with a refusal past the limit and when the sender goes away. */
  bytes: AsyncIterable<Buffer>;
  /** SHA-256 of the bytes that were read. */
  sha256: () => Buffer;
}
/** The file of a request; its bytes are still on the way. */
export interface Upload {
  /** Gives the file to `take`; resolves when the whole form has arrived and was right. `bodyHash` is what an idempotency key is bound to. */
  receive: <T>(take: (file: IncomingFile) => Promise<T>) => Promise<{ taken: T; bodyHash: Buffer }>;
}

/** The route takes `multipart/form-data` with one part `file`; every other route refuses that type. */
export const TakesFile = (): MethodDecorator =>
  applyDecorators(
    SetMetadata(UPLOADS, true),
    ApiConsumes('multipart/form-data'),
    ApiBody({
      schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } },
    }),
  );

/** The `Upload` of a route with `@TakesFile()`. */
export const IncomingUpload = createParamDecorator((_: unknown, context: ExecutionContext): Upload => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return {
    receive: async (take) => ({ taken: await receive(request, take), bodyHash: bodyHash(request) }),
  };
});

/** Leaves the bytes of a form where they are: the route reads them once it is known who sends them, and whereto. */
export function acceptForms(fastify: FastifyInstance): void {
  fastify.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null, undefined));
}

/** 413 and 415 of a form, by what its head says. */
export function refuseForm(request: FastifyRequest, takesFile: boolean): void {
  const isForm = MULTIPART.test(request.headers['content-type'] ?? '');
  if (!takesFile && request.method === 'GET') return;
  if (isForm !== takesFile) {
    throw new Refusal(
      'unsupported_media_type',
      `The body must be ${takesFile ? 'multipart/form-data' : 'application/json'}.`,
    );
  }
  if (!takesFile) return;
  if ((request.headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity') {
    throw new Refusal('unsupported_media_type', 'A file is sent without Content-Encoding.');
  }
  if (Number(request.headers['content-length'] ?? 0) > FILE_LIMIT + ENVELOPE_BYTES) throw tooLarge();
}

/** Reads a form that was refused before anybody looked at it, so that its idempotency key can be compared. */
export async function readUnread(request: FastifyRequest): Promise<void> {
  if (!MULTIPART.test(request.headers['content-type'] ?? '') || request.raw.readableDidRead) return;
  await receive(request, async ({ bytes }) => {
    for await (const _ of bytes) continue;
  }).catch(() => undefined);
}

async function receive<T>(request: FastifyRequest, take: (file: IncomingFile) => Promise<T>): Promise<T> {
  const form = new Form(request);
  try {
    const { name, declaredType, stream } = await form.file();
    const hash = createHash('sha256');
    const taken = await take({
      name,
      declaredType,
      bytes: bytesOf(stream, hash, form),
      sha256: () => hash.copy().digest(),
    });
    await form.rest();
    // Boundaries differ from try to try: what is said is the name, the type and the bytes.
    request.rawBody = Buffer.from(JSON.stringify([name, declaredType, hash.digest('hex')]));
    return taken;
  } finally {
    form.leave();
  }
}

async function* bytesOf(stream: Readable, hash: Hash, form: Form): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) {
      hash.update(chunk as Buffer);
      yield chunk as Buffer;
    }
  } catch (error) {
    throw form.fault ?? (error instanceof Refusal ? error : broken());
  }
}
