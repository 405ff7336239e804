import { deriveKey, open, seal } from './secrets';

describe('secrets', () => {
  const key = deriveKey('a secret', 'test');

  it('opens what it sealed, never the same twice', () => {
    const sealed = seal(key, '张三');
    expect(open(key, sealed).toString()).toBe('张三');
    expect(seal(key, '张三').equals(sealed)).toBe(false);
    expect(sealed.toString()).not.toContain('张三');
  });

  it('opens nothing that was touched, cut or sealed for another purpose', () => {
    const sealed = seal(key, 'text');
    for (let at = 0; at < sealed.length; at++) {
      const touched = Buffer.from(sealed);
      touched[at]! ^= 1;
      expect(() => open(key, touched)).toThrow();
    }
    expect(() => open(key, sealed.subarray(0, 20))).toThrow();
    expect(() => open(deriveKey('a secret', 'other'), sealed)).toThrow();
  });
});
