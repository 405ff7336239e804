import { Refusal } from '../kernel/refusal';

/** Tries of one login that may wait; real people never come near it. */
const LONGEST_QUEUE = 500;

/**
 * Runs the tries of one login one after the other in this process: twenty at once would all be let in before the first
 * of them counts as a failure.
 */
export class OneAtATime {
  private readonly queues = new Map<string, { last: Promise<unknown>; length: number }>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const queue = this.queues.get(key) ?? { last: Promise.resolve(), length: 0 };
    if (queue.length >= LONGEST_QUEUE) {
      throw new Refusal('too_many_requests', 'Too many tries at once for this login.', { retryAfter: 5 });
    }
    queue.length++;
    this.queues.set(key, queue);
    const turn = queue.last.then(work);
    queue.last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      if (--queue.length === 0) this.queues.delete(key);
    }
  }
}
