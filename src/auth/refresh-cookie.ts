import '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../config';
import { Refusal } from '../kernel/refusal';

export const REFRESH_COOKIE = 'upline_refresh';
const PATH = '/api/v1/auth';
const IDLE_S = 24 * 60 * 60;

/** The cookie in which the refresh token travels, and who may send it. */
@Injectable()
export class RefreshCookie {
  private readonly origin: string | null;

  constructor(config: Config) {
    this.origin = config.UPLINE_PUBLIC_URL ? new URL(config.UPLINE_PUBLIC_URL).origin : null;
  }

  put(reply: FastifyReply, token: string): void {
    void reply.setCookie(REFRESH_COOKIE, token, { ...this.kind(reply.request), maxAge: IDLE_S });
  }

  clear(reply: FastifyReply): void {
    void reply.clearCookie(REFRESH_COOKIE, this.kind(reply.request));
  }

  /** The token; null without one. Refuses a page of another origin, in addition to SameSite. */
  read(request: FastifyRequest): string | null {
    const { origin, host } = request.headers;
    if (origin !== undefined && origin !== this.origin && hostOf(origin) !== host?.toLowerCase()) {
      throw new Refusal('forbidden', 'A page of another origin may not do this.');
    }
    return request.cookies[REFRESH_COOKIE] || null;
  }

  private kind(request: FastifyRequest) {
    const secure = this.origin?.startsWith('https:') || request.protocol === 'https';
    return { path: PATH, httpOnly: true, sameSite: 'strict', secure } as const;
  }
}

const hostOf = (origin: string): string | null => {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
};
