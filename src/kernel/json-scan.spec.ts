import * as fc from 'fast-check';
import { JsonFault, MAX_DEPTH, scanJson } from './json-scan';

const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

describe('scanJson', () => {
  it('lets every document pass that JSON.stringify makes of plain values', () => {
    const value = fc.jsonValue({ maxDepth: 6 });
    const plain = value.filter((made) => ![...RESERVED].some((word) => JSON.stringify(made).includes(word)));
    fc.assert(fc.property(plain, (made) => expect(() => scanJson(JSON.stringify(made, null, 1))).not.toThrow()));
  });

  it('finds a key that stands twice in one object, however it is written', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 2 }), (key, inner) => {
        fc.pre(!RESERVED.has(key));
        const escaped = `"${[...Array(key.length).keys()].map((at) => `\\u${key.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`;
        const text = `[{${JSON.stringify(key)}:${JSON.stringify(inner)},${escaped}:1}]`;
        expect(() => scanJson(text)).toThrow(JsonFault);
      }),
    );
  });

  it('lets the same key pass in objects beside and inside each other, and as a value', () => {
    expect(() => scanJson('[{"a":1},{"a":{"a":"a"}},"a",{"b":["a","a"],"a":"a"}]')).not.toThrow();
  });

  it('counts brackets outside texts only', () => {
    const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(() => scanJson(deep(MAX_DEPTH))).not.toThrow();
    expect(() => scanJson(deep(MAX_DEPTH + 1))).toThrow(JsonFault);
    expect(() => scanJson(JSON.stringify(['['.repeat(100), '\\"[[']))).not.toThrow();
  });

  it.each(['1e400', '-1e400', '[1,2,1E+999]', '{"a":1e309}'])('refuses %s', (text) => {
    expect(() => scanJson(text)).toThrow(JsonFault);
  });
  it.each(['1.7976931348623157e308', '1e-400', '-0', '123456789012345678901234567890'])('lets %s pass', (text) => {
    expect(() => scanJson(text)).not.toThrow();
  });

  it('ends on every text, in time that grows with its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\1-e.a ') }), (text) => {
        try {
          scanJson(text);
        } catch (error) {
          expect(error instanceof JsonFault || error instanceof SyntaxError).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
    const from = performance.now();
    scanJson(`{${Array.from({ length: 60_000 }, (_, at) => `"key${at}":1`).join(',')}}`);
    expect(performance.now() - from).toBeLessThan(1_000);
  });
});
