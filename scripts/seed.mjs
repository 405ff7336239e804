import './house/node-version.mjs';
import { ensureBuilt } from './house/build.mjs';
import { loadDemo, migrate, withDatabase } from './house/database.mjs';
import { ensureInstalled } from './house/install.mjs';
import { main } from './house/run.mjs';
import { readSettings } from './house/settings.mjs';

await main(async () => {
  const settings = { ...readSettings(), demo: true };
  await ensureInstalled();
  await ensureBuilt();
  await withDatabase(settings, async (env) => {
    await migrate(env);
    await loadDemo(env);
  });
});
