import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { CHAIN_START, chainHash, newSalt, textHash, type ChainRow } from '../kernel/chain';
import { toRows, type OutboxEvent } from '../outbox/outbox.events';

/** RFC 8785 a second time: keys by UTF-16 code units, numbers and strings as ECMAScript writes them. */
function jcs(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${jcs(member)}`).join(',')}}`;
}
const sha256 = (...parts: (string | Buffer)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

const row: ChainRow = {
  ticketId: '01920000-0000-7000-8000-00000000000a',
  sequence: 1,
  type: 'ticket.filed',
  at: '2026-11-24T06:02:00.000Z',
  byId: '01920000-0000-7000-8000-00000000000b',
  onBehalfOfId: null,
  version: 1,
  data: { why: 'direct_superior', level: 0 },
  textHashes: {},
  prevHash: CHAIN_START,
};

describe('the canonical form', () => {
  it('is that of RFC 8785, by its own example', () => {
    const example = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    const canonical =
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}';
    expect(jcs(example)).toBe(canonical);
    expect(chainHash(example as unknown as ChainRow)).toBe(sha256(canonical));
  });

  it('agrees with ours on every row', () => {
    fc.assert(
      fc.property(
        fc.record({
          data: fc.jsonValue({ stringUnit: 'grapheme' }),
          sequence: fc.nat(),
          at: fc.string({ unit: 'grapheme' }),
        }),
        (change) => expect(chainHash({ ...row, ...change })).toBe(sha256(jcs({ ...row, ...change }))),
      ),
    );
  });

  it('does not depend on the order of keys, and survives a round trip through JSON', () => {
    const shuffled = Object.fromEntries(Object.entries(row).reverse()) as unknown as ChainRow;
    expect(chainHash(shuffled)).toBe(chainHash(row));
    const dated = { ...row, data: { clocks: [{ dueAt: new Date('2026-11-24T06:32:00Z') }] } };
    expect(chainHash(JSON.parse(JSON.stringify(dated)) as ChainRow)).toBe(chainHash(dated));
  });
});

describe('what a row vouches for', () => {
  it.each(Object.keys(row) as (keyof ChainRow)[])('%s', (field) => {
    expect(chainHash({ ...row, [field]: 'something else' })).not.toBe(chainHash(row));
  });

  it('is the text only through a salted hash', () => {
    const salt = newSalt();
    expect(salt).toHaveLength(16);
    expect(textHash(salt, '客户很着急')).toBe(sha256(salt, Buffer.from('客户很着急', 'utf8')));
    expect(textHash(newSalt(), '客户很着急')).not.toBe(textHash(salt, '客户很着急'));
  });
});

describe('rows of one act', () => {
  const event = (type: string, bodies: string[]): OutboxEvent => ({
    type,
    at: new Date('2026-11-24T06:02:00Z'),
    byId: null,
    onBehalfOfId: null,
    data: { type },
    texts: bodies.map((body, index) => ({ id: `${type}-${index}`, field: 'note', visibility: 'all', body })),
    audience: ['a', 'b', 'a'],
  });
  const made = toRows({ id: row.ticketId, number: 1001, version: 4 }, { sequence: 7, hash: 'f'.repeat(64) }, [
    event('clock.missed', []),
    event('ticket.escalated', ['why', 'tried']),
  ]);

  it('go on from the head, each with the hash of the one before', () => {
    expect(made.chain.map((one) => [one.sequence, one.prev_hash])).toEqual([
      [8, 'f'.repeat(64)],
      [9, made.chain[0]!.hash],
    ]);
    expect(made.head).toEqual({ sequence: 9, hash: made.chain[1]!.hash });
  });

  it('hash what is stored, without the texts', () => {
    for (const one of made.chain) {
      const stored = {
        ticketId: one.ticket_id,
        sequence: one.sequence,
        type: one.type,
        at: one.at,
        byId: one.by_id,
        onBehalfOfId: one.on_behalf_of_id,
        version: one.version,
        data: one.data,
        textHashes: one.text_hashes,
        prevHash: one.prev_hash,
      };
      expect(one.hash).toBe(sha256(jcs(stored)));
    }
    expect(JSON.stringify(made.chain)).not.toContain('tried"');
    for (const text of made.texts)
      expect((made.chain[1]!.text_hashes as Record<string, string>)[text.id]).toBe(
        sha256(Buffer.from(text.salt.slice(2), 'hex'), text.body),
      );
  });

  it('tell each person once an event', () => {
    expect(made.told.map((one) => [one.person_id, one.type])).toEqual([
      ['a', 'clock.missed'],
      ['b', 'clock.missed'],
      ['a', 'ticket.escalated'],
      ['b', 'ticket.escalated'],
    ]);
  });
});
