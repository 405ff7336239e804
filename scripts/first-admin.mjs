import './house/node-version.mjs';
import { ensureBuilt } from './house/build.mjs';
import { withDatabase } from './house/database.mjs';
import { ensureInstalled } from './house/install.mjs';
import { inRoot, main, runNode } from './house/run.mjs';
import { readSettings } from './house/settings.mjs';

await main(async () => {
  const settings = readSettings();
  await ensureInstalled();
  await ensureBuilt();
  const make = (env) => runNode([inRoot('dist/src/auth/first-admin.js'), ...process.argv.slice(2)], { env });
  return withDatabase(settings, make, { shared: true });
});
