import type { PersonEventView } from '@upline/contracts/events';
import type { ClientToServer, ResumeAnswer, ServerToClient } from '@upline/contracts/socket-map';
import { setTimeout as delay } from 'node:timers/promises';
import type { Socket } from 'socket.io';
import { bufferedBytes, cutOff, sendTo } from './connection';

/** A resume goes on once the client has read down to this. */
const LOW_BUFFERED = 128 * 1024;
const PAGE = 500;
/** A client that has missed more than this fetches anew instead. */
export const MAX_RESUMED = 10_000;
const LOOK_MS = 10;
const PATIENCE_MS = 10_000;

/** Where a resume reads from: the person's events as the database has them. */
export interface EventSource {
  last: () => Promise<number>;
  after: (seq: number, limit: number) => Promise<PersonEventView[]>;
}

/** What one socket is told, in the order of `seq`: live events wait while a resume sends those before them. */
export class PersonFeed {
  private held: PersonEventView[] | null = null;
  private tail: Promise<unknown> = Promise.resolve();

  constructor(private readonly socket: Socket<ClientToServer, ServerToClient>) {}

  tell(event: PersonEventView): void {
    if (this.held) this.held.push(event);
    else this.send(event);
  }

  /** Sends again what came after a number; one resume at a time. Refusals of the source are the caller's. */
  resume(after: number, source: EventSource): Promise<ResumeAnswer> {
    const run = this.tail.then(() => this.resend(after, source));
    this.tail = run.catch(() => undefined);
    return run;
  }

  private async resend(after: number, source: EventSource): Promise<ResumeAnswer> {
    this.held = [];
    let upTo = after;
    try {
      if ((await source.last()) - after > MAX_RESUMED) return { ok: false, code: 'resync_required' };
      for (;;) {
        const page = await source.after(upTo, PAGE);
        for (const event of page) this.send(event);
        upTo = page.at(-1)?.seq ?? upTo;
        if (page.length < PAGE) return { ok: true, upTo };
        await this.drained();
      }
    } finally {
      const held = this.held;
      this.held = null;
      for (const event of held) if (event.seq > upTo) this.send(event);
    }
  }

  private send(event: PersonEventView): void {
    sendTo(this.socket, 'event', event);
  }

  private async drained(): Promise<void> {
    for (let waited = 0; this.socket.connected && bufferedBytes(this.socket) > LOW_BUFFERED; waited += LOOK_MS) {
      if (waited > PATIENCE_MS) return cutOff(this.socket);
      await delay(LOOK_MS);
    }
  }
}
