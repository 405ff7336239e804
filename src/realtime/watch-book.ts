import type { PresenceMode } from '@upline/contracts/socket-map';

/** A socket that has a ticket open: how, and what it was last told of who else has. */
export interface Watch {
  mode: PresenceMode;
  told: string | null;
}
export interface Watcher {
  data: { personId: string };
}

/** Which sockets of this process have which tickets open. A socket says it, so a person counts once however many it has. */
export class WatchBook<Socket extends Watcher> {
  private readonly bySocket = new Map<Socket, Map<string, Watch>>();
  private readonly byTicket = new Map<string, Map<Socket, Watch>>();

  put(socket: Socket, ticketId: string, mode: PresenceMode): void {
    const known = this.bySocket.get(socket)?.get(ticketId);
    if (known) known.mode = mode;
    const watch = known ?? { mode, told: null };
    entry(this.bySocket, socket).set(ticketId, watch);
    entry(this.byTicket, ticketId).set(socket, watch);
  }

  /** Whether it was there. */
  take(socket: Socket, ticketId: string): boolean {
    remove(this.bySocket, socket, ticketId);
    return remove(this.byTicket, ticketId, socket);
  }

  ticketsOf(socket: Socket): string[] {
    return [...(this.bySocket.get(socket)?.keys() ?? [])];
  }

  has(socket: Socket, ticketId: string): boolean {
    return this.bySocket.get(socket)?.has(ticketId) ?? false;
  }

  watching(ticketId: string): [Socket, Watch][] {
    return [...(this.byTicket.get(ticketId) ?? [])];
  }

  /** Each person once, editing before viewing. */
  people(ticketId: string): Map<string, PresenceMode> {
    const people = new Map<string, PresenceMode>();
    for (const [{ data }, { mode }] of this.watching(ticketId)) {
      people.set(data.personId, stronger(mode, people.get(data.personId)));
    }
    return people;
  }

  tickets(): Iterable<string> {
    return this.byTicket.keys();
  }

  get size(): number {
    return this.byTicket.size;
  }
}

export const stronger = (one: PresenceMode, other: PresenceMode | undefined): PresenceMode =>
  one === 'editing' || other === undefined ? one : other;

function entry<A, B, C>(map: Map<A, Map<B, C>>, key: A): Map<B, C> {
  let inner = map.get(key);
  if (!inner) map.set(key, (inner = new Map<B, C>()));
  return inner;
}

function remove<A, B, C>(map: Map<A, Map<B, C>>, key: A, inner: B): boolean {
  const entries = map.get(key);
  const was = entries?.delete(inner) ?? false;
  if (entries?.size === 0) map.delete(key);
  return was;
}
