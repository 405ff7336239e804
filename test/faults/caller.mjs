import http from 'node:http';

/** Longer than the product may take to say that its database is away. */
const TIMEOUT_MS = 5_000;

/** Sends requests and sorts their answers: `acked`, `rejected`, `unknown`, or `broken`, which no answer may ever be. */
export class Caller {
  constructor(port) {
    this.port = port;
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
    this.slowestRefusalMs = 0;
    this.unansweredMs = 0;
  }

  /** Sends the very bytes of `request.body`. */
  async outcome({ path, body, key, token }) {
    const from = performance.now();
    try {
      const { status, text } = await this.post(path, body, {
        authorization: `Bearer ${token}`,
        'idempotency-key': key,
      });
      const ms = performance.now() - from;
      if (status === 503) this.slowestRefusalMs = Math.max(this.slowestRefusalMs, ms);
      return sorted(status, text);
    } catch (error) {
      if (error.code === 'TIMEOUT') this.unansweredMs = TIMEOUT_MS;
      return { unknown: error.code ?? error.message };
    }
  }

  post(path, body, headers = {}) {
    return this.send('POST', path, { 'content-type': 'application/json', ...headers }, body);
  }

  send(method, path, headers, body) {
    return new Promise((resolve, reject) => {
      const options = { port: this.port, host: '127.0.0.1', method, path, headers, agent: this.agent };
      const request = http.request(options, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() }));
        response.on('error', reject);
        response.on('aborted', () => reject(Object.assign(new Error('cut off'), { code: 'ABORTED' })));
      });
      request.setTimeout(TIMEOUT_MS, () => request.destroy(Object.assign(new Error('no answer'), { code: 'TIMEOUT' })));
      request.on('error', reject);
      request.end(body);
    });
  }
}

function sorted(status, text) {
  if (status >= 200 && status < 300) return { acked: JSON.parse(text).id, ticket: JSON.parse(text) };
  if (status === 503 || status === 429 || status === 408) return { unknown: String(status) };
  if (status >= 500) return { broken: status, text };
  const { code } = JSON.parse(text);
  return code === 'in_flight' ? { unknown: code } : { rejected: code };
}
