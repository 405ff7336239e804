import { Logger, type OnModuleDestroy } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
  type OnGatewayConnection,
  type OnGatewayInit,
} from '@nestjs/websockets';
import type { ResumeAnswer, WatchAnswer } from '@upline/contracts/socket-map';
import type { Event } from 'socket.io';
import { SessionService } from '../auth/session.service';
import { clock } from '../kernel/clock';
import { Refusal } from '../kernel/refusal';
import { OutboxService, type Hint } from '../outbox/outbox.service';
import { Bus } from './bus';
import { personRoom, sessionRoom, type ClientServer, type ClientSocket } from './client-socket';
import { CommandBudget } from './command-budget';
import { cutOff } from './connection';
import { Handshake } from './handshake';
import { resumeAfter } from './resume.rules';
import { WatchingService } from './watching.service';

/** Milliseconds between two looks at tokens that are over. */
const LOOK_MS = 500;
/** Milliseconds for the last frame to leave before the connection is cut. */
const FAREWELL_MS = 300;

/** Tells people's sockets that something of theirs changed; what changed they fetch. */
@WebSocketGateway()
export class RealtimeGateway implements OnGatewayInit, OnGatewayConnection, OnModuleDestroy {
  private readonly log = new Logger(RealtimeGateway.name);
  @WebSocketServer() private readonly server: ClientServer;
  private looking: NodeJS.Timeout | undefined;
  private forget: (() => void) | undefined;

  constructor(
    private readonly handshake: Handshake,
    private readonly sessions: SessionService,
    private readonly outbox: OutboxService,
    private readonly bus: Bus,
    private readonly watching: WatchingService,
  ) {}

  afterInit(server: ClientServer): void {
    server.use((socket, next) => void this.handshake.admit(socket).then(() => next(), next));
    this.bus.on(({ told = [] }) => this.tell(told));
    this.forget = this.sessions.onEnded((sessionId) => this.endSession(sessionId));
    this.looking = setInterval(() => this.endOldTokens(), LOOK_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.looking);
    this.forget?.();
  }

  async handleConnection(socket: ClientSocket): Promise<void> {
    const [budget, watches] = [new CommandBudget(), CommandBudget.ofWatches()];
    socket.on('error', () => undefined);
    socket.on('disconnect', () => void this.watching.gone(socket));
    socket.use((frame, next) => {
      const watch = frame[0] === 'watch' || frame[0] === 'unwatch';
      if (watch && watches.spend()) next();
      else if (!budget.spend()) cutOff(socket);
      else if (frame[0] === 'resume') next();
      else refuse(socket, frame, watch ? 'too_many_requests' : 'invalid');
    });
    await socket.join([personRoom(socket.data.personId), sessionRoom(socket.data.sessionId)]);
    if (!(await this.handshake.stillLives(socket))) end(socket);
  }

  /** Sends again everything after a number that the client has. */
  @SubscribeMessage('resume')
  async resume(@ConnectedSocket() socket: ClientSocket, @MessageBody() body: unknown): Promise<ResumeAnswer | null> {
    const after = resumeAfter(body);
    if (after === null) return { ok: false, code: 'invalid' };
    const { personId, feed } = socket.data;
    try {
      return await feed.resume(after, {
        last: () => this.outbox.last(personId),
        after: (seq, limit) => this.outbox.after(personId, seq, limit),
      });
    } catch (error) {
      if (error instanceof Refusal && error.code === 'resync_required') return { ok: false, code: 'resync_required' };
      if (!(error instanceof Refusal)) this.log.error(error);
      // Without an answer to give, the client is made to come back and ask again.
      cutOff(socket);
      return null;
    }
  }

  /** Says what the person looks at, and asks to hear of it. */
  @SubscribeMessage('watch')
  watch(@ConnectedSocket() socket: ClientSocket, @MessageBody() body: unknown): Promise<WatchAnswer> {
    return this.watching.watch(socket, body);
  }

  @SubscribeMessage('unwatch')
  unwatch(@ConnectedSocket() socket: ClientSocket, @MessageBody() body: unknown): Promise<WatchAnswer> {
    return this.watching.unwatch(socket, body);
  }

  private tell(hints: readonly Hint[]): void {
    for (const { personId, event } of hints) {
      for (const socket of this.inRoom(personRoom(personId))) socket.data.feed.tell(event);
    }
  }

  private endSession(sessionId: string): void {
    for (const socket of this.inRoom(sessionRoom(sessionId))) end(socket);
  }

  /** The session may live on: the client comes back by itself, with a token that it has refreshed. */
  private endOldTokens(): void {
    for (const socket of this.server.sockets.sockets.values()) {
      if (socket.data.tokenEndsMs <= clock.nowMs()) cutOff(socket);
    }
  }

  private inRoom(room: string): ClientSocket[] {
    const { adapter, sockets } = this.server.sockets;
    return [...(adapter.rooms.get(room) ?? [])].flatMap((id) => sockets.get(id) ?? []);
  }
}

function end(socket: ClientSocket): void {
  socket.emit('session_ended');
  socket.disconnect(true);
  setTimeout(() => cutOff(socket), FAREWELL_MS).unref();
}

/** One answer for whatever is not understood, or comes too often. */
function refuse(socket: ClientSocket, frame: Event, code: 'invalid' | 'too_many_requests'): void {
  const answer: unknown = frame.at(-1);
  if (typeof answer === 'function') (answer as (reply: WatchAnswer) => void)({ ok: false, code });
  else socket.emit('refused', { code: 'invalid' });
}
