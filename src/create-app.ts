import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import serveFiles from '@fastify/static';
import { RequestMethod, type Type } from '@nestjs/common';
import { DiscoveryService, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { Logger } from 'nestjs-pino';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppModule } from './app.module';
import { Config } from './config';
import { BodyGuard, BodyInterceptor, BodyPipe } from './kernel/body';
import { httpServer } from './kernel/http-server';
import { logRequests, withoutRoutine } from './kernel/logging';
import { Metrics } from './kernel/metrics';
import { completed, openApiHead } from './kernel/openapi';
import { ProblemFilter } from './kernel/problem.filter';
import { routeRights } from './kernel/route-rights';
import { RouteTable } from './kernel/route-table';
import { WriteOnce } from './kernel/write';
import { SocketAdapter } from './realtime/socket.adapter';

/** Addresses that stand at the root, beside `/api/v1`. */
const AT_ROOT = ['health/live', 'health/ready', 'metrics', 'api/asyncapi.json', 'hooks/telephony/:integrationId'];

/** All that a worker serves: people and programs talk to an api. */
const WORKER_ROUTES = new Set(['/health/live', '/health/ready', '/metrics']);

/** What a 409 may show: the thing that changed meanwhile, the open ticket of the same call. */
const PROBLEM_PARTS = {
  current: [
    'TicketDto',
    'RestrictedTicketDto',
    'PersonDto',
    'ProjectDto',
    'AbsenceDto',
    'TopicDto',
    'RootCauseDto',
    'TemplateDto',
    'PhraseDto',
  ],
  similar: ['SimilarTicketDto'],
};

/** The whole app on a migrated database, not listening yet; tests start it as `main` does, with probes of theirs beside it. */
export async function createApp(config: Config, beside: Type[] = []): Promise<NestFastifyApplication> {
  const routes = new RouteTable();
  const server = httpServer(routes, {
    trustedProxies: config.UPLINE_TRUSTED_PROXIES,
    onlyRoutes: config.UPLINE_ROLE === 'worker' ? WORKER_ROUTES : null,
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, beside), server, {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  const log = app.get(Logger);
  app.useLogger(withoutRoutine(log));
  try {
    await dress(app, routes, log);
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function dress(app: NestFastifyApplication, routes: RouteTable, log: Logger): Promise<void> {
  const rights = routeRights(app.get(DiscoveryService));
  app.useWebSocketAdapter(new SocketAdapter(app, app.get(Config)));
  app.setGlobalPrefix('api/v1', { exclude: AT_ROOT.map((path) => ({ path, method: RequestMethod.ALL })) });
  app.useGlobalFilters(new ProblemFilter(routes, app.get(WriteOnce), log));
  // AuthGuard is an APP_GUARD and therefore earlier: 401 wins over 413 and 415.
  app.useGlobalGuards(new BodyGuard());
  app.useGlobalInterceptors(new BodyInterceptor());
  app.useGlobalPipes(new BodyPipe());
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  logRequests(fastify, app.get(Metrics), log);
  await fastify.register(cookie);
  await fastify.register(helmet, { contentSecurityPolicy: { useDefaults: false, directives: CONTENT_POLICY } });
  allowDocsStyles(fastify);
  await fastify.register(serveFiles, { root: webRoot(), wildcard: false, cacheControl: false });
  const tokens = new Map(rights.map((right) => [right.name, right.tokens]));
  const raw = SwaggerModule.createDocument(app, openApiHead(), {
    operationIdFactory: (owner, name) => `${owner}.${name}`,
  });
  SwaggerModule.setup(
    'api/docs',
    app,
    completed(raw, (id) => tokens.get(id) ?? null, PROBLEM_PARTS),
    {
      jsonDocumentUrl: 'api/openapi.json',
      raw: ['json'],
    },
  );
  await app.init();
  await fastify.ready();
}

const CONTENT_POLICY = {
  defaultSrc: ["'none'"],
  baseUri: ["'none'"],
  connectSrc: ["'self'"],
  fontSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  imgSrc: ["'self'", 'data:'],
  manifestSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
};

/** Swagger's page carries inline styles; nothing else may. */
function allowDocsStyles(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    const policy = reply.getHeader('content-security-policy');
    if (request.url.startsWith('/api/docs') && typeof policy === 'string') {
      reply.header('content-security-policy', policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"));
    }
    done();
  });
}

/** `web/public`, from the sources and from `dist` alike. */
function webRoot(): string {
  const places = ['../web/public', '../../web/public'].map((place) => join(__dirname, place));
  return places.find((place) => existsSync(place)) ?? places[0]!;
}
