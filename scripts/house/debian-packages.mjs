import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { main, run, Stop } from './run.mjs';

/** What tests want beside npm's packages, each with a file that is there once it is installed. */
const PACKAGES = {
  chromium: { proof: '/usr/bin/chromium' },
  'fonts-noto-cjk': { proof: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc' },
  nginx: { proof: '/usr/sbin/nginx', service: 'nginx' },
  'postgresql-15': { proof: '/usr/lib/postgresql/15/bin/postgres', only: 'bookworm' },
  'redis-server': { proof: '/usr/bin/redis-server', service: 'redis-server' },
};

/** A mirror that hangs must not hold the tests up for longer. */
const WITHIN_MS = 300_000;
const QUIET = { stdio: 'ignore' };
const POLICY = '/usr/sbin/policy-rc.d';
const CLUSTERS = '/etc/postgresql-common/createcluster.conf';

const release = () => {
  const file = '/etc/os-release';
  return existsSync(file) ? (/^VERSION_CODENAME=(.*)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '') : '';
};

function apt(...args) {
  const options = ['DPkg::Lock::Timeout=120', 'Acquire::http::Timeout=30', 'Acquire::Retries=1'];
  const keep = 'Dpkg::Options::=--force-confold';
  return run('apt-get', ['-qq', ...[...options, keep].flatMap((option) => ['-o', option]), ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: WITHIN_MS,
  });
}

/** Debian starts what it installs, on the usual ports; nothing may listen because of us. */
async function withoutStarting(work) {
  mkdirSync('/etc/postgresql-common', { recursive: true });
  if (!existsSync(CLUSTERS)) writeFileSync(CLUSTERS, 'create_main_cluster = false\n');
  const ours = !existsSync(POLICY);
  if (ours) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    if (ours) rmSync(POLICY, { force: true });
  }
}

async function install(names) {
  console.log(`Installing ${names.join(', ')} with apt-get …`);
  const add = () => apt('install', '-y', '--no-install-recommends', ...names);
  await withoutStarting(async () => {
    if ((await add()) !== 0 && (await apt('update')) === 0) await add();
  });
  // Nor after the next boot.
  for (const { service } of names.map((name) => PACKAGES[name])) {
    if (service && existsSync('/usr/sbin/update-rc.d')) await run('update-rc.d', [service, 'disable'], QUIET);
  }
}

/** Why some of these Debian packages cannot be had here; null when all are there, installed first where that is possible. */
export async function missingPackages(names) {
  const absent = () => names.filter((name) => !existsSync(PACKAGES[name].proof));
  const wanted = absent();
  if (wanted.length === 0) return null;
  const foreign = wanted.find((name) => PACKAGES[name].only && PACKAGES[name].only !== release());
  if (foreign) return `${foreign} wants Debian with the code name ${PACKAGES[foreign].only}`;
  if (!existsSync('/usr/bin/apt-get')) return `${wanted.join(', ')} missing, and there is no apt-get`;
  if (process.getuid() !== 0) return `apt-get install ${wanted.join(' ')} wants root`;
  await install(wanted);
  const left = absent();
  return left.length === 0 ? null : `apt-get could not install ${left.join(', ')}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => {
    const names = process.argv.slice(2);
    const unknown = names.find((name) => !(name in PACKAGES));
    if (unknown || names.length === 0) throw new Stop(`Names of packages, of ${Object.keys(PACKAGES).join(' ')}.`);
    const missing = await missingPackages(names);
    if (missing) throw new Stop(missing);
  });
}
