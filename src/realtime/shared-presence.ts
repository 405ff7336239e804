import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { PRESENCE_MODES, type PresenceMode } from '@upline/contracts/socket-map';
import { newId } from '../kernel/ids';
import { RedisLink, type RedisClient } from '../kernel/redis-link';

const TICKET = 'upline:presence:';
const PROCESS = 'upline:process:';
const BEAT_MS = 1_000;
/** A process that did not say so for this long is dead, and whoever was there through it is gone. */
const ALIVE_MS = 3_000;
/** Entries are written again before they run out, so nothing stays behind in a Redis that nobody uses. */
const KEPT_S = 60;
const BEATS_BETWEEN_WRITES = 20;
const ID_LENGTH = 36;

/** People of a ticket as `process person → mode`; those of dead processes are removed by whoever reads. */
const READ = `
  local fields, kept, alive = redis.call('HGETALL', KEYS[1]), {}, {}
  for at = 1, #fields, 2 do
    local process = string.sub(fields[at], 1, ${ID_LENGTH})
    if alive[process] == nil then alive[process] = redis.call('EXISTS', ARGV[1] .. process) end
    if alive[process] == 1 then
      kept[#kept + 1] = fields[at]
      kept[#kept + 1] = fields[at + 1]
    else
      redis.call('HDEL', KEYS[1], fields[at])
    end
  end
  return kept`;

type People = ReadonlyMap<string, PresenceMode>;
/** What this process has to say, asked for when everything is written anew. */
export type Own = () => Iterable<readonly [ticketId: string, people: People]>;

/** Who is there through other processes, shared in Redis; nobody, without one. */
@Injectable()
export class SharedPresence implements OnApplicationBootstrap, OnModuleDestroy {
  /** A new one for each connection: what could not be taken back while Redis was away runs out with the old one. */
  private me = newId();
  private readonly seen = new Set<string>();
  private own: Own = () => [];
  private lost: () => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;
  private beats = 0;

  constructor(private readonly redis: RedisLink) {}

  onApplicationBootstrap(): void {
    if (!this.redis.wanted) return;
    this.redis.onUp(() => {
      this.me = newId();
      void this.beat()
        .then(() => this.writeAll())
        .then(() => this.lost());
    });
    this.timer = setInterval(() => void this.beat(), BEAT_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.redis.ask((client) => client.del(PROCESS + this.me));
  }

  /** `own` is everything of this process, `lost` is called when another one is gone, or Redis was. */
  connect(own: Own, lost: () => void): void {
    this.own = own;
    this.lost = lost;
  }

  /** Says how a person is there through this process; null: no longer. */
  async put(ticketId: string, personId: string, mode: PresenceMode | null): Promise<void> {
    const [key, field] = [TICKET + ticketId, `${this.me} ${personId}`];
    if (mode === null) await this.redis.ask((client) => client.hDel(key, field));
    else await this.redis.ask((client) => client.multi().hSet(key, field, mode).expire(key, KEPT_S).exec());
  }

  /** Who is there through other processes; a person may come more than once. */
  async others(ticketId: string): Promise<[personId: string, mode: PresenceMode][]> {
    const read = (client: RedisClient) => client.eval(READ, { keys: [TICKET + ticketId], arguments: [PROCESS] });
    const fields = ((await this.redis.ask(read)) ?? []) as string[];
    const others: [string, PresenceMode][] = [];
    for (let at = 0; at + 1 < fields.length; at += 2) {
      const [process = '', personId = ''] = fields[at]!.split(' ');
      const mode = PRESENCE_MODES.find((known) => known === fields[at + 1]);
      if (process === this.me || !mode) continue;
      this.seen.add(process);
      others.push([personId, mode]);
    }
    return others;
  }

  private async beat(): Promise<void> {
    await this.redis.ask((client) => client.set(PROCESS + this.me, '1', { PX: ALIVE_MS }));
    if (++this.beats % BEATS_BETWEEN_WRITES === 0) await this.writeAll();
    const seen = [...this.seen];
    const alive = seen.length > 0 ? await this.redis.ask((client) => client.mGet(seen.map((id) => PROCESS + id))) : [];
    // Away itself, it knows nothing of the others and shows what it has; `onUp` asks again.
    const gone = seen.filter((_, at) => alive === null || alive[at] === null);
    for (const id of gone) this.seen.delete(id);
    if (gone.length > 0) this.lost();
  }

  private async writeAll(): Promise<void> {
    for (const [ticketId, people] of this.own()) {
      const fields = Object.fromEntries([...people].map(([personId, mode]) => [`${this.me} ${personId}`, mode]));
      const key = TICKET + ticketId;
      await this.redis.ask((client) => client.multi().hSet(key, fields).expire(key, KEPT_S).exec());
    }
  }
}
