import { join } from 'node:path';
import { ROOT, runOn } from './snippets';

interface Cruised {
  summary: { violations: { rule: { name: string }; from: string; to: string }[] };
}

/** A small project with these files; answers `rule: from → to` for everything that the rules refuse. */
function cruise(files: Record<string, string>): string[] {
  const manifest = '{"dependencies":{"typeorm":"*","@nestjs/common":"*"}}';
  const places = [...new Set(Object.keys(files).map((path) => path.split('/')[0]!))];
  const args = ['--config', join(ROOT, '.dependency-cruiser.cjs'), '--output-type', 'json', ...places];
  const answer = runOn({ ...files, 'package.json': manifest }, 'dependency-cruiser/bin/dependency-cruise.mjs', args);
  const packageOf = (path: string) => path.replace(/^.*node_modules\/(@[^/]+\/[^/]+|[^/]+)\/.*$/, '$1');
  const { violations } = (JSON.parse(answer) as Cruised).summary;
  return violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${packageOf(to)}`).sort();
}

const THING = 'export const thing = 1;\n';
const using = (...paths: string[]) => paths.map((path, at) => `export { thing as t${at} } from '${path}';\n`).join('');

describe('MAY_KNOW', () => {
  it('lets a module import what its row lists, and refuses everything else', () => {
    const found = cruise({
      'src/kernel/a.ts': THING,
      'src/audit/a.ts': using('../kernel/a'),
      'src/people/a.ts': THING,
      'src/outbox/a.ts': using('../people/a'),
      'src/kernel/b.ts': using('../people/a'),
      'src/people/b.ts': using('../kernel/a', '../audit/a'),
      'src/demo/a.ts': using('../people/a', '../outbox/a'),
    });
    expect(found).toEqual([
      'may-know-kernel: src/kernel/b.ts → src/people/a.ts',
      'may-know-outbox: src/outbox/a.ts → src/people/a.ts',
    ]);
  });

  it('refuses a folder that the table does not list, and whoever knows it', () => {
    const found = cruise({
      'src/kernel/a.ts': THING,
      'src/gadgets/a.ts': using('../kernel/a'),
      'src/app.module.ts': using('./gadgets/a'),
    });
    expect(found).toEqual([
      'folder-not-listed: src/gadgets/a.ts → src/kernel/a.ts',
      'knows-folder-not-listed: src/app.module.ts → src/gadgets/a.ts',
    ]);
  });

  it('refuses cycles, also between types', () => {
    const found = cruise({
      'src/kernel/a.ts': "import type { B } from './b';\nexport type A = B | 1;\n",
      'src/kernel/b.ts': "import type { A } from './a';\nexport type B = A | 2;\n",
    });
    expect(found.map((line) => line.split(':')[0])).toContain('no-circular');
  });

  it('keeps rules and libs pure, tables at home and tests outside', () => {
    const found = cruise({
      'src/people/person.entity.ts': THING,
      'src/people/a.rules.ts': "import 'node:fs';\nimport '@nestjs/common';\nexport const thing = 1;\n",
      'libs/contracts/a.ts': "import 'node:fs';\nexport * from '../../src/people/a.rules';\n",
      'src/auth/a.ts': using('../people/person.entity'),
      'src/people/people.controller.ts': "import 'typeorm';\n" + using('./person.entity'),
      'src/auth/b.ts': using('../../test/a', '../app.module'),
      'src/app.module.ts': THING,
      'test/a.ts': THING,
    });
    expect(found.filter((line) => !line.startsWith('resolvable'))).toEqual([
      'controllers-see-no-table: src/people/people.controller.ts → src/people/person.entity.ts',
      'controllers-see-no-table: src/people/people.controller.ts → typeorm',
      'entities-stay-home: src/auth/a.ts → src/people/person.entity.ts',
      'libs-know-no-src: libs/contracts/a.ts → src/people/a.rules.ts',
      'product-knows-no-test: src/auth/b.ts → test/a.ts',
      'pure-without-framework: src/people/a.rules.ts → @nestjs/common',
      'pure-without-node: libs/contracts/a.ts → fs',
      'pure-without-node: src/people/a.rules.ts → fs',
      'root-is-for-the-root: src/auth/b.ts → src/app.module.ts',
    ]);
  });
});
