import { createParamDecorator, Injectable, type ExecutionContext } from '@nestjs/common';
import { AuthGuard as PassportGuard } from '@nestjs/passport';
import { PASSWORD_LENGTH } from '@upline/contracts/auth';
import type { FastifyRequest } from 'fastify';
import { brokenText } from '../kernel/body';
import { Refusal } from '../kernel/refusal';
import type { Proof } from './sign-in.service';

/** All that passport is shown: its strategy would also read credentials from the address. */
interface Shown {
  body: { login: string; password: string };
  query: Record<string, never>;
  headers: Record<string, never>;
  ip: string;
  proof?: Proof;
}
type SignInRequest = FastifyRequest & { shown?: Shown };

/** Lets in who knows the password; a body of another shape is left to the pipe, which says what is wrong with it. */
@Injectable()
export class LocalGuard extends PassportGuard('local') {
  constructor() {
    super({ property: 'proof', session: false });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<SignInRequest>();
    const body = credentialsOf(request.body);
    if (!body) return true;
    request.shown = { body, query: {}, headers: {}, ip: request.ip };
    await super.canActivate(context);
    return true;
  }

  override getRequest(context: ExecutionContext): Shown | undefined {
    return context.switchToHttp().getRequest<SignInRequest>().shown;
  }

  override handleRequest<T>(error: unknown, proof: T | false): T {
    if (error) throw error;
    if (!proof) throw wrongSignIn();
    return proof;
  }
}

/** One answer for an unknown login, a wrong password, a person without one and one who has left. */
export const wrongSignIn = (): Refusal => new Refusal('unauthenticated', 'Login and password do not belong together.');

/** What the guard found; null when it left the body to the pipe, whose refusal must come first. */
export const SignInProof = createParamDecorator(
  (_: unknown, context: ExecutionContext): Proof | null =>
    context.switchToHttp().getRequest<SignInRequest>().shown?.proof ?? null,
);

function credentialsOf(body: unknown): Shown['body'] | null {
  const { login, password } = (body ?? {}) as { login?: unknown; password?: unknown };
  if (typeof login !== 'string' || typeof password !== 'string') return null;
  const fits =
    login.length >= 1 && login.length <= 64 && password.length >= 1 && password.length <= PASSWORD_LENGTH.max * 4;
  const plain = fits && Object.keys(body as object).length === 2 && brokenText(body, '') === null;
  return plain ? { login, password } : null;
}
