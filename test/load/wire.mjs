import net from 'node:net';

/** A keep-alive HTTP/1.1 client that costs little CPU: one request at a time, answers with a content-length. */
export class Wire {
  constructor(port) {
    this.socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    this.buffer = Buffer.alloc(0);
    this.waiting = null;
    this.socket.on('data', (chunk) => this.take(chunk));
    const fail = (error) => {
      const waiting = this.waiting;
      this.waiting = null;
      waiting?.reject(error ?? new Error('closed'));
    };
    this.socket.on('error', fail);
    this.socket.on('close', () => fail());
  }

  /** Resolves to `{status, body}`; the body is a Buffer. */
  send(method, path, headers, body) {
    const lines = [
      `${method} ${path} HTTP/1.1`,
      'host: 127.0.0.1',
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    if (body !== undefined) lines.push('content-type: application/json', `content-length: ${Buffer.byteLength(body)}`);
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
    });
  }

  take(chunk) {
    this.buffer = this.buffer.length === 0 ? chunk : Buffer.concat([this.buffer, chunk]);
    const head = this.buffer.indexOf('\r\n\r\n');
    if (head < 0) return;
    const text = this.buffer.toString('latin1', 0, head);
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    if (this.buffer.length < head + 4 + length) return;
    const body = this.buffer.subarray(head + 4, head + 4 + length);
    this.buffer = this.buffer.subarray(head + 4 + length);
    const waiting = this.waiting;
    this.waiting = null;
    waiting?.resolve({ status: Number(text.slice(9, 12)), body });
  }

  close() {
    this.socket.destroy();
  }
}
