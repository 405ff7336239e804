import './house/node-version.mjs';
import { ensureBuilt } from './house/build.mjs';
import { migrate, withDatabase } from './house/database.mjs';
import { ensureInstalled } from './house/install.mjs';
import { inRoot, main, runNode } from './house/run.mjs';
import { readSettings } from './house/settings.mjs';

await main(async () => {
  const settings = readSettings();
  await ensureInstalled();
  await ensureBuilt();
  const make = async (env) => {
    await migrate(env);
    return runNode([inRoot('dist/src/auth/first-admin.js'), ...process.argv.slice(2)], { env });
  };
  return withDatabase(settings, make, { shared: true });
});
