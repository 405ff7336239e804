import { Refusal } from '../kernel/refusal';

/** Half-open: `to` is outside. */
export interface Window {
  from: Date;
  to: Date;
}
/** A side that is null is open. */
export interface Range {
  from: Date | null;
  to: Date | null;
}

const DAY_MS = 86_400_000;

/** Refuses, at the path of the first wrong one, windows that end before they begin, leave the range, last too long or overlap. */
export function refuseWindows(windows: readonly Window[], range: Range, maxDays: number): void {
  if (range.from && range.to && range.to <= range.from) throw Refusal.invalid('to', 'must be after `from`');
  windows.forEach(({ from, to }, index) => {
    if (to <= from) throw Refusal.invalid(`windows.${index}.to`, 'must be after `from`');
    if (to.getTime() - from.getTime() > maxDays * DAY_MS)
      throw Refusal.invalid(`windows.${index}.to`, `must be at most ${maxDays} days after \`from\``);
    if (range.from && from < range.from)
      throw Refusal.invalid(`windows.${index}.from`, 'lies before the range that is replaced', 'outside');
    if (range.to && to > range.to)
      throw Refusal.invalid(`windows.${index}.to`, 'lies behind the range that is replaced', 'outside');
  });
  const sorted = windows.map((window, index) => ({ ...window, index })).sort(byStart);
  sorted.forEach((window, position) => {
    const before = sorted[position - 1];
    if (before && before.to > window.from)
      throw Refusal.invalid(`windows.${window.index}.from`, `overlaps windows.${before.index}`, 'overlap');
  });
}

const byStart = (a: Window, b: Window): number => a.from.getTime() - b.from.getTime();

/** What of the windows lies outside the range: they are cut at its sides, and stay there. */
export const outside = <W extends Window>(windows: readonly W[], range: Range): W[] =>
  windows.flatMap((window) => [
    ...(range.from && window.from < range.from ? [{ ...window, to: earlier(window.to, range.from) }] : []),
    ...(range.to && window.to > range.to ? [{ ...window, from: later(window.from, range.to) }] : []),
  ]);

const earlier = (a: Date, b: Date): Date => (a < b ? a : b);
const later = (a: Date, b: Date): Date => (a > b ? a : b);
