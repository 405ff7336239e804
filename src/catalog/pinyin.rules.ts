import { pinyin } from 'pinyin-pro';

export interface Reading {
  pinyin: string;
  initials: string;
}

/** How a name is read: whole words decide how a letter of several readings is said; what is not Chinese stays as it is. */
export function readingOf(name: string): Reading {
  const steps = pinyin(name, { toneType: 'none', type: 'all', nonZh: 'consecutive', v: true }).map((step) => {
    const whole = typed(step.isZh ? step.pinyin : step.origin);
    return { whole, first: step.isZh ? whole.slice(0, 1) : whole };
  });
  return { pinyin: steps.map(({ whole }) => whole).join(''), initials: steps.map(({ first }) => first).join('') };
}

/** A text as it is compared: no case, no width, nothing but letters and digits. */
export const typed = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
