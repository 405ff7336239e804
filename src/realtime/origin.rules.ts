/** Whether a page of that origin may open a socket here: the console's own origin, or the one that people were given. */
export function isOwnOrigin(
  origin: string | undefined,
  host: string | undefined,
  publicUrl: string | undefined,
): boolean {
  // Programs that are no browser send none, and carry no cookie or token that a page could borrow.
  if (origin === undefined) return true;
  const given = parsed(origin);
  if (!given || (given.protocol !== 'http:' && given.protocol !== 'https:')) return false;
  if (publicUrl !== undefined && given.origin === parsed(publicUrl)?.origin) return true;
  return host !== undefined && given.host === parsed(`${given.protocol}//${host}`)?.host;
}

function parsed(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}
