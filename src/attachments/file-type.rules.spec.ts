import { FILE_TYPES } from '@upline/contracts/attachments';
import fc from 'fast-check';
import { DISHONEST, HONEST, zip } from '../../test/attachments/bytes';
import { agreed, withEnding } from './file-type.rules';
import { Sniffer } from './sniffer';

/** What a sniffer says that is given the bytes in pieces of a length. */
function sniffed(bytes: Buffer, step: number): string[] {
  const sniffer = new Sniffer();
  for (let place = 0; place < bytes.length; place += step) sniffer.add(bytes.subarray(place, place + step));
  return [...sniffer.end()];
}

describe('what a file is', () => {
  it.each(Object.entries(HONEST))('%s', (name, [bytes, type]) => {
    for (const step of [7, 4096, 1 << 20]) {
      const candidates = sniffed(bytes, bytes.length > 100_000 ? Math.max(step, 4096) : step) as never[];
      for (const declared of [type, '', 'application/octet-stream', 'text/plain'])
        expect([step, declared, agreed(candidates, name, declared)]).toEqual([step, declared, type]);
    }
  });

  it.each(DISHONEST)('%s is refused', (name, bytes, declared, code) => {
    const safe = name.replace('\u202e', '');
    expect(agreed(sniffed(bytes, 1000) as never[], safe, declared)).toBe(code);
  });

  it('is nothing without bytes, and what a name without an ending says is left to the bytes', () => {
    expect(agreed(sniffed(Buffer.from('a,b'), 9) as never[], 'notes 2026.11.24', '')).toBe('text/plain');
    expect(withEnding('notes 2026.11.24', 'text/plain')).toBe('notes 2026.11.24.txt');
    expect(withEnding('a.csv', 'text/csv')).toBe('a.csv');
  });

  it('knows every type of the list, each from bytes of its own', () => {
    const known = new Set(Object.values(HONEST).map(([, type]) => type));
    expect(Object.keys(FILE_TYPES).filter((type) => !known.has(type))).toEqual([]);
  });

  it('takes a directory that is too long to be looked through for a plain archive', () => {
    const names = Array.from({ length: 3000 }, (_, n) => [`word/${'x'.repeat(60)}${n}`, ''] as const);
    const long = zip(Object.fromEntries([['[Content_Types].xml', ''], ...names]));
    expect(sniffed(long, 5000)).toEqual(['application/zip']);
  });

  it('fails on no bytes whatever, and never calls noise a text', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.integer({ min: 1, max: 50 }),
        fc.string(),
        (noise, step, name) => {
          for (const start of ['', 'PK\x03\x04', 'PK\x05\x06', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1']) {
            const bytes = Buffer.concat([Buffer.from(start, 'latin1'), noise]);
            agreed(sniffed(bytes, step) as never[], name, name);
          }
          if (noise.includes(0) && noise[0] === 0)
            expect(sniffed(Buffer.from(noise), step)).not.toContain('text/plain');
        },
      ),
    );
  });
});
