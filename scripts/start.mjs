import './house/node-version.mjs';
import { AppProcess, refuseTakenPort } from './house/app-process.mjs';
import { ensureBuilt } from './house/build.mjs';
import { demoLoader, ensureEmbeddedDatabase, prepareDatabase, startEmbedded } from './house/database.mjs';
import { ensureInstalled } from './house/install.mjs';
import { main, runNode } from './house/run.mjs';
import { appEnvironment, readSettings } from './house/settings.mjs';

const LOGINS = 'agent1 agent2 lead1 lead2 supervisor1 manager1 qa1 records1 admin1';

function originOf({ host, port }) {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

function announce(settings) {
  console.log(`\nUpline is ready: ${originOf(settings)}\n`);
  if (settings.demo) console.log(`  Demo logins  ${LOGINS}\n  Password     upline-demo-pass\n`);
  console.log('Ctrl+C stops it.\n');
}

/** A request to stop that may come at any moment, long before there is something to stop. */
function listenForStop() {
  const state = { asked: false, onAsk: () => {} };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      state.asked = true;
      state.onAsk();
    });
  }
  return state;
}

async function runApp(settings, databaseUrl, stop) {
  const demoWasThere = await prepareDatabase(settings, databaseUrl);
  if (stop.asked) return 0;
  const env = appEnvironment(settings, databaseUrl);
  const app = new AppProcess(env);
  stop.onAsk = () => app.stop();
  if (settings.port > 0 && (await app.isReady(originOf(settings)))) {
    announce(settings);
    // An existing demo is only looked at, whether it has aged; that must not keep the desk waiting.
    if (demoWasThere && demoLoader()) void runNode([demoLoader()], { env });
  }
  const code = await app.ended;
  if (stop.asked) return 0;
  console.error(`Upline ended by itself (${code}).`);
  return code === 0 ? 1 : code;
}

async function start() {
  const settings = readSettings();
  await refuseTakenPort(settings);
  await ensureInstalled();
  await ensureBuilt();
  const stop = listenForStop();
  if (settings.databaseUrl) return runApp(settings, settings.databaseUrl, stop);
  const server = await startEmbedded(settings);
  try {
    if (stop.asked) return 0;
    const url = await ensureEmbeddedDatabase(settings, server.url);
    return await runApp(settings, url, stop);
  } catch (error) {
    if (stop.asked) return 0;
    throw error;
  } finally {
    await server.stop();
  }
}

await main(start);
