import { io } from 'socket.io-client';

const PATIENCE_MS = 10_000;

/** A person's console: comes back by itself, resumes after the last number without a gap, and writes down what it hears. */
export class Listener {
  constructor({ port, token, personId, ledger }) {
    this.personId = personId;
    this.ledger = ledger;
    this.heard = new Set();
    this.upTo = 0;
    this.connections = 0;
    this.again = 0;
    this.socket = io(`http://127.0.0.1:${port}`, {
      auth: { token },
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
    });
    this.socket.on('event', (event) => this.hear(event));
    this.socket.on('connect', () => {
      this.connections += 1;
      void this.resume().catch(() => undefined);
    });
  }

  hear({ seq, type, ticketId }) {
    if (this.heard.has(seq)) return void (this.again += 1);
    this.heard.add(seq);
    this.ledger.write({ heard: this.personId, seq, type, ticketId });
    while (this.heard.has(this.upTo + 1)) this.upTo += 1;
  }

  /** A hint may be lost with the process that owed it; whoever sees the gap asks for what is missing. */
  async resume() {
    const answer = await this.socket.timeout(PATIENCE_MS).emitWithAck('resume', { after: this.upTo });
    if (!answer.ok) throw new Error(`resume of ${this.personId}: ${JSON.stringify(answer)}`);
  }

  close() {
    this.socket.close();
  }
}
