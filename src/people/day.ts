import { ValidateBy } from 'class-validator';

/** Whether a text is a calendar day that exists, `YYYY-MM-DD`, in the years 1970–9999. */
export function isDay(text: unknown): boolean {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '1970') return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

export const IsDay = (): PropertyDecorator =>
  ValidateBy({
    name: 'isDay',
    validator: { validate: isDay, defaultMessage: () => 'must be a calendar day such as 2026-11-24' },
  });
