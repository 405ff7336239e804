/** How clocks of a reference ticket start, stop and end, by the contract's §5 and §6. */
import { SHOWN, alive, last, type Ticket } from './ticket';

const HOUR = 3_600_000;

export class Clockwork {
  protected start(t: Ticket, kind: string, due: number, past = false, since = 0): void {
    const state = past ? 'missed' : 'running';
    t.clocks.push({ kind, n: (last(t, kind)?.n ?? 0) + 1, state, due, left: 0, end: null, since });
  }
  /** A running clock whose time is past was missed, whatever settles it; a promise with the attempts made was attempted. */
  protected settle(t: Ticket, kind: string, state: string, at: number): void {
    const clock = alive(t, kind);
    if (!clock) return;
    const late = clock.state === 'running' && clock.due <= at && SHOWN.includes(kind);
    clock.state = !late ? state : kind === 'promise' && this.tried(t, clock.due) ? 'attempted' : 'missed';
    clock.end = at;
    if (late && clock.state === 'missed') t.missers.add(t.holder);
  }
  /** Three attempts, each two hours or more after the one counted before. */
  protected tried(t: Ticket, until: number): boolean {
    const counted: number[] = [];
    for (const at of t.attempts) if (at <= until && at - (counted.at(-1) ?? -Infinity) >= 2 * HOUR) counted.push(at);
    return counted.length >= 3;
  }
  protected goOn(t: Ticket, at: number): void {
    const clock = alive(t, 'resolve');
    if (clock?.state === 'paused') Object.assign(clock, { state: 'running', due: at + clock.left });
  }
  /** A running resolve waits; one that is late already does not get away. */
  protected wait(t: Ticket, at: number): void {
    const resolve = alive(t, 'resolve');
    if (resolve?.state === 'running' && resolve.due > at)
      Object.assign(resolve, { state: 'paused', left: resolve.due - at });
  }
  protected endPause(t: Ticket, at: number): void {
    const end = alive(t, 'pause_end');
    if (!end) return;
    this.settle(t, 'pause_end', 'cancelled', at);
    this.goOn(t, Math.min(at, end.due));
  }
  protected timeLeft(t: Ticket, at: number): number {
    const clock = last(t, 'acknowledge')!;
    return Math.max(0, clock.due - (clock.end ?? at));
  }
}
