import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inRoot, root, runNode, Stop } from './run.mjs';

const FOLDERS = ['src', 'libs', 'migrations'];
const FILES = ['package-lock.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'];
const STAMP = inRoot('dist/.built-from');

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** By content, not by time: a checkout or a copied tree gives files any time. */
function fingerprint() {
  const sources = FOLDERS.flatMap((folder) => filesBelow(inRoot(folder)));
  const hash = createHash('sha256');
  for (const file of [...sources, ...FILES.map((name) => inRoot(name))].sort()) {
    if (file.endsWith('.spec.ts')) continue;
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

/** A compiled file without its source would still be found: a renamed migration would run twice. */
function removeOrphans() {
  for (const file of FOLDERS.flatMap((folder) => filesBelow(inRoot('dist', folder)))) {
    const source = relative(inRoot('dist'), file).replace(/\.js(\.map)?$/, '.ts');
    if (source.endsWith('.ts') && !existsSync(inRoot(source))) rmSync(file);
  }
}

const builtFrom = () => (existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : '');

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch ({ code }) {
    return code === 'EPERM';
  }
}

/** Two builds at once would write the same files; the second waits and then finds the work done. */
async function alone(work) {
  mkdirSync(inRoot('.cache'), { recursive: true });
  const lock = inRoot('.cache/build.lock');
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    while (!link(mine, lock)) {
      if (existsSync(lock) && !isAlive(Number(readFileSync(lock, 'utf8')))) rmSync(lock, { force: true });
      else await delay(100);
    }
    return await work().finally(() => rmSync(lock, { force: true }));
  } finally {
    rmSync(mine, { force: true });
  }
}

function link(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

async function build() {
  const wanted = fingerprint();
  if (builtFrom() === wanted) return;
  console.log('Building …');
  rmSync(STAMP, { force: true });
  removeOrphans();
  // Without its main file the rest of dist is not to be trusted, and an incremental build would add nothing to it.
  if (!existsSync(inRoot('dist/src/main.js'))) rmSync(inRoot('dist'), { recursive: true, force: true });
  const code = await runNode([inRoot('node_modules/@nestjs/cli/bin/nest.js'), 'build']);
  if (code !== 0) throw new Stop(`The build failed: nest build ended with ${code}.`);
  writeFileSync(STAMP, wanted);
}

/** Builds when any source differs from what was built last. */
export async function ensureBuilt() {
  if (builtFrom() !== fingerprint()) await alone(build);
}
