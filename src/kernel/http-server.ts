import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { newId } from './ids';
import { acceptJson } from './json-body';
import { problemOf, refusalOf, bugRefusal } from './problem';
import { Refusal } from './refusal';
import type { RouteTable } from './route-table';
import { acceptForms } from './upload';

/** Milliseconds for the head of a request, and for all of it: a file of 20 MB over a line of 1 Mbit/s. JSON has its own limit. */
const HEAD_LIMIT_MS = 10_000;
const REQUEST_LIMIT_MS = 180_000;
const KEEP_ALIVE_MS = 65_000;

export interface ServerOptions {
  /** Addresses and networks whose `X-Forwarded-*` are believed. */
  trustedProxies: string;
  /** Templates of the routes that this process serves; null for all. */
  onlyRoutes: ReadonlySet<string> | null;
}

/** Fastify as the app wants it: our ids, our parser, our refusals, and time-outs for whoever sends too slowly. */
export function httpServer(routes: RouteTable, options: ServerOptions): FastifyAdapter {
  const adapter = new FastifyAdapter({
    logger: false,
    genReqId: newId,
    requestIdHeader: false,
    requestTimeout: REQUEST_LIMIT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: { headersTimeout: HEAD_LIMIT_MS, requestTimeout: REQUEST_LIMIT_MS, connectionsCheckingInterval: 2_000 },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    trustProxy: options.trustedProxies,
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      void sendProblem(reply, refusalOf(error) ?? bugRefusal(), request.id),
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  fastify.decorateRequest('honoursKey', false);
  fastify.decorateReply('writtenStatus', null);
  fastify.addHook('onRoute', (route) => routes.add(route.url, [route.method].flat()));
  acceptJson(fastify);
  acceptForms(fastify);
  addAnswerHooks(fastify);
  if (options.onlyRoutes) serveOnly(fastify, options.onlyRoutes);
  return adapter;
}

function addAnswerHooks(fastify: FastifyInstance): void {
  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (reply.writtenStatus !== null && reply.statusCode < 400) reply.code(reply.writtenStatus);
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    if (closing) reply.header('connection', 'close');
    done();
  });
}

/** What a process does not serve is, for whoever asks it, not there. */
function serveOnly(fastify: FastifyInstance, routes: ReadonlySet<string>): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (routes.has(request.routeOptions.url ?? '')) return done();
    sendProblem(reply, Refusal.notFound(), request.id);
  });
}

function sendProblem(reply: FastifyReply, refusal: Refusal, requestId: string): FastifyReply {
  return reply
    .status(refusal.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('x-request-id', requestId)
    .send(JSON.stringify(problemOf(refusal, requestId)));
}

/** A request that is no HTTP, or came too slowly: there is no reply object yet, so the bytes are written by hand. */
function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const refusal =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? new Refusal('timeout', 'The request took too long to arrive.')
      : new Refusal('invalid', 'The request is not readable HTTP.');
  const problem = problemOf(refusal, newId());
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${refusal.status} ${problem.title}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${problem.requestId}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
