import { Injectable, Logger } from '@nestjs/common';
import { withinScope } from '../auth/auth.guard';
import { Bearers } from '../auth/bearers';
import { Refusal } from '../kernel/refusal';
import type { ClientSocket, SocketFacts } from './client-socket';
import { PersonFeed } from './person-feed';

/** Lets in whoever shows the access token of a live session, or an integration token made for events. */
@Injectable()
export class Handshake {
  private readonly log = new Logger(Handshake.name);

  constructor(private readonly bearers: Bearers) {}

  /** Puts on the socket who it is; the refusal that is thrown has a code as its message, and nothing else. */
  async admit(socket: ClientSocket): Promise<void> {
    try {
      socket.data = await this.factsOf(socket);
    } catch (error) {
      if (!(error instanceof Refusal)) this.log.error(error);
      throw new Error(error instanceof Refusal ? error.code : 'unavailable');
    }
  }

  /** Whether the session still lives: asked once more when the socket has joined its rooms, so that no end is missed. */
  async stillLives(socket: ClientSocket): Promise<boolean> {
    try {
      await this.bearers.verify(tokenOf(socket));
      return true;
    } catch {
      return false;
    }
  }

  private async factsOf(socket: ClientSocket): Promise<SocketFacts> {
    const token = tokenOf(socket);
    const actor = await this.bearers.verify(token);
    if (!withinScope(actor, 'events:read')) throw new Refusal('forbidden', 'This token may not hear of events.');
    const tokenEndsMs = actor.token?.expiresAtMs ?? endOf(token);
    const { id: personId, sessionId } = actor;
    return { personId, sessionId, tokenEndsMs, program: actor.token !== undefined, feed: new PersonFeed(socket) };
  }
}

/** From the handshake's own part alone: a token in an address would end in logs. */
function tokenOf(socket: ClientSocket): string {
  const { token } = socket.handshake.auth as { token?: unknown };
  return typeof token === 'string' ? token : '';
}

/** The end that an access token, verified already, says of itself; milliseconds since 1970. */
function endOf(token: string): number {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { exp: number };
  return claims.exp * 1000;
}
