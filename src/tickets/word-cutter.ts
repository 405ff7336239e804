import type { Jieba } from '@node-rs/jieba';
import { SEARCH_WORDS } from '@upline/contracts/search';
import type { Cut } from './ticket-search.rules';

let jieba: Jieba | null = null;
/** The dictionary is 54 MB and takes a third of a second: a process that nobody searches in goes without. */
function dictionary(): Jieba {
  if (!jieba) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { Jieba: Cutter } = require('@node-rs/jieba') as typeof import('@node-rs/jieba');
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { dict } = require('@node-rs/jieba/dict') as typeof import('@node-rs/jieba/dict');
    jieba = Cutter.withDict(dict);
  }
  return jieba;
}

/** Cuts by the house's words first, the longest at each place, and what is left of the run by the dictionary. */
export function cutterOf(houseWords: readonly string[]): Cut {
  const own = new Set(houseWords.map((word) => word.normalize('NFKC').toLowerCase()));
  return (run) => {
    const points = [...run];
    const words: string[] = [];
    let plain = '';
    const flush = (): void => {
      if (plain) words.push(...dictionary().cut(plain, false));
      plain = '';
    };
    for (let at = 0; at < points.length;) {
      const word = own.size > 0 ? longestAt(points, at, own) : null;
      if (word) {
        flush();
        words.push(word);
      } else plain += points[at]!;
      at += word ? [...word].length : 1;
    }
    flush();
    return words;
  };
}

function longestAt(points: readonly string[], at: number, own: ReadonlySet<string>): string | null {
  for (let length = Math.min(SEARCH_WORDS.longest, points.length - at); length >= SEARCH_WORDS.shortest; length--) {
    const word = points.slice(at, at + length).join('');
    if (own.has(word)) return word;
  }
  return null;
}
