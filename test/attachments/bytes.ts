import { crc32 as crcOf, deflateSync } from 'node:zlib';

const crc = (bytes: Buffer): number => (crcOf as (data: Buffer) => number)(bytes);
const word = (n: number): Buffer => Buffer.from([n & 255, n >> 8]);
const long = (n: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(n >>> 0);
  return bytes;
};
const bigEndian = (n: number): Buffer => long(n).reverse();

/** An archive with stored entries; `packed` claims that an entry is deflated and how long it would become. */
export function zip(
  entries: Record<string, string | Buffer>,
  { packed, comment = '' }: { packed?: { data: Buffer; size: number }; comment?: string } = {},
): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let place = 0;
  for (const [name, content] of Object.entries(entries)) {
    const data = packed?.data ?? Buffer.from(content);
    const size = packed?.size ?? data.length;
    const common = Buffer.concat([
      word(20), word(0x800), word(packed ? 8 : 0), word(0), word(0), long(packed ? 0 : crc(data)), long(data.length), long(size),
      word(Buffer.byteLength(name)), word(0),
    ]); // prettier-ignore
    const local = Buffer.concat([long(0x04034b50), common, Buffer.from(name), data]);
    directory.push(
      Buffer.concat([
        long(0x02014b50),
        word(20),
        common,
        word(0),
        word(0),
        word(0),
        long(0),
        long(place),
        Buffer.from(name),
      ]),
    );
    files.push(local);
    place += local.length;
  }
  const whole = Buffer.concat(directory);
  const count = word(directory.length);
  const end = Buffer.concat([long(0x06054b50), word(0), word(0), count, count, long(whole.length), long(place)]);
  return Buffer.concat([...files, whole, end, word(Buffer.byteLength(comment)), Buffer.from(comment)]);
}

const office = (folder: string, main: string): Buffer =>
  zip({ '[Content_Types].xml': '<Types/>', '_rels/.rels': '<Relationships/>', [`${folder}/${main}.xml`]: '<x/>' });

/** A picture of one point. */
export function png(): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    return Buffer.concat([bigEndian(data.length), body, bigEndian(crc(body))]);
  };
  const header = Buffer.concat([bigEndian(1), bigEndian(1), Buffer.from([8, 0, 0, 0, 0])]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from([0, 255]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A document of one empty page. */
export const pdf = (): Buffer =>
  Buffer.from(
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
      '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
  );

/** Silence, as long as is asked for. */
export function wav(bytes = 1000): Buffer {
  const format = Buffer.concat([word(1), word(1), long(8000), long(8000), word(1), word(8)]);
  const data = Buffer.alloc(bytes, 128);
  const rest = Buffer.concat([Buffer.from('WAVEfmt '), long(16), format, Buffer.from('data'), long(bytes), data]);
  return Buffer.concat([Buffer.from('RIFF'), long(rest.length), rest]);
}

const box = (brand: string): Buffer =>
  Buffer.concat([bigEndian(16), Buffer.from(`ftyp${brand}`), Buffer.alloc(4), Buffer.alloc(64)]);
const filled = (start: Buffer | string): Buffer => Buffer.concat([Buffer.from(start), Buffer.alloc(100)]);
/** A compound file in whose directory the names stand as Outlook writes them, far from its beginning. */
const compound = (name: string): Buffer =>
  Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(700_001, 1),
    Buffer.from(name, 'utf16le'),
    Buffer.alloc(500),
  ]);

/** What a desk sends, by name: the bytes, and the type that they are. */
export const HONEST: Record<string, [Buffer, string]> = {
  '照片.jpg': [filled(Buffer.from('ffd8ffe000104a464946', 'hex')), 'image/jpeg'],
  'SCREEN.PNG': [png(), 'image/png'],
  'a.gif': [filled('GIF89a'), 'image/gif'],
  'a.webp': [filled('RIFF\x24\0\0\0WEBPVP8 '), 'image/webp'],
  'IMG_1.heic': [box('heic'), 'image/heic'],
  '合同.pdf': [pdf(), 'application/pdf'],
  'song.mp3': [filled(Buffer.from('ID3\x03\0\0')), 'audio/mpeg'],
  'frames.mp3': [filled(Buffer.from('fffb9064', 'hex')), 'audio/mpeg'],
  '录音.wav': [wav(), 'audio/wav'],
  'memo.m4a': [box('M4A '), 'audio/mp4'],
  'memo2.m4a': [box('mp42'), 'audio/mp4'],
  'film.mp4': [box('isom'), 'video/mp4'],
  'call.ogg': [filled('OggS\0\x02'), 'audio/ogg'],
  'call.amr': [filled('#!AMR\n'), 'audio/amr'],
  '说明.docx': [office('word', 'document'), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  '账单.xlsx': [office('xl', 'workbook'), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  'slides.pptx': [office('ppt', 'presentation'), 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  'many.zip': [zip({ 'a.txt': 'a', 'b/c.txt': 'b' }, { comment: 'PK' }), 'application/zip'],
  'empty.zip': [zip({}), 'application/zip'],
  'mail.msg': [compound('__properties_version1.0'), 'application/vnd.ms-outlook'],
  'mail.eml': [Buffer.from('From: a@example.com\r\nSubject: =?utf-8?q?x?=\r\n\r\nGood day\r\n'), 'message/rfc822'],
  '记录.txt': [Buffer.from('客户说：没有收到退款。\r\n'), 'text/plain'],
  'bom.txt': [Buffer.from('\ufeff客户'), 'text/plain'],
  '老系统.csv': [Buffer.from('b5a5bac52cbdf0b6ee0d0a312c320d0a', 'hex'), 'text/csv'],
  'x': [Buffer.from('a'), 'text/plain'],
}; // prettier-ignore

const EXE = filled('MZ\x90\0\x03\0');
const HTML = Buffer.from('\ufeff \n<!DOCTYPE html><script>alert(1)</script>');
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');

/** What is refused, by name: the bytes, the declared type, the code. */
export const DISHONEST: [name: string, bytes: Buffer, declared: string, code: string][] = [
  ['photo.jpg', EXE, 'image/jpeg', 'disguised'],
  ['photo.png', HONEST['照片.jpg']![0], 'image/png', 'disguised'],
  ['photo.jpg', HONEST['照片.jpg']![0], 'application/x-msdownload', 'disguised'],
  ['photo.exe', png(), 'image/png', 'disguised'],
  ['photo\u202egpj.exe', EXE, '', 'not_allowed'],
  ['setup.exe', EXE, 'application/x-msdownload', 'not_allowed'],
  ['page.html', HTML, 'text/html', 'not_allowed'],
  ['page.txt', HTML, 'text/plain', 'disguised'],
  ['picture.svg', SVG, 'image/svg+xml', 'not_allowed'],
  ['picture.png', SVG, 'image/png', 'disguised'],
  ['picture.txt', SVG, 'text/plain', 'disguised'],
  ['run.txt', Buffer.from('#!/bin/sh\nrm'), 'text/plain', 'disguised'],
  ['plan.docx', zip({ 'a.txt': 'a' }), '', 'disguised'],
  ['macro.docx', zip({ '[Content_Types].xml': '', 'word/document.xml': '', 'word/vbaProject.bin': '' }), '', 'disguised'],
  ['torn.zip', zip({ 'a.txt': 'a'.repeat(500) }).subarray(0, 300), '', 'disguised'],
  ['old.doc', compound('WordDocument'), 'application/msword', 'not_allowed'],
  ['old.msg', compound('WordDocument'), '', 'disguised'],
  ['note.eml', Buffer.from('just a note'), '', 'disguised'],
  ['note.txt', Buffer.from('a\0b'), 'text/plain', 'disguised'],
  ['note.txt', Buffer.from('a\x1b[31m'), 'text/plain', 'disguised'],
  ['note.txt', Buffer.from([0x61, 0xff, 0xff, 0x61]), 'text/plain', 'disguised'],
  ['utf16.txt', Buffer.from('\ufeffab', 'utf16le'), 'text/plain', 'disguised'],
]; // prettier-ignore
