/**
 * Five projects: `unit` needs nothing; `app` runs the whole app on cloned databases of one embedded PostgreSQL;
 * `commands` starts and kills real processes on clones of the last commit; `processes` runs what compose.yaml would,
 * with Debian's redis-server, nginx and PostgreSQL tools; `faults` kills the built product under load.
 */
const base = {
  rootDir: '.',
  testEnvironment: 'node',
  moduleNameMapper: { '^@upline/(.*)$': '<rootDir>/libs/$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2022',
          keepClassNames: true,
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/data'],
};
module.exports = {
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['<rootDir>/{src,libs}/**/*.spec.ts', '<rootDir>/test/house/**/*.spec.ts'],
    },
    {
      ...base,
      displayName: 'app',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: [
        '/node_modules/',
        '<rootDir>/test/commands/',
        '<rootDir>/test/faults/',
        '<rootDir>/test/processes/',
      ],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
      setupFilesAfterEnv: ['<rootDir>/test/support/after-env.ts'],
    },
    {
      ...base,
      displayName: 'commands',
      testMatch: ['<rootDir>/test/commands/**/*.test.ts'],
      globalSetup: '<rootDir>/test/commands/support/build-first.ts',
    },
    {
      ...base,
      displayName: 'processes',
      testMatch: ['<rootDir>/test/processes/**/*.test.ts'],
      globalSetup: '<rootDir>/test/commands/support/build-first.ts',
    },
    {
      ...base,
      displayName: 'faults',
      testMatch: ['<rootDir>/test/faults/**/*.test.ts'],
      globalSetup: '<rootDir>/test/commands/support/build-first.ts',
    },
  ],
  testTimeout: 60000,
};
