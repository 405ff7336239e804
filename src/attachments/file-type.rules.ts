import { FILE_TYPES } from '@upline/contracts/attachments';
import { endingOf } from './file-name.rules';

export type FileType = keyof typeof FILE_TYPES;

const kindOf = (type: FileType): { endings: readonly string[]; aliases: readonly string[] } => FILE_TYPES[type];
const ENDINGS: ReadonlySet<string> = new Set(Object.values(FILE_TYPES).flatMap(({ endings }) => [...endings]));

/** What the beginning of a file may be; what the ending of the name decides between two of one family is left to `agreed`. */
export type Family = 'zip' | 'compound' | 'text' | readonly FileType[];

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const at = (bytes: Uint8Array, place: number, expected: readonly number[]): boolean =>
  bytes.length >= place + expected.length && expected.every((byte, n) => bytes[place + n] === byte);

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const COMPOUND = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const HEIC = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'];
const SOUND = ['M4A ', 'M4B '];
const FILM = ['isom', 'iso2', 'iso3', 'iso4', 'iso5', 'iso6', 'mp41', 'mp42', 'avc1', 'dash', 'M4V ', 'MSNV'];

const SIGNATURES: readonly (readonly [FileType, (bytes: Uint8Array) => boolean])[] = [
  ['image/jpeg', (bytes) => at(bytes, 0, [0xff, 0xd8, 0xff])],
  ['image/png', (bytes) => at(bytes, 0, PNG) && at(bytes, 12, ascii('IHDR'))],
  ['image/gif', (bytes) => at(bytes, 0, ascii('GIF87a')) || at(bytes, 0, ascii('GIF89a'))],
  ['image/webp', (bytes) => at(bytes, 0, ascii('RIFF')) && at(bytes, 8, ascii('WEBP'))],
  ['audio/wav', (bytes) => at(bytes, 0, ascii('RIFF')) && at(bytes, 8, ascii('WAVE'))],
  ['application/pdf', (bytes) => at(bytes, 0, ascii('%PDF-'))],
  ['audio/ogg', (bytes) => at(bytes, 0, ascii('OggS\0'))],
  ['audio/amr', (bytes) => at(bytes, 0, ascii('#!AMR\n')) || at(bytes, 0, ascii('#!AMR-WB\n'))],
  ['audio/mpeg', (bytes) => at(bytes, 0, ascii('ID3')) || isMp3Frame(bytes)],
];

/** Bytes from the start of a file that `familyOf` needs. */
export const HEAD_BYTES = 64;

export function familyOf(head: Uint8Array): Family {
  const found = SIGNATURES.find(([, holds]) => holds(head));
  if (found) return [found[0]];
  if (at(head, 4, ascii('ftyp'))) return mediaOf(String.fromCharCode(...head.subarray(8, 12)));
  if (at(head, 0, ascii('PK\x03\x04')) || at(head, 0, ascii('PK\x05\x06'))) return 'zip';
  return at(head, 0, COMPOUND) ? 'compound' : 'text';
}

/** A recorder writes sound alone into the same box as a film; the ending says which it is. */
function mediaOf(brand: string): readonly FileType[] {
  if (HEIC.includes(brand)) return ['image/heic'];
  if (SOUND.includes(brand)) return ['audio/mp4', 'video/mp4'];
  return FILM.includes(brand) ? ['video/mp4', 'audio/mp4'] : [];
}

/** Header of an MPEG layer III frame without a reserved value. */
function isMp3Frame([first = 0, second = 0, third = 0]: Uint8Array): boolean {
  const [version, layer] = [(second >> 3) & 3, (second >> 1) & 3];
  return (
    first === 0xff && second >= 0xe0 && version !== 1 && layer === 1 && third >> 4 !== 15 && ((third >> 2) & 3) !== 3
  );
}

/** What a sender says that does not know; a part of a form that says nothing is `text/plain` (RFC 7578). */
const VAGUE = new Set(['', 'application/octet-stream', 'text/plain']);

export type Disagreement = 'disguised' | 'not_allowed';

/**
 * The type that bytes, name and declared type agree on, the likeliest first, else why they don't: `not_allowed` when nobody
 * pretended anything.
 */
export function agreed(candidates: readonly FileType[], name: string, declared: string): FileType | Disagreement {
  const ending = endingOf(name);
  const said = declared.toLowerCase();
  const vague = VAGUE.has(said);
  const found = candidates.find((type) => {
    const { endings, aliases } = kindOf(type);
    return (ending === null || endings.includes(ending)) && (vague || said === type || aliases.includes(said));
  });
  if (found) return found;
  const pretends = ending !== null && ENDINGS.has(ending);
  return pretends || candidates.length > 0 ? 'disguised' : 'not_allowed';
}

/** The name with the ending of its type where it has none. */
export const withEnding = (name: string, type: FileType): string =>
  endingOf(name) === null ? `${name}.${FILE_TYPES[type].endings[0]}` : name;
