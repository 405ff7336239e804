import type { ROTA_COLUMNS } from '@upline/contracts/rota-import';
import type { FieldError } from '@upline/contracts/refusals';

type Column = (typeof ROTA_COLUMNS)[number];

/** Other words for the columns. */
export const ROTA_WORDS: Record<Column, readonly string[]> = {
  login: ['登录名', '登录账号', '账号', '工号'],
  from: ['start', '开始', '开始时间', '上班时间'],
  to: ['end', '结束', '结束时间', '下班时间'],
};

/** `2026-11-24 09:00`, `2026/11/24 9:00`, with seconds or without; `24:00` ends a day. */
const LOCAL = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?$/;

/** A time as the house's wall clock shows it, in a form that PostgreSQL reads; null when it is none. */
export function localTime(cell: string): string | null {
  const found = LOCAL.exec(cell);
  if (!found) return null;
  const [year, month, day, hour, minute, second] = found.slice(1).map((part) => Number(part ?? 0)) as number[];
  const days = new Date(Date.UTC(year!, month!, 0)).getUTCDate();
  const whole = hour === 24 && minute === 0 && second === 0;
  if (year! < 1970 || month! < 1 || month! > 12 || day! < 1 || day! > days) return null;
  if ((hour! > 23 && !whole) || minute! > 59 || second! > 59) return null;
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${year}-${two(month!)}-${two(day!)} ${two(hour!)}:${two(minute!)}:${two(second!)}`;
}

/** One line of the file on its way to a window. */
export interface RotaRow {
  row: number;
  login: string;
  personId: string;
  from: Date | null;
  to: Date | null;
  errors: FieldError[];
}
