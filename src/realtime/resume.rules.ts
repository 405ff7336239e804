/** The number of a `resume`: a safe whole number in an object of its own; null for anything else. */
export function resumeAfter(body: unknown): number | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  if (Object.keys(body).length !== 1 || !Object.hasOwn(body, 'after')) return null;
  const { after } = body as { after: unknown };
  return typeof after === 'number' && Number.isSafeInteger(after) && after >= 0 ? after : null;
}
