import type { House } from '../support/app';

export interface Item {
  id: string;
  number: number;
  createdAt: string;
  restricted: boolean;
}
export const numbers = (items: readonly { number: number }[]): number[] => items.map((one) => one.number);
const plain = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Every page of a search. */
export async function searchAll(house: House, who: string, body: Record<string, unknown>): Promise<Item[]> {
  const client = await house.as(who);
  const items: Item[] = [];
  for (let cursor: string | null = null, turn = 0; turn < 100; turn++) {
    const page = await client.post('/tickets/search', { ...body, ...(cursor && { cursor }) });
    if (page.status !== 200) throw new Error(page.text);
    items.push(...(page.body.items as Item[]));
    cursor = page.body.nextCursor as string | null;
    if (cursor === null) return items;
  }
  throw new Error('the search never ends');
}

/** A plain scan: every ticket of the list without `q` whose texts, as its timeline shows them to this reader, hold every word. */
export async function scanAll(
  house: House,
  who: string,
  words: readonly string[],
  body: Record<string, unknown> = {},
): Promise<number[]> {
  const client = await house.as(who);
  const found: number[] = [];
  for (const item of await searchAll(house, who, { sort: '-createdAt', ...body })) {
    if (item.restricted) continue;
    const timeline = await client.get(`/tickets/${item.id}/timeline?limit=100`);
    const entries = timeline.body.items as { texts: { text: string | null }[] }[];
    const texts = entries.flatMap((entry) => entry.texts.map(({ text }) => plain(text ?? '')));
    if (words.every((word) => texts.some((text) => text.includes(plain(word))))) found.push(item.number);
  }
  return found;
}
