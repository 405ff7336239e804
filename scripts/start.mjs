import './house/node-version.mjs';
import { AppProcess, refuseTakenPort } from './house/app-process.mjs';
import { ensureBuilt } from './house/build.mjs';
import { demoIsOld, demoLoader, ensureEmbeddedDatabase, prepareDatabase, startEmbedded } from './house/database.mjs';
import { ensureInstalled } from './house/install.mjs';
import { main, runTied, stopRunning } from './house/run.mjs';
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
  const state = { asked: false, app: null };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      state.asked = true;
      stopRunning();
      state.app?.stop();
    });
  }
  // An npm that was killed outright takes nobody along; its port must not stay taken.
  const parent = process.ppid;
  const look = () => {
    if (process.ppid === parent) return;
    state.asked = true;
    stopRunning();
    state.app?.kill();
  };
  if (process.env.npm_lifecycle_event) setInterval(look, 200).unref();
  return state;
}

async function sayWhenOld(databaseUrl, env) {
  if (await demoIsOld(databaseUrl)) await runTied([demoLoader], { env });
}

async function runApp(settings, databaseUrl, stop) {
  const demoWasThere = await prepareDatabase(settings, databaseUrl);
  if (stop.asked) return 0;
  const env = appEnvironment(settings, databaseUrl);
  const app = new AppProcess(env);
  stop.app = app;
  const ready = settings.port > 0 && (await app.isReady(originOf(settings)));
  if (ready) {
    announce(settings);
    // An existing demo is only looked at, whether it has aged; that must not keep the desk waiting.
    if (demoWasThere) void sayWhenOld(databaseUrl, env).catch(() => {});
  }
  const code = await app.ended;
  stopRunning();
  if (stop.asked) return 0;
  // What kept it from starting it has said itself, in one line.
  if (ready) console.error(`Upline ended by itself (${code}).`);
  return code === 0 ? 1 : code;
}

async function runOnEmbedded(settings, stop) {
  const server = await startEmbedded(settings);
  try {
    const url = await ensureEmbeddedDatabase(settings, server.url);
    return stop.asked ? 0 : await runApp(settings, url, stop);
  } finally {
    await server.stop();
  }
}

async function start() {
  const settings = readSettings();
  const stop = listenForStop();
  try {
    await refuseTakenPort(settings);
    await ensureInstalled();
    await ensureBuilt();
    if (stop.asked) return 0;
    return await (settings.databaseUrl ? runApp(settings, settings.databaseUrl, stop) : runOnEmbedded(settings, stop));
  } catch (error) {
    if (stop.asked) return 0;
    throw error;
  }
}

await main(start);
