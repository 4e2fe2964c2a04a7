const typescript = (syntax = {}) => [
  '@swc/jest',
  {
    sourceMaps: 'inline',
    module: { type: 'commonjs' },
    jsc: {
      target: 'es2022',
      keepClassNames: true,
      parser: { syntax: 'typescript', decorators: true, ...syntax },
      transform: {
        legacyDecorator: true,
        decoratorMetadata: true,
        useDefineForClassFields: false,
        react: { runtime: 'automatic' },
      },
    },
  },
];

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testRegex: String.raw`\.(e2e-)?spec\.tsx?$`,
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  // '#events' means libs/events/src/index.ts (package.json "imports", condition "source"), never the built output.
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  // Styles and pictures of the desk's pages are names alone.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1', '\\.(css|svg)$': '<rootDir>/test/style-names.cjs' },
  transform: {
    '^.+\\.ts$': typescript(),
    '^.+\\.tsx$': typescript({ tsx: true }),
    // Nest 12 and friends are ESM only, and Jest cannot require(esm) before Node 24.9: compiled to CommonJS, cached.
    '^.+\\.m?js$': [
      '@swc/jest',
      {
        isModule: 'unknown',
        sourceMaps: false,
        module: { type: 'commonjs' },
        jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } },
      },
    ],
  },
  transformIgnorePatterns: [],
  maxWorkers: 2,
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/test/skipped-reporter.mjs'],
  collectCoverageFrom: ['{apps,libs}/*/src/**/*.ts', '!**/main.ts'],
};
