import { lint } from './snippets';

/** One banned thing a line; what must be seen there. */
const BANNED: [code: string, rule: string][] = [
  ['export const a = forwardRef(() => 1);', 'no-restricted-syntax'],
  ['export class B { constructor(@InjectRepository(Object) readonly b: object) {} }', 'no-restricted-syntax'],
  ['export const c = (repository: any) => repository.save({});', 'no-restricted-syntax'],
  ['export const d = { eager: true };', 'no-restricted-syntax'],
  ['export const e = { lazy: true };', 'no-restricted-syntax'],
  ['export const f = { cascade: true };', 'no-restricted-syntax'],
  ['export const g = { synchronize: true };', 'no-restricted-syntax'],
  ["export const h = 'select now()';", 'no-restricted-syntax'],
  ['export const i = `select ${h} where at < now ()`;', 'no-restricted-syntax'],
  ["export const j = 'select current_timestamp';", 'no-restricted-syntax'],
  ['export const k = new Date();', 'no-restricted-syntax'],
  ['export const l = Date.now();', 'no-restricted-syntax'],
  ['export const m = () => { Promise.resolve(1); };', '@typescript-eslint/no-floating-promises'],
  [
    "export function n(x: 'a' | 'b') { switch (x) { case 'a': return 1; } }",
    '@typescript-eslint/switch-exhaustiveness-check',
  ],
  ['export const o = (p: 1, q: 1, r: 1, s: 1, t: 1, u: 1, v: 1) => [p, q, r, s, t, u, v];', 'max-params'],
  ['export const w: any = 1;', '@typescript-eslint/no-explicit-any'],
];
const HEAD = 'declare const forwardRef: (x: unknown) => unknown, InjectRepository: (x: unknown) => ParameterDecorator;';
const lines = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('');

describe('lint', () => {
  let found: Record<string, string[]>;
  beforeAll(() => {
    found = lint({
      'src/kernel/banned.ts': [HEAD, ...BANNED.map(([code]) => code)].join('\n'),
      'src/kernel/allowed.ts': [
        "import { clock } from './clock';",
        'export const a = `select upline_now() from person`;',
        'export const b = clock.now();',
        'export const c = new Date(0);',
        'export const d = { synchronize: false };',
      ].join('\n'),
      'src/kernel/clock.ts': 'export const clock = { now: () => Date.now() };\n',
      'src/kernel/long.ts': lines(251, (at) => `export const a${at} = ${at};\n`),
      'src/kernel/function.ts': `export function f() {\n${lines(41, (at) => `  void ${at};\n`)}}\n`,
      'test/function.ts': `export function f() {\n${lines(41, (at) => `  void ${at};\n`)}}\n`,
    });
  });

  it('catches everything that architecture banned', () => {
    const missed = BANNED.filter(([, rule], at) => !found['src/kernel/banned.ts']!.includes(`${at + 2} ${rule}`));
    expect(missed).toEqual([]);
  });

  it('lets the sanctioned ways pass, and the one file that asks the machine for the time', () => {
    expect(found['src/kernel/allowed.ts']).toEqual([]);
    expect(found['src/kernel/clock.ts']).toEqual([]);
  });

  it('refuses long files, and long functions outside tests', () => {
    expect(found['src/kernel/long.ts']).toEqual(['251 max-lines']);
    expect(found['src/kernel/function.ts']).toEqual(['1 max-lines-per-function']);
    expect(found['test/function.ts']).toEqual([]);
  });
});
