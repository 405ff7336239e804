import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { FILE_LIMIT } from '@upline/contracts/attachments';
import type { FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Refusal } from './refusal';

/** One more file and field than is taken, so that it is refused by name. */
const LIMITS = {
  fileSize: FILE_LIMIT,
  fieldSize: 1024,
  files: 2,
  fields: 2,
  parts: 3,
  headerPairs: 32,
  headerSize: 8192,
};
/** Transfer encodings that change no byte. */
const PLAIN = new Set(['7bit', '8bit', 'binary']);

export interface FormFile {
  name: string;
  declaredType: string;
  stream: Readable;
}

export const tooLarge = (): Refusal => new Refusal('too_large', `The file is larger than ${FILE_LIMIT} bytes.`);
export const broken = (): Refusal => Refusal.invalid('', 'The form is not readable multipart/form-data.', 'malformed');

/** A form that takes one part, `file`; whatever is wrong with it becomes its `fault`, at once. */
export class Form {
  fault: Refusal | null = null;
  private stream: Readable | null = null;
  private readonly parser: InstanceType<typeof Busboy>;
  private readonly raw: IncomingMessage;
  private found!: (file: FormFile) => void;
  private finished!: () => void;
  private readonly failing: ((fault: Refusal) => void)[] = [];
  private readonly first = new Promise<FormFile>((resolve, reject) => {
    this.found = resolve;
    this.failing.push(reject);
  });
  private readonly end = new Promise<void>((resolve, reject) => {
    this.finished = resolve;
    this.failing.push(reject);
  });

  constructor(request: FastifyRequest) {
    this.raw = request.raw;
    for (const outcome of [this.first, this.end]) outcome.catch(() => undefined);
    try {
      this.parser = new Busboy({ headers: request.headers as BusboyHeaders, preservePath: true, limits: LIMITS });
    } catch {
      throw broken();
    }
    this.listen();
    this.raw.pipe(this.parser);
  }

  file(): Promise<FormFile> {
    return this.first;
  }

  /** Resolves at the end of the form. */
  rest(): Promise<void> {
    return this.end;
  }

  /** What still comes is dropped, so that the answer reaches a client that is still sending. */
  leave(): void {
    this.raw.unpipe(this.parser);
    this.raw.off('close', this.gone);
    this.stream?.destroy();
    this.raw.resume();
  }

  private listen(): void {
    this.parser
      .on('file', (field, stream, name, encoding, type) => this.take(field, stream, { name, encoding, type }))
      .on('field', (field) => this.fail(Refusal.invalid(field, 'is not asked for', 'unknown_field')))
      .on('error', () => this.fail(broken()))
      .on('finish', () => {
        if (this.stream) this.finished();
        else this.fail(Refusal.invalid('file', 'is required', 'required'));
      });
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const)
      this.parser.on(limit, () => this.fail(broken()));
    this.raw.on('error', () => undefined).on('close', this.gone);
  }

  private readonly gone = (): void => {
    if (!this.raw.complete) this.fail(new Refusal('timeout', 'The body ended early.'));
  };

  private take(field: string, stream: Readable, part: { name?: string; encoding: string; type: string }): void {
    // A part that breaks off says so on its stream, before anybody reads it perhaps.
    stream.on('error', () => undefined);
    const second = this.stream !== null;
    if (second) stream.resume();
    else this.stream = stream;
    if (field !== 'file') return this.fail(Refusal.invalid(field || 'file', 'is not asked for', 'unknown_field'));
    if (second) return this.fail(Refusal.invalid('file', 'is one file', 'too_many'));
    if (!PLAIN.has(part.encoding))
      return this.fail(Refusal.invalid('file', 'is sent as it is, without a transfer encoding', 'encoding'));
    stream.once('limit', () => stream.destroy(tooLarge()));
    this.found({ name: part.name ?? '', declaredType: part.type, stream });
  }

  private fail(fault: Refusal): void {
    this.fault ??= fault;
    this.stream?.destroy(this.fault);
    for (const reject of this.failing) reject(this.fault);
  }
}
