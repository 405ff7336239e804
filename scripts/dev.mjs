import './house/node-version.mjs';
import { spawn } from 'node:child_process';
import { ensureBuilt } from './house/build.mjs';
import { prepareDatabase, withDatabase } from './house/database.mjs';
import { ensureInstalled } from './house/install.mjs';
import { inRoot, main } from './house/run.mjs';
import { readSettings } from './house/settings.mjs';

/** Compiles on every change and starts the app anew after each good build. */
function watch(env) {
  // Nest's shell mode quotes a path with spaces, its other mode breaks on one.
  const args = [inRoot('node_modules/@nestjs/cli/bin/nest.js'), 'start', '--watch', '--preserveWatchOutput'];
  const nest = spawn(process.execPath, args, { cwd: inRoot(), env, stdio: ['ignore', 'inherit', 'inherit'] });
  // Ctrl+C reaches both of us from the terminal; the database is stopped only after the app has ended.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => nest.kill(signal));
  return new Promise((resolve) => nest.once('exit', () => resolve(0)));
}

await main(async () => {
  const settings = readSettings();
  await ensureInstalled();
  await ensureBuilt();
  return withDatabase(settings, async (env) => {
    await prepareDatabase(settings, env.DATABASE_URL);
    return watch(env);
  });
});
