const { join } = require('node:path');

/** Which module may import which; anything not listed is refused, unlisted folders too. */
const MAY_KNOW = {
  kernel: [],
  jobs: ['kernel'],
  outbox: ['kernel'],
  audit: ['kernel'],
  customers: ['kernel', 'audit'],
  attachments: ['kernel', 'audit'],
  calendars: ['kernel', 'audit'],
  people: ['kernel', 'outbox', 'audit'],
  auth: ['kernel', 'outbox', 'people', 'audit'],
  catalog: ['kernel', 'people', 'audit'],
  deadlines: ['kernel', 'calendars', 'audit'],
  tickets: ['kernel', 'outbox', 'people', 'auth', 'customers', 'attachments', 'catalog', 'deadlines', 'audit'],
  escalation: ['kernel', 'outbox', 'jobs', 'people', 'deadlines', 'tickets'],
  telephony: ['kernel', 'outbox', 'jobs', 'people', 'auth', 'customers', 'tickets', 'audit'],
  // prettier-ignore
  quality: ['kernel', 'outbox', 'jobs', 'people', 'auth', 'catalog', 'calendars', 'deadlines', 'attachments', 'tickets', 'telephony', 'audit'],
  suggestions: ['kernel', 'outbox', 'people', 'auth', 'calendars', 'deadlines', 'attachments', 'audit'],
  // prettier-ignore
  appeals: ['kernel', 'outbox', 'people', 'auth', 'attachments', 'calendars', 'deadlines', 'tickets', 'quality'],
  notifications: ['kernel', 'outbox', 'jobs', 'people', 'auth', 'calendars', 'deadlines', 'tickets'],
  realtime: ['kernel', 'outbox', 'auth', 'tickets'],
  webhooks: ['kernel', 'outbox', 'jobs', 'auth', 'tickets', 'audit'],
  // prettier-ignore
  reports: ['kernel', 'outbox', 'jobs', 'people', 'auth', 'catalog', 'calendars', 'deadlines', 'tickets', 'telephony', 'quality', 'suggestions', 'notifications', 'audit'],
  // prettier-ignore
  records: ['kernel', 'outbox', 'jobs', 'auth', 'customers', 'attachments', 'tickets', 'telephony', 'quality', 'audit'],
  ops: ['kernel', 'jobs', 'outbox', 'auth', 'people', 'calendars', 'deadlines', 'tickets', 'audit'],
  demo: ['*'],
};

const LISTED = Object.keys(MAY_KNOW).join('|');
const PURE = '^libs/(?!embedded-postgres/)|^src/.*\\.(decide|evolve|rules|policy)\\.ts$';
const FRAMEWORK =
  'node_modules/(@nestjs|@fastify|fastify|typeorm|pg|rxjs|socket\\.io|passport|class-validator|class-transformer|reflect-metadata|nestjs-pino|pino|prom-client)/';
const SPEC = '\\.spec\\.ts$';

const error = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const directions = Object.entries(MAY_KNOW)
  .filter(([, known]) => !known.includes('*'))
  .map(([module, known]) =>
    error(
      `may-know-${module}`,
      `${module} may know only: ${known.join(', ') || 'nothing'}`,
      { path: `^src/${module}/` },
      { path: '^src/[^/]+/', pathNot: `^src/(${[module, ...known].join('|')})/` },
    ),
  );

module.exports = {
  forbidden: [
    ...directions,
    error('folder-not-listed', 'every folder of src is in MAY_KNOW', { path: `^src/(?!(${LISTED})/)[^/]+/` }, {}),
    error('knows-folder-not-listed', 'every folder of src is in MAY_KNOW', {}, { path: `^src/(?!(${LISTED})/)[^/]+/` }),
    error('no-circular', 'a cycle means that two things are one', {}, { circular: true }),
    error('pure-without-node', 'rules are pure', { path: PURE, pathNot: SPEC }, { dependencyTypes: ['core'] }),
    error('pure-without-framework', 'rules are pure', { path: PURE, pathNot: SPEC }, { path: FRAMEWORK }),
    error('libs-know-no-src', 'libs stand alone', { path: '^libs/' }, { path: '^src/' }),
    error(
      'entities-stay-home',
      'a table belongs to its module',
      { path: '^src/([^/]+)/' },
      { path: '^src/[^/]+/.*\\.entity\\.ts$', pathNot: '^src/$1/' },
    ),
    error(
      'controllers-see-no-table',
      'controllers and gateways call services',
      { path: '\\.(controller|gateway)\\.ts$' },
      {
        path: 'node_modules/(typeorm|@nestjs/typeorm|pg)/|\\.entity\\.ts$|^src/kernel/(transaction|hot-statement)\\.ts$',
      },
    ),
    error(
      'root-is-for-the-root',
      'only app.module knows every module',
      { path: '^src/[^/]+/' },
      {
        path: '^src/(main|create-app|app\\.module)\\.ts$',
      },
    ),
    error(
      'product-knows-no-test',
      'tests know the product',
      { path: '^(src|libs|migrations)/', pathNot: SPEC },
      { path: '^test/' },
    ),
    error(
      'no-dev-dependency',
      'it is not there in production',
      { path: '^(src|libs|migrations)/', pathNot: SPEC },
      {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
      },
    ),
    error(
      'listed-in-package',
      'what is imported is in package.json',
      { path: '^(src|libs|migrations)/' },
      {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown'],
      },
    ),
    error('resolvable', 'what is imported exists', {}, { couldNotResolve: true }),
  ],
  options: {
    tsConfig: { fileName: join(__dirname, 'tsconfig.json') },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|coverage|web)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
