import { ValidateBy, type ValidationOptions } from 'class-validator';

const RFC3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const FIRST_YEAR = 1970;

/** Whether a text is an RFC 3339 instant with an offset, on a day that exists, in the years 1970–9999. */
export function isInstant(text: unknown): text is string {
  if (typeof text !== 'string') return false;
  const [year, month, day, hour, minute, second] = (RFC3339.exec(text) ?? []).slice(1, 7).map(Number) as number[];
  if (year === undefined || year < FIRST_YEAR) return false;
  const daysInMonth = new Date(Date.UTC(year, month!, 0)).getUTCDate();
  const real = month! >= 1 && month! <= 12 && day! >= 1 && day! <= daysInMonth && hour! <= 23 && minute! <= 59;
  return real && second! <= 59 && new Date(text).getUTCFullYear() >= FIRST_YEAR;
}

/** The instant that a validated text means. */
export const toDate = (text: string): Date => new Date(text);

/** RFC 3339 with an offset; `2026-02-30` and a time without a zone are refused. */
export const IsInstant = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isInstant',
      validator: {
        validate: isInstant,
        defaultMessage: () => 'must be an RFC 3339 instant with an offset, such as 2026-11-24T06:02:00Z',
      },
    },
    options,
  );
