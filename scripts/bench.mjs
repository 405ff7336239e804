import './house/node-version.mjs';
import { ensureBuilt } from './house/build.mjs';
import { ensureInstalled } from './house/install.mjs';
import { inRoot, main, runNode } from './house/run.mjs';

await main(async () => {
  await ensureInstalled();
  await ensureBuilt();
  return runNode([inRoot('test/load/bench.mjs'), ...process.argv.slice(2)]);
});
