import { inRoot, main, require } from './run.mjs';

await main(async () => {
  const { migrate } = require(inRoot('dist/src/data-source.js'));
  for (const name of await migrate(process.env.DATABASE_URL)) console.log(`Applied ${name}.`);
});
