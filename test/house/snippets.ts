import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const ROOT = join(__dirname, '../..');

/** Runs a tool of the project in a folder that holds only these files; answers what it printed. */
export function runOn(files: Record<string, string>, tool: string, args: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'upline-house-'));
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const command = [join(ROOT, 'node_modules', tool), ...args];
    const { stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' });
    if (!stdout) throw new Error(stderr);
    return stdout.replaceAll(folder, '');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface LintedFile {
  filePath: string;
  messages: { ruleId: string | null; line: number }[];
}

/** Lints these files with the project's own rules; answers by path the rules that spoke, as `line rule`. */
export function lint(files: Record<string, string>): Record<string, string[]> {
  const tsconfig = JSON.stringify({
    compilerOptions: { strict: true, target: 'ES2023', module: 'node20', experimentalDecorators: true, types: [] },
    include: ['src', 'test'],
  });
  const args = ['--config', join(ROOT, 'eslint.config.mjs'), '--format', 'json', 'src', 'test'];
  const answer = runOn(
    { ...files, 'tsconfig.json': tsconfig, 'test/none.ts': 'export {};\n' },
    'eslint/bin/eslint.js',
    args,
  );
  const linted = JSON.parse(answer) as LintedFile[];
  return Object.fromEntries(
    linted.map(({ filePath, messages }) => [
      filePath.slice(1),
      messages.map(({ line, ruleId }) => `${line} ${ruleId ?? 'not readable'}`),
    ]),
  );
}
