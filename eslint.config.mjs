import tseslint from 'typescript-eslint';

const ban = (selector, message) => ({ selector, message });

/** What architecture decided against; each has a snippet in test/house that proves it is caught. */
const BANS = [
  ban("CallExpression[callee.name='forwardRef']", 'forwardRef hides a cycle: break the cycle.'),
  ban("Identifier[name='InjectRepository']", 'No repositories: SQL through the transaction.'),
  ban("CallExpression[callee.property.name='save']", 'No .save(): it reads before it writes; say insert or update.'),
  ban('Property[key.name=/^(eager|lazy|cascade)$/]', 'No relations that load or write by themselves.'),
  ban("Property[key.name='synchronize'][value.value=true]", 'The schema changes by migrations only.'),
];
const CLOCK_BANS = [
  ban('Literal[value=/\\bnow\\s*\\(\\s*\\)|current_timestamp|localtimestamp/i]', 'SQL says upline_now().'),
  ban('TemplateElement[value.raw=/\\bnow\\s*\\(\\s*\\)|current_timestamp|localtimestamp/i]', 'SQL says upline_now().'),
  ban("NewExpression[callee.name='Date'][arguments.length=0]", 'The time comes from kernel/clock.ts.'),
  ban("CallExpression[callee.name='Date']", 'The time comes from kernel/clock.ts.'),
  ban("MemberExpression[object.name='Date'][property.name='now']", 'The time comes from kernel/clock.ts.'),
];

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'data', 'coverage', '.cache', 'web/**', '**/*.js', '**/*.cjs'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['src/**/*.ts', 'libs/**/*.ts', 'migrations/**/*.ts', 'test/**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      'no-restricted-syntax': ['error', ...BANS, ...CLOCK_BANS],
      'max-lines': ['error', 250],
      'max-params': ['error', 6],
    },
  },
  // A committed migration is never split.
  { files: ['migrations/**/*.ts'], rules: { 'max-lines': 'off' } },
  {
    files: ['src/**/*.ts', 'libs/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'max-lines-per-function': ['error', { max: 40, skipComments: true, skipBlankLines: true }],
      'no-console': 'error',
    },
  },
  { files: ['src/kernel/clock.ts'], rules: { 'no-restricted-syntax': ['error', ...BANS] } },
  {
    files: ['test/**/*.ts', '**/*.spec.ts'],
    rules: { '@typescript-eslint/no-explicit-any': 'off', 'max-params': 'off' },
  },
  // Its subject is what is banned.
  { files: ['test/house/lint-bans.spec.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['scripts/**/*.mjs', '*.mjs'],
    extends: [tseslint.configs.base],
    rules: { 'max-lines': ['error', 250], 'no-unused-vars': 'error', 'no-undef': 'off' },
  },
);
