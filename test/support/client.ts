import type { OpenApiCheck } from './openapi-check';

export interface Answer<Body = any> {
  status: number;
  headers: Headers;
  body: Body;
  text: string;
}
export interface Sent {
  method: string;
  /** Sent as it is; an object is sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

const AT_ROOT = /^\/(api|health|metrics|hooks|$)/;

/** Calls the app over real HTTP as one person, or as nobody; every answer is held against the OpenAPI document. */
export class ApiClient {
  constructor(
    private readonly origin: string,
    private readonly check: OpenApiCheck,
    /** Bearer token of now; null for a stranger. */
    readonly token: () => Promise<string | null>,
  ) {}

  get<Body = any>(path: string, headers?: Record<string, string>): Promise<Answer<Body>> {
    return this.send<Body>(path, { method: 'GET', headers });
  }
  /** `key` is the `Idempotency-Key`. */
  post<Body = any>(path: string, body?: unknown, key?: string): Promise<Answer<Body>> {
    return this.send<Body>(path, { method: 'POST', body, headers: key ? { 'idempotency-key': key } : {} });
  }
  patch<Body = any>(path: string, body?: unknown): Promise<Answer<Body>> {
    return this.send<Body>(path, { method: 'PATCH', body });
  }
  put<Body = any>(path: string, body?: unknown): Promise<Answer<Body>> {
    return this.send<Body>(path, { method: 'PUT', body });
  }
  delete<Body = any>(path: string, body?: unknown): Promise<Answer<Body>> {
    return this.send<Body>(path, { method: 'DELETE', body });
  }

  /** Paths are below `/api/v1` unless they name a place at the root. */
  async send<Body = any>(path: string, { method, body, headers = {} }: Sent): Promise<Answer<Body>> {
    const url = AT_ROOT.test(path) ? path : `/api/v1${path}`;
    const token = await this.token();
    const raw = typeof body === 'string' || Buffer.isBuffer(body);
    const response = await fetch(this.origin + url, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: body === undefined ? undefined : raw ? (body as string) : JSON.stringify(body),
    });
    const text = await response.text();
    const contentType = response.headers.get('content-type');
    const parsed = contentType?.includes('json') ? (JSON.parse(text) as unknown) : text === '' ? null : text;
    if (method !== 'HEAD') this.check.check(method, url, { status: response.status, contentType, body: parsed });
    return { status: response.status, headers: response.headers, body: parsed as Body, text };
  }
}
