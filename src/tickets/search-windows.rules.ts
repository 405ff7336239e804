import type { SearchWindow } from './ticket-search.statement';

/** Tickets of the newest part; each part behind it is so many times as long. */
const NEWEST = 8_000;
const LONGER = 4;
/** Days that one look names; beyond, the rest is looked through at once. */
const MOST_DAYS = 400;
/** A house with fewer tickets is looked through at once. */
const FEW = 20_000;

export interface Span {
  /** Tickets of the house, as the database estimates them. */
  tickets: number;
  /** Days of the oldest and of the newest ticket. */
  firstDay: number;
  lastDay: number;
}

/**
 * Parts of time, newest first. A word that a tenth of all tickets has fills a page from the first part; one that hardly any
 * has costs a look into an index for each part. `from` is the day of the page before.
 */
export function windowsOf({ tickets, firstDay, lastDay }: Span, from = lastDay): SearchWindow[] {
  if (tickets < FEW) return [{ days: null, before: null }];
  const days = lastDay - firstDay + 1;
  const windows: SearchWindow[] = [];
  let before: number | null = null;
  let last = Math.min(from, lastDay);
  for (let length = Math.max(1, Math.ceil((NEWEST * days) / tickets)); length <= MOST_DAYS; length *= LONGER) {
    const first = last - length + 1;
    if (first <= firstDay) break;
    windows.push({ days: { first, last }, before });
    before = first;
    last = first - 1;
  }
  return [...windows, { days: null, before }];
}
