import type { LoggerService } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { Logger, Params } from 'nestjs-pino';
import { stdTimeFunctions } from 'pino';
import type { Metrics } from './metrics';

const SECRETS = ['authorization', 'cookie', 'set-cookie', 'password', 'token', 'accessToken'];

/** Lines of JSON on stdout; a request is one line, made by `logRequests`, never by a middleware that sees headers. */
export const logging = (level: string): Params => ({
  forRoutes: [],
  pinoHttp: {
    level,
    autoLogging: false,
    base: { pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: SECRETS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
      censor: '[redacted]',
    },
  },
});

const ROUTINE = new Set([
  'InstanceLoader',
  'RouterExplorer',
  'RoutesResolver',
  'NestFactory',
  'NestApplication',
  'WebSocketsController',
]);

/** The framework's hundred lines about modules and routes are for whoever debugs the start. */
export const withoutRoutine = (log: Logger): LoggerService => ({
  log: (message: unknown, ...rest: unknown[]) =>
    ROUTINE.has(String(rest.at(-1))) ? log.debug(message, ...rest) : log.log(message, ...rest),
  error: (message: unknown, ...rest: unknown[]) => log.error(message, ...rest),
  warn: (message: unknown, ...rest: unknown[]) => log.warn(message, ...rest),
  debug: (message: unknown, ...rest: unknown[]) => log.debug(message, ...rest),
  verbose: (message: unknown, ...rest: unknown[]) => log.verbose(message, ...rest),
  fatal: (message: unknown, ...rest: unknown[]) => log.fatal(message, ...rest),
});

/** One line and one measure for each request: the template of its route, so no id, query or person is in it. */
export function logRequests(fastify: FastifyInstance, metrics: Metrics, log: Logger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
    const { method, id: requestId } = request;
    metrics.observeHttp(method, route, reply.statusCode, reply.elapsedTime / 1000);
    const line = { requestId, method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) };
    if (reply.statusCode >= 500) log.warn(line, 'request');
    else log.debug(line, 'request');
    done();
  });
}
