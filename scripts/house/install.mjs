import { existsSync, readFileSync } from 'node:fs';
import { inRoot, run, runNode, Stop } from './run.mjs';

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

function isForHere({ os, cpu, libc }) {
  if (libc) return false; // Which libc is slow to find out; npm chose, and such a package has a sibling that is checked.
  const allows = (list, mine) => !list || (list.includes(mine) && !list.includes(`!${mine}`));
  return Boolean(os ?? cpu) && allows(os, process.platform) && allows(cpu, process.arch);
}

/**
 * What npm writes last when it has installed is its own copy of the lockfile; what that says is what is there. An
 * interrupted install leaves none, and packages copied from another kind of machine lack those for this one.
 */
export function isInstalled() {
  const written = inRoot('node_modules/.package-lock.json');
  if (!existsSync(written)) return false;
  const present = readJson(written).packages;
  return Object.entries(readJson(inRoot('package-lock.json')).packages).every(([path, wanted]) => {
    if (!path.startsWith('node_modules/') || wanted.link) return true;
    if (present[path]) return present[path].version === wanted.version && existsSync(inRoot(path));
    return Boolean(wanted.optional ?? wanted.devOptional) && !isForHere(wanted);
  });
}

/** Installs from the lockfile what is missing; says so only when there is something to do. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  console.log('Installing packages (npm ci) …');
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath ?? '';
  const code = npm.endsWith('.js') ? await runNode([npm, ...args]) : await run('npm', args);
  if (code !== 0) throw new Stop(`The packages could not be installed: npm ci ended with ${code}.`);
}
