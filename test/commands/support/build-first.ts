import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The commands run what was built, so that must be what is here. */
export default function buildFirst(): void {
  const root = join(__dirname, '../../..');
  const code = `import('./scripts/house/build.mjs').then(({ ensureBuilt }) => ensureBuilt())`;
  execFileSync(process.execPath, ['-e', code], { cwd: root, stdio: 'inherit' });
}
