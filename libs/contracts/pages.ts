/** A keyset page; `nextCursor` is opaque and null on the last page. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
export const PAGE_LIMIT = { default: 50, max: 100 } as const;
