import { performance } from 'node:perf_hooks';

/** Commands that a socket may send at once; a client sends one for each connection. */
export const BURST = 30;
const PER_SECOND = 1;

/** Counts what one socket asks for, by the machine's time. */
export class CommandBudget {
  private left = BURST;
  private at = performance.now();

  /** False once the socket asks for more than anybody needs. */
  spend(): boolean {
    const now = performance.now();
    this.left = Math.min(BURST, this.left + ((now - this.at) / 1000) * PER_SECOND) - 1;
    this.at = now;
    return this.left >= 0;
  }
}
