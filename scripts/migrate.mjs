import './house/node-version.mjs';
import { ensureBuilt } from './house/build.mjs';
import { migrate, withDatabase } from './house/database.mjs';
import { ensureInstalled } from './house/install.mjs';
import { main } from './house/run.mjs';
import { readSettings } from './house/settings.mjs';

await main(async () => {
  const settings = readSettings();
  await ensureInstalled();
  await ensureBuilt();
  await withDatabase(settings, migrate);
  console.log('The database is up to date.');
});
