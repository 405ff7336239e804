import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { PresenceMode, PresenceView, WatchAnswer } from '@upline/contracts/socket-map';
import { performance } from 'node:perf_hooks';
import { TicketOnlookers, type Onlooker } from '../tickets/ticket.onlookers';
import { Bus, type BusMessage } from './bus';
import type { ClientSocket } from './client-socket';
import { sendTo } from './connection';
import { SharedPresence } from './shared-presence';
import { WatchBook, stronger, type Watch } from './watch-book';

/** Changes of one ticket within this many milliseconds are one frame. */
const TOGETHER_MS = 100;
const AFTER_FAILURE_MS = 1_000;
const AT_ONCE = 4;
/** Milliseconds between two looks at whether the organisation has changed. */
const LOOK_MS = 1_000;
/** Tickets that are looked at again in one such step after it has: 2,500 open ones take ten seconds. */
const RECHECKED = 250;
/** Tickets that are looked at again in any case, those first that were not for longest. */
const ROLLING = 20;
const ROLLING_AFTER_MS = 10_000;

/** Who has a ticket open: told to those who have it open too, and only while they see it. */
@Injectable()
export class PresenceService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(PresenceService.name);
  private readonly book = new WatchBook<ClientSocket>();
  /** Tickets to be shown anew. */
  private readonly stale = new Set<string>();
  /** When each ticket was last looked at, in machine time, oldest first. */
  private readonly looked = new Map<string, number>();
  private showing = false;
  private next: NodeJS.Timeout | undefined;
  private looking: NodeJS.Timeout | undefined;
  private mark: string | null = null;
  private recheckBefore = 0;

  constructor(
    private readonly onlookers: TicketOnlookers,
    private readonly shared: SharedPresence,
    private readonly bus: Bus,
  ) {}

  onApplicationBootstrap(): void {
    this.shared.connect(
      () => [...this.book.tickets()].map((ticketId) => [ticketId, this.book.people(ticketId)] as const),
      () => this.refresh(this.book.tickets()),
    );
    this.bus.on((message) => this.hear(message));
    this.looking = setInterval(() => void this.look(), LOOK_MS).unref();
  }

  onModuleDestroy(): void {
    clearTimeout(this.next);
    clearInterval(this.looking);
  }

  /** Tickets that a socket has open. */
  count(socket: ClientSocket): number {
    return this.book.ticketsOf(socket).length;
  }

  has(socket: ClientSocket, ticketId: string): boolean {
    return this.book.has(socket, ticketId);
  }

  async watch(socket: ClientSocket, ticketId: string, mode: PresenceMode): Promise<WatchAnswer> {
    const { personId } = socket.data;
    const sight = await this.onlookers.sight(personId, ticketId);
    if (sight !== 'whole') {
      await this.leave(socket, ticketId);
      return { ok: false, code: sight === 'none' ? 'not_found' : 'forbidden' };
    }
    // Whoever left meanwhile has been taken out already, and would stay for ever.
    if (!socket.connected) return { ok: true };
    this.book.put(socket, ticketId, mode);
    await this.say(ticketId, personId);
    return { ok: true };
  }

  async leave(socket: ClientSocket, ticketId: string): Promise<void> {
    if (!this.book.take(socket, ticketId)) return;
    if (this.book.watching(ticketId).length === 0) this.looked.delete(ticketId);
    await this.say(ticketId, socket.data.personId);
  }

  async leaveAll(socket: ClientSocket): Promise<void> {
    await Promise.all(this.book.ticketsOf(socket).map((ticketId) => this.leave(socket, ticketId)));
  }

  /** The others read what is shared, so it is written first. */
  private async say(ticketId: string, personId: string): Promise<void> {
    await this.shared.put(ticketId, personId, this.book.people(ticketId).get(personId) ?? null);
    this.bus.publish({ presence: [ticketId] });
  }

  /** A ticket that changed may be out of somebody's sight now. */
  private hear({ told = [], presence = [] }: BusMessage): void {
    this.refresh(presence);
    this.refresh(told.flatMap(({ event }) => event.ticketId ?? []));
  }

  private refresh(ticketIds: Iterable<string>): void {
    for (const ticketId of ticketIds) if (this.book.watching(ticketId).length > 0) this.stale.add(ticketId);
    if (this.stale.size > 0 && !this.showing) this.showIn(TOGETHER_MS);
  }

  private showIn(ms: number): void {
    this.showing = true;
    this.next = setTimeout(() => {
      this.showAll()
        .then(
          () => 0,
          (error: unknown) => {
            this.log.debug(`presence waits: ${String(error)}`);
            return AFTER_FAILURE_MS;
          },
        )
        .then((wait) => {
          this.showing = false;
          if (this.stale.size > 0) this.showIn(Math.max(wait, TOGETHER_MS));
        })
        .catch((error: unknown) => this.log.error(error));
    }, ms).unref();
  }

  private async showAll(): Promise<void> {
    for (let some = this.taken(); some.length > 0; some = this.taken()) {
      const shown = await Promise.allSettled(some.map((ticketId) => this.show(ticketId)));
      shown.forEach(({ status }, at) => status === 'rejected' && this.stale.add(some[at]!));
      const failed = shown.find((one) => one.status === 'rejected');
      if (failed) throw failed.reason;
    }
  }

  private taken(): string[] {
    const some = [...this.stale].slice(0, AT_ONCE);
    for (const ticketId of some) this.stale.delete(ticketId);
    return some;
  }

  private async show(ticketId: string): Promise<void> {
    const watching = this.book.watching(ticketId);
    this.looked.delete(ticketId);
    if (watching.length === 0) return;
    this.looked.set(ticketId, performance.now());
    const present = this.book.people(ticketId);
    for (const [id, mode] of await this.shared.others(ticketId)) present.set(id, stronger(mode, present.get(id)));
    const readers = watching.map(([socket]) => socket.data.personId);
    const known = await this.onlookers.onlookers(ticketId, [...new Set([...readers, ...present.keys()])]);
    const frame: PresenceView = { ticketId, people: shownOf(present, known) };
    const text = JSON.stringify(frame);
    for (const [socket, watch] of watching) {
      if (known.get(socket.data.personId)?.sight !== 'whole') await this.leave(socket, ticketId);
      else if (this.book.has(socket, ticketId)) tell(socket, watch, frame, text);
    }
  }

  private async look(): Promise<void> {
    if (this.book.size === 0) return;
    const mark = await this.onlookers.mark().catch(() => this.mark);
    const now = performance.now();
    if (mark !== this.mark) this.recheckBefore = now;
    this.mark = mark;
    const due: string[] = [];
    for (const [ticketId, at] of this.looked) {
      const changed = at < this.recheckBefore;
      if (due.length >= (changed ? RECHECKED : ROLLING) || !(changed || now - at > ROLLING_AFTER_MS)) break;
      due.push(ticketId);
    }
    this.refresh(due);
  }
}

function tell(socket: ClientSocket, watch: Watch, frame: PresenceView, text: string): void {
  if (watch.told === text) return;
  watch.told = text;
  sendTo(socket, 'presence', frame);
}

const shownOf = (present: ReadonlyMap<string, PresenceMode>, known: ReadonlyMap<string, Onlooker>) =>
  [...present]
    .flatMap(([id, mode]) => {
      const person = known.get(id);
      return person?.sight === 'whole' && !person.unseen ? [{ id, name: person.name, mode }] : [];
    })
    .sort((one, other) => one.name.localeCompare(other.name) || one.id.localeCompare(other.id));
