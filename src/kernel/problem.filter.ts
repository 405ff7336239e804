import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'nestjs-pino';
import type { Actor } from './actor';
import { bugRefusal, problemOf, refusalOf } from './problem';
import { Refusal } from './refusal';
import type { RouteTable } from './route-table';
import type { WriteOnce, Written } from './write';

type Caller = FastifyRequest & { actor?: Actor };
/** Refusals that a known idempotency key is judged before. */
const AFTER_KNOWN_KEY = new Set([400, 403, 404, 413, 415]);

/** Turns everything that was thrown into a problem document; a bug is logged with its stack and answered as 503. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly routes: RouteTable,
    private readonly writes: WriteOnce,
    private readonly log: Logger,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<Caller>();
    const reply = http.getResponse<FastifyReply>();
    if (reply.sent) return;
    const refusal = this.refusal(error, request, reply);
    try {
      const first = await this.firstAnswer(refusal, request);
      if (first) return void reply.status(first.status).send(first.body);
      send(reply, refusal, request);
    } catch (other) {
      send(reply, this.refusal(other, request, reply), request);
    }
  }

  private refusal(error: unknown, request: Caller, reply: FastifyReply): Refusal {
    const refusal = refusalOf(error);
    if (!refusal) {
      this.log.error({ err: error, requestId: request.id, route: request.routeOptions.url }, 'Bug in a request');
      return bugRefusal();
    }
    const methods = refusal.status === 404 && request.is404 ? this.routes.methodsFor(pathOf(request)) : [];
    if (methods.length === 0) return refusal;
    reply.header('allow', methods.join(', '));
    return new Refusal('method_not_allowed', 'This address does not take that method.');
  }

  private async firstAnswer(refusal: Refusal, request: Caller): Promise<Written<unknown> | null> {
    const judged = request.honoursKey && AFTER_KNOWN_KEY.has(refusal.status);
    return judged ? this.writes.known(request) : null;
  }
}

const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0]!;

function send(reply: FastifyReply, refusal: Refusal, request: FastifyRequest): void {
  const { retryAfter, contentRange } = refusal.extra;
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  if (contentRange !== undefined) reply.header('content-range', contentRange);
  // The rest of a body that comes too slowly is not waited for.
  if (refusal.code === 'timeout') reply.header('connection', 'close');
  if (refusal.status === 401) reply.header('www-authenticate', 'Bearer');
  void reply
    .status(refusal.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemOf(refusal, request.id)));
}
