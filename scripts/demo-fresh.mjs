import './house/node-version.mjs';
import { ensureBuilt } from './house/build.mjs';
import { dropEmbeddedDatabase, ensureEmbeddedDatabase, startEmbedded } from './house/database.mjs';
import { ensureInstalled } from './house/install.mjs';
import { main, Stop } from './house/run.mjs';
import { readSettings } from './house/settings.mjs';

async function startUnlessRunning(settings) {
  try {
    return await startEmbedded(settings);
  } catch (error) {
    if (!/in use by another process/.test(error.message)) throw error;
    throw new Stop('Upline is running on this demo; stop it first, then renew it.');
  }
}

await main(async () => {
  const settings = { ...readSettings(), demo: true };
  if (settings.databaseUrl) throw new Stop('DATABASE_URL is set: only the demo of the embedded database is renewed.');
  await ensureInstalled();
  await ensureBuilt();
  const server = await startUnlessRunning(settings);
  try {
    await dropEmbeddedDatabase(server.url);
    await ensureEmbeddedDatabase(settings, server.url);
    console.log('The demo is fresh.');
  } finally {
    await server.stop();
  }
});
