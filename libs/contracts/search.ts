/** The house's own words: what a search must not take apart, such as names of products. */
export interface SearchWords {
  words: string[];
  /** Rises with every change. */
  version: number;
}
export const SEARCH_WORDS = { most: 2000, shortest: 2, longest: 20 } as const;
/** Characters of a search. */
export const SEARCH_LENGTH = { min: 1, max: 200 } as const;
