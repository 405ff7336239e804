import { FILE_NAME_LIMIT } from '@upline/contracts/attachments';

/** Control characters, and those that turn or hide text: `photo‮gpj.exe` is shown as `photoexe.jpg`. */
const DECEIVING = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;
/** Not possible in a name on Windows, or with a meaning for a shell or a browser. */
const FORBIDDEN = /[<>:"|?*]/g;
/** Digits alone are no ending: `2026.11.24` is a date. */
const ENDING = /\.(?!\d+$)([A-Za-z0-9]{1,8})$/;

/** The name as it is kept: the last step of a path, without what deceives, at most `FILE_NAME_LIMIT` characters; null when nothing is left. */
export function cleanFileName(given: string): string | null {
  const last = given.split(/[/\\]/).at(-1)!;
  const name = last
    .normalize('NFC')
    .replace(DECEIVING, '')
    .replace(FORBIDDEN, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  return name === '' ? null : shortened(name);
}

/** The letters behind the last dot, in lower case; null without any. */
export const endingOf = (name: string): string | null => ENDING.exec(name)?.[1]!.toLowerCase() ?? null;

function shortened(name: string): string {
  const letters = [...name];
  if (letters.length <= FILE_NAME_LIMIT) return name;
  const ending = ENDING.exec(name)?.[0] ?? '';
  return `${letters
    .slice(0, FILE_NAME_LIMIT - ending.length)
    .join('')
    .trimEnd()}${ending}`;
}

/** `Content-Disposition` that saves the file and never shows it (RFC 6266), with the whole name by RFC 8187. */
export function savedAs(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const whole = encodeURIComponent(name).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${whole}`;
}
