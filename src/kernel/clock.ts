/**
 * The Node side of the one clock. What is stored or judged is read from SQL `upline_now()`; this one only serves what
 * stays in memory (caches, token expiry), and moves together with the SQL clock in tests and in the demo builder.
 */
let offsetMs = 0;

export const clock = {
  /** This instant, moved by the offset. */
  now: (): Date => new Date(Date.now() + offsetMs),
  /** Milliseconds since 1970, moved by the offset. */
  nowMs: (): number => Date.now() + offsetMs,
  /** Milliseconds that the clock is ahead of the machine's; only tests and the demo builder set it. */
  setOffset: (ms: number): void => {
    offsetMs = ms;
  },
  offset: (): number => offsetMs,
};
