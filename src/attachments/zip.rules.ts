import type { FileType } from './file-type.rules';

/** Bytes from the end of a file in which the directory of an archive is looked for; a longer one makes it a plain archive. */
export const TAIL_BYTES = 128 * 1024;

const END = 0x06054b50;
const END_BYTES = 22;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const OFFICE: readonly (readonly [string, FileType])[] = [
  ['word/', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xl/', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['ppt/', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
];

/** What an archive is, by the names in its directory alone: nothing is ever inflated. Empty for one that has no end. */
export function archiveTypes(tail: Uint8Array, size: number): readonly FileType[] {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  const end = endOf(view);
  if (end === null) return [];
  const names = namesIn(view, end, size);
  const document = names.includes('[Content_Types].xml') && !names.some((name) => name.endsWith('vbaProject.bin'));
  const office = document ? OFFICE.find(([folder]) => names.some((name) => name.startsWith(folder))) : undefined;
  return office ? [office[1], 'application/zip'] : ['application/zip'];
}

/** Place of the end record, whose comment reaches exactly to the end of the file. */
function endOf(view: DataView): number | null {
  for (let place = view.byteLength - END_BYTES; place >= 0; place--) {
    if (view.getUint32(place, true) !== END) continue;
    if (place + END_BYTES + view.getUint16(place + 20, true) === view.byteLength) return place;
  }
  return null;
}

/** Names of the entries; none when the directory is not wholly in the tail. */
function namesIn(view: DataView, end: number, size: number): string[] {
  const entries = view.getUint16(end + 10, true);
  const names: string[] = [];
  let place = view.getUint32(end + 16, true) - (size - view.byteLength);
  while (names.length < entries) {
    if (place < 0 || place + ENTRY_BYTES > end || view.getUint32(place, true) !== ENTRY) return [];
    const length = view.getUint16(place + 28, true);
    if (place + ENTRY_BYTES + length > end) return [];
    names.push(String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + place + ENTRY_BYTES, length)));
    place += ENTRY_BYTES + length + view.getUint16(place + 30, true) + view.getUint16(place + 32, true);
  }
  return names;
}
