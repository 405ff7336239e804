import { createParamDecorator, Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from './actor';
import { AnswerStore, type StoredAnswer } from './answer-store';
import { violatedConstraint } from './database-failure';
import { bodyHash } from './json-body';
import { Metrics } from './metrics';
import { Refusal } from './refusal';
import { markToken } from './token-mark';
import { inTransactionEndingWith, reading, type Ending } from './transaction';
import { readUnread } from './upload';
import type { WriteContext, Written } from './write-context';

export type { WriteContext, Written };

declare module 'fastify' {
  interface FastifyRequest {
    /** The route writes through `WriteOnce`, so a known key has its answer whatever else is wrong. */
    honoursKey: boolean;
  }
  interface FastifyReply {
    /** Status that a write decided on; wins over the one of its route. */
    writtenStatus: number | null;
  }
}

export interface WriteOptions {
  /** A request without a key is a 400. */
  keyRequired?: boolean;
}

export const WRITES = 'upline:writes';
const PREFIX = '/api/v1';
const KEY = /^[\x21-\x7e]{1,255}$/;

const KEY_HEADER = {
  name: 'Idempotency-Key',
  description: 'The same key and body get the first answer again; kept 48 h.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
} as const;

const WriteParam = createParamDecorator((options: WriteOptions, context: ExecutionContext): WriteContext => {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest & { actor: Actor }>();
  const key = givenKey(request);
  if (key === undefined) throw Refusal.invalid('Idempotency-Key', 'must be 1–255 visible ASCII characters');
  if (key === null && options.keyRequired) throw Refusal.invalid('Idempotency-Key', 'is required', 'required');
  const reply = http.getResponse<FastifyReply>();
  const onStatus = (status: number) => void (reply.writtenStatus = status);
  return { actor: request.actor, route: routeOf(request), key, bodyHash: bodyHash(request), onStatus };
});

/** The `WriteContext` of this request; marks the route as one that honours `Idempotency-Key`. */
export const Write = (options: WriteOptions = {}): ParameterDecorator => {
  return (target, property, index) => {
    WriteParam(options)(target, property, index);
    const descriptor = Object.getOwnPropertyDescriptor(target, property!)!;
    Reflect.defineMetadata(WRITES, true, descriptor.value as object);
    ApiHeader({ ...KEY_HEADER, required: options.keyRequired ?? false })(target, property!, descriptor);
  };
};

/** The key of a request: null without one, undefined when it is malformed. */
function givenKey(request: FastifyRequest): string | null | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  return typeof key === 'string' && KEY.test(key) ? key : undefined;
}

const routeOf = (request: FastifyRequest): string => {
  const template = request.routeOptions.url ?? '';
  return `${request.method} ${template.startsWith(PREFIX) ? template.slice(PREFIX.length) : template}`;
};

/** The one way in for a request that writes: a transaction, and with a key an effect that happens once. */
@Injectable()
export class WriteOnce {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    private readonly store: AnswerStore,
    private readonly metrics: Metrics,
  ) {}

  /** `limitMs` is for the few writes that move hundreds of rows. */
  run<T>(write: WriteContext, work: (tx: EntityManager) => Promise<Written<T>>, limitMs?: number): Promise<T> {
    return this.runAhead(write, () => Promise.resolve(), work, limitMs);
  }

  /** `run` for the hot path: `ahead` sends what only reads or locks, together with the question whether the key is known. */
  async runAhead<T, Read>(
    write: WriteContext,
    ahead: (tx: EntityManager) => Promise<Read>,
    work: (tx: EntityManager, read: Read) => Promise<Written<T>>,
    limitMs?: number,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        const written = await inTransactionEndingWith(this.db, (tx) => this.once(tx, write, ahead, work), limitMs);
        write.onStatus?.(written.status);
        return written.body;
      } catch (error) {
        // A first request that committed between our snapshot and our lock: its answer is there now.
        if (attempt === 1 && violatedConstraint(error) === 'idempotency_pkey') continue;
        throw error;
      }
    }
  }

  private async once<T, Read>(
    tx: EntityManager,
    write: WriteContext,
    ahead: (tx: EntityManager) => Promise<Read>,
    work: (tx: EntityManager, read: Read) => Promise<Written<T>>,
  ): Promise<Ending<Written<T>>> {
    const { key } = write;
    const marking = markToken(tx, write.actor);
    const claiming = key === null ? null : this.store.claim(tx, write, key);
    const [claim, read] = await Promise.all([claiming, ahead(tx), marking]);
    if (claim?.answer) return { result: this.again(write, claim.answer) as Written<T> };
    if (claim && !claim.got)
      throw new Refusal('in_flight', 'The first request with this key still runs.', { retryAfter: 1 });
    const written = await work(tx, read);
    const keep = () => (key === null ? undefined : this.store.keep(tx, write, key, written));
    return { result: written, last: () => Promise.all([keep(), written.finish?.()]) };
  }

  /**
   * The answer that a known key has before anything else about the request is judged; null when the key is new. Asked
   * only when something refused the request, so that a plain write pays no look-up.
   */
  async known(request: FastifyRequest & { actor?: Actor }): Promise<Written<unknown> | null> {
    const key = givenKey(request);
    if (!key || !request.actor) return null;
    const write = { actor: request.actor, route: routeOf(request), key };
    const answer = await reading(this.db, (manager) => this.store.find(manager, write, key));
    if (!answer) return null;
    await readUnread(request);
    return this.again({ bodyHash: bodyHash(request) }, answer);
  }

  private again(write: Pick<WriteContext, 'bodyHash'>, answer: StoredAnswer): Written<unknown> {
    if (!answer.bodyHash.equals(write.bodyHash)) {
      const resourceId = answer.resourceId ?? undefined;
      throw new Refusal('idempotency_mismatch', 'This key was used with another body.', { resourceId });
    }
    this.metrics.countReplay();
    return { status: answer.status, body: answer.body };
  }
}
