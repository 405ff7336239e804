import { Injectable, Logger } from '@nestjs/common';
import type { UnwatchBody, WatchAnswer, WatchBody } from '@upline/contracts/socket-map';
import { Refusal } from '../kernel/refusal';
import type { ClientSocket } from './client-socket';
import { PresenceService } from './presence.service';
import { TeamViews } from './team-views';
import { unwatchBody, watchBody } from './watch.rules';

/** Tickets that one socket may have open; a screen shows one, and a person has some tabs in it. */
export const MAX_WATCHED = 20;
const TOO_MANY: WatchAnswer = { ok: false, code: 'too_many_requests' };
const INVALID: WatchAnswer = { ok: false, code: 'invalid' };

/** What sockets say they look at, each socket's words in the order in which it said them. */
@Injectable()
export class WatchingService {
  private readonly log = new Logger(WatchingService.name);
  private readonly tails = new WeakMap<ClientSocket, Promise<unknown>>();

  constructor(
    private readonly presence: PresenceService,
    private readonly teams: TeamViews,
  ) {}

  watch(socket: ClientSocket, body: unknown): Promise<WatchAnswer> {
    const asked = watchBody(body);
    return asked ? this.inTurn(socket, () => this.doWatch(socket, asked)) : Promise.resolve(INVALID);
  }

  unwatch(socket: ClientSocket, body: unknown): Promise<WatchAnswer> {
    const asked = unwatchBody(body);
    return asked ? this.inTurn(socket, () => this.doUnwatch(socket, asked)) : Promise.resolve(INVALID);
  }

  /** The connection is over, and with it what it looked at. */
  async gone(socket: ClientSocket): Promise<void> {
    this.teams.leave(socket);
    await this.inTurn(socket, async () => {
      await this.presence.leaveAll(socket);
      return { ok: true };
    });
  }

  private async doWatch(socket: ClientSocket, asked: WatchBody): Promise<WatchAnswer> {
    if (socket.data.program) return { ok: false, code: 'forbidden' };
    if ('view' in asked) {
      this.teams.watch(socket);
      return { ok: true };
    }
    const { ticketId, mode } = asked;
    const another = !this.presence.has(socket, ticketId);
    if (another && this.presence.count(socket) >= MAX_WATCHED) return TOO_MANY;
    return this.presence.watch(socket, ticketId, mode);
  }

  private async doUnwatch(socket: ClientSocket, asked: UnwatchBody): Promise<WatchAnswer> {
    if ('view' in asked) this.teams.leave(socket);
    else await this.presence.leave(socket, asked.ticketId);
    return { ok: true };
  }

  private inTurn(socket: ClientSocket, work: () => Promise<WatchAnswer>): Promise<WatchAnswer> {
    const run = (this.tails.get(socket) ?? Promise.resolve()).then(work).catch((error: unknown): WatchAnswer => {
      if (!(error instanceof Refusal)) this.log.error(error);
      return { ok: false, code: 'unavailable' };
    });
    this.tails.set(socket, run);
    return run;
  }
}
