// The walls of docs/architecture.md: apps -> editions -> features -> slices -> slice, commands -> ports -> events, and only by a library's root.
const { existsSync, readdirSync } = require('node:fs');

/** Whatever has a manifest is a slice: a new one is walled without being listed here. */
const isSlice = (name) => existsSync(`${__dirname}/libs/${name}/src/feature.ts`);
const slices = `(${readdirSync(`${__dirname}/libs`).filter(isSlice).join('|')})`;
const ports = '(event-store|vault|views)';
/** What runs in the browser: the desk, what its pages share, and each slice's pages. */
const page = '^libs/[^/]+/src/pages([.]|/)';
const inBrowser = ['^apps/desk/', '^libs/desk/', page];
const browserPackages = 'node_modules/(react|react-dom|wouter|@mantine|@tabler|@tanstack)/';

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'libs-not-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    { name: 'no-app-to-app', severity: 'error', from: { path: '^apps/([^/]+)/' }, to: { path: '^apps/', pathNot: '^apps/$1/' } },
    {
      name: 'only-by-a-library-root',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/' },
      to: {
        path: '^libs/[^/]+/src/',
        pathNot: [
          '^libs/$2/src/',
          '^libs/[^/]+/src/(index|cli|commands|contract|http|pages|testing|text|postgres|eventstoredb)[.]ts$',
          '^libs/desk/src/tokens[.]css$',
        ],
      },
    },
    {
      name: 'events-depend-on-nothing',
      severity: 'error',
      from: { path: '^libs/events/' },
      to: { pathNot: '^libs/events/', dependencyTypesNot: ['core'] },
    },
    { name: 'text-depends-on-nothing', severity: 'error', from: { path: '^libs/text/' }, to: { pathNot: '^libs/text/' } },
    {
      name: 'names-know-text-only',
      severity: 'error',
      from: { path: '^libs/names/' },
      to: { path: '^libs/', pathNot: '^libs/(names|text)/' },
    },
    {
      name: 'backup-knows-files-and-proof',
      severity: 'error',
      from: { path: '^libs/backup/' },
      to: { path: '^libs/', pathNot: '^libs/(backup|event-store|events|platform|proof|sqlite)/' },
    },
    {
      name: 'proof-knows-ports',
      severity: 'error',
      from: { path: '^libs/proof/' },
      to: { path: '^libs/', pathNot: ['^libs/(proof|events)/', `^libs/${ports}/`] },
    },
    {
      name: 'ports-know-events-only',
      severity: 'error',
      from: { path: `^libs/${ports}/src` },
      to: { path: '^libs/', pathNot: ['^libs/$1/', '^libs/events/', '^libs/postgres/', '^libs/sqlite/'] },
    },
    { name: 'ports-without-nest', severity: 'error', from: { path: `^libs/${ports}/src` }, to: { path: 'node_modules/@nestjs' } },
    {
      name: 'slices-only-by-features',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: [`^libs/${slices}/`, '^libs/features/', ...inBrowser] },
      to: { path: `^libs/${slices}/` },
    },
    {
      name: 'slices-know-no-other-slice',
      severity: 'error',
      from: { path: `^libs/${slices}/src/`, pathNot: '/testing(/|[.]ts$)' },
      to: { path: `^libs/${slices}/`, pathNot: '^libs/$1/' },
    },
    {
      name: 'slices-know-what-they-are-made-of',
      severity: 'error',
      from: { path: `^libs/${slices}/src/`, pathNot: ['/testing(/|[.]ts$)', page] },
      to: {
        path: '^libs/',
        pathNot: [`^libs/${slices}/`, '^libs/(slice|commands|platform|events|cli|text|proof)/', `^libs/${ports}/`],
      },
    },
    {
      name: 'features-list-slices',
      severity: 'error',
      from: { path: '^libs/features/', pathNot: page },
      to: {
        path: '^libs/',
        pathNot: [`^libs/(${slices.slice(1, -1)}|features|slice|commands|platform|events)/`, `^libs/${ports}/`],
      },
    },
    {
      name: 'slice-knows-commands-and-ports',
      severity: 'error',
      from: { path: '^libs/slice/' },
      to: {
        path: '^libs/',
        pathNot: ['^libs/(slice|commands|events)/', '^libs/platform/src/(index|http)[.]ts$', `^libs/${ports}/`],
      },
    },
    {
      name: 'commands-know-ports',
      severity: 'error',
      from: { path: '^libs/commands/' },
      to: { path: '^libs/', pathNot: ['^libs/(commands|events)/', '^libs/platform/src/index[.]ts$', `^libs/${ports}/`] },
    },
    {
      name: 'cli-library-knows-slice',
      severity: 'error',
      from: { path: '^libs/cli/' },
      to: { path: '^libs/', pathNot: '^libs/(cli|slice|text)/' },
    },
    {
      name: 'cli-only-by-the-command-line',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['^apps/cli/', '^libs/cli/', `^libs/${slices}/`, '^libs/features/src/cli[.]ts$'] },
      to: { path: ['^libs/cli/', '^libs/[^/]+/src/cli[.]ts$'] },
    },
    {
      name: 'features-not-composed',
      severity: 'error',
      from: { path: '^libs/features/' },
      to: { path: '^libs/(embedded|distributed|serving|transfer)/' },
    },
    {
      name: 'serving-knows-no-edition',
      severity: 'error',
      from: { path: '^libs/serving/' },
      to: { path: '^libs/(streaming|embedded|distributed)/' },
    },
    {
      name: 'pages-know-the-desk-and-their-slice',
      severity: 'error',
      from: { path: '^libs/([^/]+)/src/pages([.]|/)', pathNot: '^libs/features/' },
      to: {
        path: '^libs/',
        pathNot: ['^libs/$1/src/(pages/|pages[.]|index[.]ts$)', '^libs/desk/', `^libs/${ports}/src/index[.]ts$`],
      },
    },
    {
      name: 'no-server-code-in-the-browser',
      severity: 'error',
      from: { path: inBrowser },
      to: { path: '^libs/', pathNot: ['^libs/desk/', page], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'features-pages-list-pages',
      severity: 'error',
      from: { path: '^libs/features/src/pages[.]' },
      to: { path: '^libs/', pathNot: ['^libs/desk/', '^libs/[^/]+/src/pages[.]ts$'] },
    },
    {
      name: 'desk-library-knows-no-slice',
      severity: 'error',
      from: { path: '^libs/desk/' },
      to: { path: '^libs/', pathNot: '^libs/desk/' },
    },
    {
      name: 'desk-knows-no-page-by-name',
      severity: 'error',
      from: { path: '^apps/desk/' },
      to: { path: '^libs/', pathNot: ['^libs/desk/', '^libs/features/src/pages[.]ts$', `^libs/${ports}/src/index[.]ts$`] },
    },
    {
      name: 'server-without-pages',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: inBrowser },
      to: { path: [...inBrowser, browserPackages] },
    },
    {
      name: 'streaming-knows-no-feature',
      severity: 'error',
      from: { path: '^libs/streaming/' },
      to: { path: '^libs/', pathNot: '^libs/(streaming|slice|commands|events|event-store|vault|views|platform)/' },
    },
    {
      name: 'kafka-only-in-streaming',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^libs/streaming/' },
      to: { path: 'node_modules/kafkajs' },
    },
    {
      name: 'eventstoredb-only-in-its-adapter',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^libs/event-store/src/eventstoredb/' },
      to: { path: 'node_modules/@eventstore' },
    },
    {
      name: 'platform-knows-text-only',
      severity: 'error',
      from: { path: '^libs/platform/', pathNot: '^libs/platform/src/postgres/' },
      to: { path: '^libs/', pathNot: '^libs/(platform|text)/' },
    },
    {
      name: 'platform-adapter-knows-postgres',
      severity: 'error',
      from: { path: '^libs/platform/src/postgres/' },
      to: { path: '^libs/', pathNot: '^libs/(platform|text|postgres)/' },
    },
    {
      name: 'sqlite-only-in-adapters',
      severity: 'error',
      from: {
        path: '^(apps|libs)/',
        pathNot: [
          '^libs/(sqlite|backup)/',
          '^libs/(event-store|vault|views)/src/sqlite/',
          '^libs/platform/src/data-folder/',
          '^libs/proof/src/testing/',
        ],
      },
      to: { path: ['^libs/sqlite/', 'node_modules/better-sqlite3'] },
    },
    {
      name: 'postgres-only-in-adapters',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['^libs/postgres/', '^libs/[^/]+/src/postgres(/|[.]ts$)', '^libs/distributed/'] },
      to: { path: ['^libs/postgres/', 'node_modules/(@types/)?pg/'] },
    },
    {
      name: 'postgres-depends-on-nothing',
      severity: 'error',
      from: { path: '^libs/postgres/' },
      to: { path: '^libs/', pathNot: '^libs/postgres/' },
    },
    {
      name: 'sqlite-depends-on-nothing',
      severity: 'error',
      from: { path: '^libs/sqlite/' },
      to: { path: '^libs/', pathNot: '^libs/sqlite/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'node', 'default'], exportsFields: ['exports'] },
    exclude: { path: '(^|/)dist/|[.]spec[.]tsx?$' },
  },
};
