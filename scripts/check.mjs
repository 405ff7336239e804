import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Format, lint, architecture, types, unit: what a commit must pass; with names as arguments, only those. Everything runs
 * to its end, what failed is printed, the exit code is how many.
 */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (path) => join(ROOT, 'node_modules', path);
const CHECKS = [
  {
    name: 'lint',
    run: [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0', '--cache', '--cache-location', '.cache/eslint/'],
  },
  { name: 'types', run: [bin('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json'] },
  { name: 'unit', run: [bin('jest/bin/jest.js'), '--selectProjects', 'unit', '--maxWorkers', '2'] },
  {
    name: 'architecture',
    run: [
      bin('dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      'src',
      'libs',
      'migrations',
      'test',
    ],
  },
  {
    name: 'format',
    run: [
      bin('prettier/bin/prettier.cjs'),
      '--check',
      '--log-level',
      'warn',
      '--cache',
      '--cache-location',
      '.cache/prettier',
      '.',
    ],
  },
];

const startedAt = performance.now();
const seconds = (from) => ((performance.now() - from) / 1000).toFixed(1);
const failed = [];

function check({ name, run }) {
  return new Promise((resolve) => {
    const from = performance.now();
    const child = spawn(process.execPath, run, { cwd: ROOT, env: { ...process.env, FORCE_COLOR: '0' } });
    const said = [];
    child.stdout.on('data', (chunk) => said.push(chunk));
    child.stderr.on('data', (chunk) => said.push(chunk));
    child.on('close', (code) => {
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds(from)} s)`);
      if (code !== 0) failed.push({ name, text: Buffer.concat(said).toString() });
      resolve();
    });
  });
}

const names = process.argv.slice(2);
const wanted = CHECKS.filter(({ name }) => names.length === 0 || names.includes(name));
const waiting = [...wanted];
const lanes = Array.from({ length: Math.min(3, Math.max(2, availableParallelism())) }, async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) await check(next);
});
await Promise.all(lanes);

for (const { name, text } of failed) console.log(`\n── ${name} ──\n${text.trimEnd()}`);
console.log(
  `\n${failed.length === 0 ? 'All checks passed' : `${failed.length} of ${wanted.length} checks failed`} in ${seconds(startedAt)} s`,
);
process.exitCode = failed.length;
