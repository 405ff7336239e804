import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { satisfies } from 'semver';
import { ROOT } from './snippets';

const OLDEST_NODE = '20.19.0';

describe('package-lock.json', () => {
  it('holds nothing that asks for a newer Node than ours', () => {
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version?: string; engines?: { node?: string }; link?: boolean }>;
    };
    const packages = Object.entries(lock.packages);
    expect(packages.length).toBeGreaterThan(300);
    const tooNew = packages
      .filter(([, { engines }]) => engines?.node && !satisfies(OLDEST_NODE, engines.node))
      .map(([path, { version, engines }]) => `${path}@${version} wants ${engines!.node}`);
    expect(tooNew).toEqual([]);
  });
});
