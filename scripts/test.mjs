import './house/node-version.mjs';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { ensureBuilt } from './house/build.mjs';
import { missingPackages } from './house/debian-packages.mjs';
import { ensureInstalled } from './house/install.mjs';
import { missingPostgres15, withPostgres15 } from './house/postgres-15.mjs';
import { inRoot, main, runNode } from './house/run.mjs';

/** Everything that must pass, each part whatever became of the others; the last line adds all of them up. */
const total = { passed: 0, failed: 0 };

function add(passed, failed) {
  total.passed += passed;
  total.failed += failed;
}

function part(name) {
  console.log(`\n── ${name} ──`);
}

async function runChecks(names) {
  part('format, lint, architecture, types');
  const failed = await runNode([inRoot('scripts/check.mjs'), ...names]);
  add(names.length - Math.min(failed, names.length), Math.min(failed, names.length));
}

/** What jest itself reports; a file that could not run counts as one failed test, and so does a run without any test. */
function count(report, code) {
  if (!existsSync(report)) return add(0, 1);
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  add(numPassedTests, failed === 0 && (code !== 0 || numPassedTests === 0) ? 1 : failed);
}

async function runJest(name, args, env = process.env) {
  part(name);
  const report = inRoot('.cache', `test-${name.replaceAll(/\W+/g, '-')}.json`);
  mkdirSync(inRoot('.cache'), { recursive: true });
  rmSync(report, { force: true });
  const jest = inRoot('node_modules/jest/bin/jest.js');
  count(report, await runNode([jest, ...args, '--json', `--outputFile=${report}`], { env, stdio: QUIET_STDOUT }));
}

/** With `--json` jest repeats its whole report on stdout; what a person reads is on stderr. */
const QUIET_STDOUT = ['ignore', 'ignore', 'inherit'];

/** What has to run on the oldest PostgreSQL that we serve: migrations up and down, and one journey through the desk. */
const ON_POSTGRES_15 = ['main-flow.test.ts', 'migrations.test.ts'];

async function runOnPostgres15() {
  const name = 'app on PostgreSQL 15';
  const missing = await missingPostgres15();
  if (missing !== null) {
    part(name);
    console.log(`Left out: ${missing}.`);
    if (process.env.CI === 'true') add(0, 1);
    return;
  }
  const present = readdirSync(inRoot('test'), { recursive: true }).map((file) => inRoot('test', file));
  const files = ON_POSTGRES_15.flatMap((wanted) => present.filter((file) => basename(file) === wanted));
  if (files.length < ON_POSTGRES_15.length) {
    console.log(`One of ${ON_POSTGRES_15.join(', ')} is missing below test/.`);
    add(0, 1);
  }
  if (files.length === 0) return;
  const jest = ['--selectProjects', 'app', '--runTestsByPath', ...files];
  await withPostgres15((url) => runJest(name, jest, { ...process.env, UPLINE_TEST_DATABASE_URL: url }));
}

/** Several processes with Redis and a proxy, as compose.yaml starts them. */
async function runProcesses() {
  const missing = await missingPackages(['redis-server', 'nginx', 'postgresql-15']);
  if (missing === null) return runJest('processes', ['--selectProjects', 'processes', '--runInBand']);
  part('processes');
  console.log(`Left out: ${missing}.`);
  if (process.env.CI === 'true') add(0, 1);
}

/** Two apps over one Redis are among the tests of the app; without it they are left out, and in CI they fail. */
async function runApp() {
  const missing = await missingPackages(['redis-server']);
  await runJest('unit and app', ['--selectProjects', 'unit', 'app']);
  if (missing !== null) console.log(`Left out, what two apps share over Redis: ${missing}.`);
}

/** A part that breaks off counts as one failed, and the others still run. */
async function attempt(work) {
  try {
    await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    add(0, 1);
  }
}

await main(async () => {
  try {
    await ensureInstalled();
    await ensureBuilt();
    await attempt(() => runChecks(['format', 'lint', 'architecture', 'types']));
    await attempt(runApp);
    await attempt(runOnPostgres15);
    await attempt(() => runJest('commands', ['--selectProjects', 'commands', '--runInBand']));
    await attempt(runProcesses);
    await attempt(() => runJest('faults', ['--selectProjects', 'faults', '--runInBand']));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    add(0, 1);
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed > 0 ? 1 : 0;
});
