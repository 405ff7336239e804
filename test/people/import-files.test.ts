import { gzipSync } from 'node:zlib';
import { performance } from 'node:perf_hooks';
import { startHouse, type House } from '../support/app';
import type { ApiClient } from '../support/client';
import { buildLine } from '../support/factories';
import { faults, fileOf, HEADER, imported, sendCsv, written } from './import-acts';

/** Codes as GB 18030 and its code charts publish them; no encoder of ours or of Node made them. */
const GB: Record<string, number[]> = {
  王: [0xcd, 0xf5],
  小: [0xd0, 0xa1],
  明: [0xc3, 0xf7],
  张: [0xd5, 0xc5],
  联: [0xc1, 0xaa],
  通: [0xcd, 0xa8],
  镕: [0xe9, 0x46],
  '€': [0xa2, 0xe3],
  㐀: [0x81, 0x39, 0xee, 0x39],
  𠀀: [0x95, 0x32, 0x82, 0x36],
  '；': [0xa3, 0xbb],
};
const gb = (text: string): Buffer =>
  Buffer.from([...text].flatMap((char) => GB[char] ?? (char.charCodeAt(0) < 128 ? [char.charCodeAt(0)] : fail(char))));
const fail = (char: string): never => {
  throw new Error(`no code of ${char} in the table`);
};

let house: House;
let admin: ApiClient;
beforeAll(async () => {
  house = await startHouse();
  await buildLine(house);
  admin = await house.as('admin1');
});
const nameOf = async (login: string): Promise<string | undefined> =>
  (await house.db.query<{ name: string }>('select name from person where login = $1', [login])).rows[0]?.name;

describe('the encoding of a file', () => {
  it('is GB18030 where it is not UTF-8, with four-byte characters too', async () => {
    const file = Buffer.concat([
      gb(HEADER),
      gb('\r\ngb-1,王小明,agent；qa_analyst,lead1,,,\r\n'),
      gb('gb-2,张镕,agent,lead1,,,\r\ngb-3,𠀀㐀,agent,,,,\r\n'),
    ]);
    const answer = await sendCsv(admin, file);
    expect([answer.status, answer.body.encoding, answer.body.counts.created]).toEqual([200, 'gb18030', 3]);
    expect([await nameOf('gb-1'), await nameOf('gb-2'), await nameOf('gb-3')]).toEqual(['王小明', '张镕', '𠀀㐀']);
  });

  it('is not taken for a mixture when some of its lines could be UTF-8 by accident', async () => {
    const answer = await sendCsv(
      admin,
      Buffer.concat([gb(`${HEADER}\ngb-4,通,agent,lead1,,,\n`), gb('gb-5,王通,agent,lead1,,,\n')]),
    );
    expect([answer.status, answer.body.encoding]).toEqual([200, 'gb18030']);
    expect([await nameOf('gb-4'), await nameOf('gb-5')]).toEqual(['通', '王通']);
  });

  it('may say itself by a byte order mark', async () => {
    const utf8 = await sendCsv(admin, `\uFEFF${fileOf('bom-1,王小明,agent,lead1,,,')}`);
    expect([utf8.body.encoding, await nameOf('bom-1')]).toEqual(['utf-8', '王小明']);
    const other = Buffer.concat([Buffer.from([0x84, 0x31, 0x95, 0x33]), gb(`${HEADER}\nbom-2,张,agent,lead1,,,\n`)]);
    const answer = await sendCsv(admin, other);
    expect([answer.status, answer.body.encoding, await nameOf('bom-2')]).toEqual([200, 'gb18030', '张']);
  });

  const utf8Line = Buffer.from('mix-1,王小明,agent,lead1,,,\n');
  const gbLine = gb('mix-2,王小明,agent,lead1,,,\n');
  const head = Buffer.from(`${HEADER}\n`);
  it.each([
    [
      'UTF-8, then GB18030',
      [head, utf8Line, utf8Line, gbLine],
      4,
      head.length + 2 * utf8Line.length + 'mix-2,'.length + 1,
    ],
    ['GB18030, then UTF-8', [head, gbLine, utf8Line], 3, head.length + gbLine.length],
    [
      'UTF-8 of an even number of bytes, then GB18030',
      [head, Buffer.from('mix-1,王明,agent,lead1,,,\n'), gbLine],
      3,
      null,
    ],
    ['a byte that is neither', [head, gbLine, Buffer.from([0x61, 0xff, 0x0a])], 3, head.length + gbLine.length + 1],
    ['UTF-16', [Buffer.from(`\uFEFF${HEADER}\nx,X,agent,,,,\n`, 'utf16le')], 1, 0],
    ['half a character at the end', [head, utf8Line, utf8Line.subarray(0, 8)], 3, null],
  ])('mixed is a 400 that says where: %s', async (_, parts, at, byte) => {
    const before = await written(house);
    const answer = await sendCsv(admin, Buffer.concat(parts));
    expect([answer.status, faults(answer)]).toEqual([400, [`line ${at} mixed_encodings`]]);
    if (byte !== null) expect(answer.body.errors[0].message).toContain(`byte ${byte} `);
    expect(await written(house)).toBe(before);
  });
});

describe('the form of a file', () => {
  it('has quotes, doubled quotes, commas in quotes, CRLF, empty lines, and no line end at the end', async () => {
    const file = `${HEADER}\r\n\r\n"form-1","Anna ""Annie"", 王",agent,lead1,"80,1",,\r\n,,,,,,\r\n  form-2 ,  Ben  ,agent,lead1,,,`;
    const { rows } = await imported(admin, file);
    expect(rows.map((row: any) => [row.row, row.login])).toEqual([
      [3, 'form-1'],
      [5, 'form-2'],
    ]);
    expect([await nameOf('form-1'), await nameOf('form-2')]).toEqual(['Anna "Annie", 王', 'Ben']);
  });

  it.each([
    ['no body', '', 'file required'],
    ['blank lines', '\n\n\n', 'file required'],
    ['a NUL', fileOf('nul,a\0b,agent,,,,'), 'line 2 invalid'],
    ['an open quote', `${HEADER}\nq,"Q,agent,,,,\n`, 'line 2 malformed'],
    ['text behind a quote', `${HEADER}\nq,"Q"x,agent,,,,\n`, 'line 2 malformed'],
    ['a quote inside', `${HEADER}\nq,Q"x,agent,,,,\n`, 'line 2 malformed'],
    ['a line without end', `${HEADER}\nq,${'x'.repeat(100_000)},agent,,,,\n`, 'line 2 malformed'],
    ['5,001 rows', fileOf(...Array.from({ length: 5001 }, (_, n) => `r${n},R,agent,,,,`)), 'file too_many_rows'],
    [
      '100,000 rows',
      fileOf(...Array.from({ length: 100_000 }, (_, n) => `r${n},R,agent,,,,`)).slice(0, 2_000_000),
      'file too_many_rows',
    ],
    [
      '100,000 rows by CR alone',
      `${HEADER}\r${Array.from({ length: 100_000 }, (_, n) => `r${n},R,agent,,,,`)
        .join('\r')
        .slice(0, 1_900_000)}`,
      'file too_many_rows',
    ],
    ['JSON', '[{"login":"x"}]', 'line 1 malformed'],
  ])('%s is a 400', async (_, file, fault) => {
    const from = performance.now();
    const answer = await sendCsv(admin, file);
    expect([answer.status, faults(answer)]).toEqual([400, [fault]]);
    expect(performance.now() - from).toBeLessThan(5_000);
  });

  it('is at most 2 MB, zipped or not', async () => {
    const file = fileOf(...Array.from({ length: 100_000 }, (_, n) => `agent-${n},Somebody With A Name,agent,lead1,,,`));
    for (const answer of [
      await sendCsv(admin, file),
      await admin.send('/people/import', {
        method: 'POST',
        body: gzipSync(file),
        headers: { 'content-type': 'text/csv', 'content-encoding': 'gzip' },
      }),
    ])
      expect([answer.status, answer.body.code]).toEqual([413, 'too_large']);
    const small = gzipSync(fileOf('zip-1,Zip,agent,lead1,,,'));
    const zipped = await admin.send('/people/import', {
      method: 'POST',
      body: small,
      headers: { 'content-type': 'text/csv', 'content-encoding': 'gzip' },
    });
    expect([zipped.status, zipped.body.counts.created]).toEqual([200, 1]);
  });

  it('is CSV by its type, and nothing else; other routes take no CSV', async () => {
    const file = fileOf('type-1,Type,agent,lead1,,,');
    for (const type of [
      'text/csv',
      'text/csv; charset=utf-8',
      'text/csv;charset=GBK; header=present',
      'application/octet-stream',
    ]) {
      expect([type, (await sendCsv(admin, file, { type, dryRun: true })).status]).toEqual([type, 200]);
    }
    for (const type of [
      'application/json',
      'text/plain',
      'text/csv; charset=utf-16',
      'multipart/form-data; boundary=x',
      'nonsense/',
    ]) {
      expect([type, (await sendCsv(admin, file, { type })).status]).toEqual([type, type === 'nonsense/' ? 200 : 415]);
    }
    const other = await admin.send('/people', { method: 'POST', body: file, headers: { 'content-type': 'text/csv' } });
    expect([other.status, other.body.code]).toEqual([415, 'unsupported_media_type']);
  });

  it('is judged after who sends it, and a wrong query after what it is', async () => {
    const huge = 'x'.repeat(3 * 1024 * 1024);
    expect((await sendCsv(house.stranger(), huge)).status).toBe(401);
    expect((await sendCsv(await house.as('agent1'), huge)).status).toBe(403);
    const answer = await admin.send('/people/import?dryRun=perhaps', {
      method: 'POST',
      body: huge,
      headers: { 'content-type': 'text/csv' },
    });
    expect(answer.status).toBe(413);
    for (const query of ['dryRun=perhaps', 'dryRun=1', 'force=true', 'dryRun=true&dryRun=false']) {
      const wrong = await admin.send(`/people/import?${query}`, {
        method: 'POST',
        body: HEADER,
        headers: { 'content-type': 'text/csv' },
      });
      expect([query, wrong.status]).toEqual([query, 400]);
    }
  });
});
