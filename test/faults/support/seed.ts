import { randomInt } from 'node:crypto';

/** Numbers that look random and come again with the same seed (mulberry32). */
export class Seeded {
  private state: number;

  constructor(readonly seed = Number(process.env.FAULTS_SEED ?? randomInt(2 ** 31))) {
    this.state = seed;
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from));
  }
}
