import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CSV_KIND, TAKES_CSV } from './body-kinds';

/** The route takes CSV, and no JSON. */
export const TakesCsv = (): MethodDecorator =>
  applyDecorators(
    RouteConfig({ [TAKES_CSV]: true }),
    ApiConsumes('text/csv', 'application/octet-stream'),
    ApiBody({
      description: `UTF-8 (a byte order mark is fine) or GB18030, at most ${CSV_KIND.limit} bytes; the first line names the columns.`,
      schema: { type: 'string', maxLength: CSV_KIND.limit },
    }),
  );

/** The bytes of a route with `@TakesCsv()`; empty without a body. */
export const CsvBytes = createParamDecorator((_: unknown, context: ExecutionContext): Buffer => {
  return context.switchToHttp().getRequest<FastifyRequest>().rawBody ?? Buffer.alloc(0);
});
