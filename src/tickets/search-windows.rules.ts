import type { SearchWindow } from './ticket-search.statement';

/** Tickets of the newest part; each part behind it is so many times as long. */
const NEWEST = 1_000;
const LONGER = 8;
/** Hours of the longest part, 400 days; beyond, the rest is looked through at once. */
const MOST_HOURS = 9_600;
/** A house with fewer tickets is looked through at once. */
const FEW = 2_000;

export interface Span {
  /** Tickets of the house, as the database estimates them. */
  tickets: number;
  /** Hours since 1970 of the oldest and of the newest ticket. */
  firstHour: number;
  lastHour: number;
}

/**
 * Parts of time, newest first. A word that a tenth of all tickets has fills a page from the first parts; one that hardly any
 * has costs a look into an index for each part. `from` is the hour of the page before.
 */
export function windowsOf({ tickets, firstHour, lastHour }: Span, from = lastHour): SearchWindow[] {
  if (tickets < FEW) return [{ hours: null, before: null }];
  const hours = lastHour - firstHour + 1;
  const windows: SearchWindow[] = [];
  let before: number | null = null;
  let last = Math.min(from, lastHour);
  for (let length = Math.max(1, Math.ceil((NEWEST * hours) / tickets)); length <= MOST_HOURS; length *= LONGER) {
    const first = last - length + 1;
    if (first <= firstHour) break;
    windows.push({ hours: { first, last }, before });
    before = first;
    last = first - 1;
  }
  return [...windows, { hours: null, before }];
}
