import {
  Injectable,
  ValidationPipe,
  type ArgumentMetadata,
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  type NestInterceptor,
  type ValidationError,
} from '@nestjs/common';
import type { FieldError } from '@upline/contracts/refusals';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { Refusal } from './refusal';
import { UPLOADS, refuseForm } from './upload';
import { WRITES } from './write';

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

/** Refuses 413 and 415 after the caller is known and before anything is looked up; must be the guard after `AuthGuard`. */
@Injectable()
export class BodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const request = requestOf(context);
    request.honoursKey = request.method === 'POST' && Reflect.hasMetadata(WRITES, context.getHandler());
    const fault = request.bodyFault;
    if (fault && fault.status !== 400) throw fault;
    refuseForm(request, Reflect.hasMetadata(UPLOADS, context.getHandler()));
    return true;
  }
}

/** Refuses a body that is no JSON after every guard has had its say, on routes without a body too. */
@Injectable()
export class BodyInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const fault = context.getType() === 'http' ? requestOf(context).bodyFault : null;
    if (fault) throw fault;
    return next.handle();
  }
}

const PLAIN = new Set<unknown>([Object, String, Number, Boolean, Array, undefined]);
const BROKEN = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
const REACHES_PROTOTYPE = new Set(['__proto__', 'constructor', 'prototype']);

/** The global pipe: unknown fields, wrong types and broken text are a 400 that names each field. */
@Injectable()
export class BodyPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      transform: true,
      validationError: { target: false, value: false },
      exceptionFactory: (errors: ValidationError[]) => refusedFields(errors),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'custom') return value;
    const path = metadata.data ?? '';
    const broken = brokenText(value, path);
    // An address that cannot name anything names nothing.
    if (broken !== null && metadata.type === 'param') throw Refusal.notFound();
    if (broken !== null) throw Refusal.invalid(broken, 'holds a NUL character, half a character or a forbidden key');
    if (PLAIN.has(metadata.metatype)) return value;
    const given = value ?? {};
    if (typeof given !== 'object' || Array.isArray(given)) throw Refusal.invalid(path, 'must be a JSON object');
    return (await super.transform(given, metadata)) as unknown;
  }
}

/** Path of the first text or key that PostgreSQL or a prototype would choke on; null when all is well. */
export function brokenText(value: unknown, path: string): string | null {
  if (typeof value === 'string') return BROKEN.test(value) ? path : null;
  if (value === null || typeof value !== 'object') return null;
  for (const [key, inner] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`;
    if (BROKEN.test(key)) return path;
    const found = REACHES_PROTOTYPE.has(key) ? at : brokenText(inner, at);
    if (found !== null) return found;
  }
  return null;
}

export function refusedFields(errors: readonly ValidationError[]): Refusal {
  const fields = errors.flatMap((error) => fieldErrors(error, ''));
  const detail = fields.length === 1 ? `${fields[0]!.path}: ${fields[0]!.message}` : 'Some fields are wrong.';
  return new Refusal('invalid', detail, { errors: fields });
}

function fieldErrors(error: ValidationError, above: string): FieldError[] {
  const path = above === '' ? error.property : `${above}.${error.property}`;
  const own = Object.entries(error.constraints ?? {}).map(([name, text]) => ({
    path,
    code: name === 'whitelistValidation' ? 'unknown_field' : snake(name),
    message: text,
  }));
  const inner = (error.children ?? []).flatMap((child) => fieldErrors(child, path));
  return own.length + inner.length > 0 ? [...own, ...inner] : [{ path, code: 'invalid', message: 'is wrong' }];
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
