import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startHouse, type House } from '../support/app';
import { buildLine } from '../support/factories';
import { file } from '../tickets/desk';

const DOCS = join(__dirname, '../../docs');
const page = readFileSync(join(DOCS, 'operations.md'), 'utf8');
/** First cells, in code marks, of the table below a heading. */
const listed = (heading: string): string[] => {
  const section = page.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;
  return [...section.matchAll(/^\| `(\w+)`/gm)].map((match) => match[1]!);
};

describe('docs/operations.md', () => {
  let house: House;
  let families: string[];
  beforeAll(async () => {
    house = await startHouse();
    await buildLine(house);
    await file(house, 'agent1');
    const { text } = await house.stranger().get('/metrics');
    families = [...text.matchAll(/^# TYPE (\w+) /gm)].map((match) => match[1]!);
  });

  it('lists every setting, and no other', () => {
    const source = readFileSync(join(__dirname, '../../src/config.ts'), 'utf8');
    const known = /const CONFIG_KEYS = new Set\(\[([^\]]+)\]/.exec(source)![1]!.match(/\w+/g)!;
    expect(listed('Settings').sort()).toEqual([...known].sort());
  });

  it('lists every metric of ours, and no other', () => {
    const ours = families.filter((name) => !/^upline_(process|nodejs)_/.test(name));
    expect(listed('Metrics').sort()).toEqual(ours.sort());
  });

  it('comes with a dashboard that asks for what there is', () => {
    const { panels } = JSON.parse(readFileSync(join(DOCS, 'grafana/upline.json'), 'utf8')) as {
      panels: { targets: { expr: string }[] }[];
    };
    const asked = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => expr.match(/upline_\w+/g) ?? []));
    expect(asked.length).toBeGreaterThan(10);
    const there = new Set(families.flatMap((name) => [name, `${name}_bucket`, `${name}_count`, `${name}_sum`]));
    expect(asked.filter((name) => !there.has(name))).toEqual([]);
  });
});
