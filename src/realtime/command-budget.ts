import { performance } from 'node:perf_hooks';

/** Commands that a socket may send at once; a client resumes once for each connection. */
export const BURST = 30;
const PER_SECOND = 1;
/** Tickets that are opened and left, one after the other, as fast as somebody leafs through a list. */
export const WATCH_BURST = 60;
const WATCHES_PER_SECOND = 5;

/** Counts what one socket asks for, by the machine's time. */
export class CommandBudget {
  private left: number;
  private at = performance.now();

  constructor(
    private readonly burst = BURST,
    private readonly perSecond = PER_SECOND,
  ) {
    this.left = burst;
  }

  /** Of `watch` and `unwatch`. */
  static ofWatches(): CommandBudget {
    return new CommandBudget(WATCH_BURST, WATCHES_PER_SECOND);
  }

  /** False once the socket asks for more than anybody needs. */
  spend(): boolean {
    const now = performance.now();
    this.left = Math.min(this.burst, this.left + ((now - this.at) / 1000) * this.perSecond);
    this.at = now;
    if (this.left < 1) return false;
    this.left -= 1;
    return true;
  }
}
