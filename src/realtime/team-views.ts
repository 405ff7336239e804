import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { TicketOnlookers, type ToldOf } from '../tickets/ticket.onlookers';
import { Bus, type BusMessage } from './bus';
import type { ClientSocket } from './client-socket';
import { sendTo } from './connection';

/** What happens within this many milliseconds of a first change is told with it. */
const TOGETHER_MS = 100;
/** Milliseconds between two frames to one socket. */
const PAUSE_MS = 1_000;

/** Tells sockets that look at their team's list that something in it changed; what, they fetch. */
@Injectable()
export class TeamViews implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(TeamViews.name);
  private readonly byPerson = new Map<string, Set<ClientSocket>>();
  private changes = new Map<string, ToldOf>();
  private next: NodeJS.Timeout | undefined;
  private pausing = false;

  constructor(
    private readonly onlookers: TicketOnlookers,
    private readonly bus: Bus,
  ) {}

  onApplicationBootstrap(): void {
    this.bus.on((message) => this.hear(message));
  }

  onModuleDestroy(): void {
    clearTimeout(this.next);
  }

  watch(socket: ClientSocket): void {
    if (!socket.connected) return;
    const { personId } = socket.data;
    const sockets = this.byPerson.get(personId) ?? new Set();
    this.byPerson.set(personId, sockets.add(socket));
  }

  leave(socket: ClientSocket): void {
    const { personId } = socket.data;
    const sockets = this.byPerson.get(personId);
    sockets?.delete(socket);
    if (sockets?.size === 0) this.byPerson.delete(personId);
  }

  private hear({ told = [] }: BusMessage): void {
    if (this.byPerson.size === 0) return;
    for (const { personId, event } of told) {
      if (event.ticketId === null) continue;
      const { ticketId } = event;
      this.changes.set(`${ticketId} ${personId}`, { ticketId, personId });
    }
    if (this.changes.size > 0 && !this.pausing) this.tellIn(TOGETHER_MS);
  }

  private tellIn(ms: number): void {
    this.pausing = true;
    this.next = setTimeout(() => {
      this.tell()
        // One lost costs the fifteen seconds after which the list is fetched in any case.
        .catch((error: unknown) => this.log.debug(`view_changed is lost: ${String(error)}`))
        .finally(() => {
          this.next = setTimeout(() => {
            this.pausing = false;
            if (this.changes.size > 0) this.tellIn(0);
          }, PAUSE_MS).unref();
        });
    }, ms).unref();
  }

  /** Sight is asked for now, so a change of the line is in it already. */
  private async tell(): Promise<void> {
    const changes = [...this.changes.values()];
    this.changes = new Map();
    for (const personId of await this.onlookers.teamsTouched(changes, new Set(this.byPerson.keys()))) {
      for (const socket of this.byPerson.get(personId) ?? []) sendTo(socket, 'view_changed', { view: 'team' });
    }
  }
}
