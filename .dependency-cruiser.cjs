// The walls of docs/architecture.md: apps -> embedded, distributed -> feature libs -> ports -> events, and only by a library's root.
const features = '(recording|recognition|customers|streaming)';
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
      to: { path: '^libs/[^/]+/src/', pathNot: ['^libs/$2/src/', '^libs/[^/]+/src/(index|contract|http|pages|testing|text|postgres|eventstoredb)[.]ts$', '^libs/desk/src/tokens[.]css$'] },
    },
    { name: 'events-depend-on-nothing', severity: 'error', from: { path: '^libs/events/' }, to: { pathNot: '^libs/events/' , dependencyTypesNot: ['core'] } },
    { name: 'text-depends-on-nothing', severity: 'error', from: { path: '^libs/text/' }, to: { pathNot: '^libs/text/' } },
    { name: 'ports-know-events-only', severity: 'error', from: { path: `^libs/${ports}/src` }, to: { path: '^libs/', pathNot: ['^libs/$1/', '^libs/events/', '^libs/postgres/', '^libs/sqlite/'] } },
    { name: 'ports-without-nest', severity: 'error', from: { path: `^libs/${ports}/src` }, to: { path: 'node_modules/@nestjs' } },
    { name: 'features-not-embedded', severity: 'error', from: { path: `^libs/${features}/` }, to: { path: '^libs/(embedded|distributed|serving|transfer)/' } },
    { name: 'serving-knows-no-feature', severity: 'error', from: { path: '^libs/serving/' }, to: { path: `^libs/(${features.slice(1, -1)}|embedded|distributed)/` } },
    {
      name: 'pages-know-the-desk-and-their-slice',
      severity: 'error',
      from: { path: '^libs/([^/]+)/src/pages([.]|/)', pathNot: '^libs/features/' },
      to: { path: '^libs/', pathNot: ['^libs/$1/src/(pages/|pages[.]|index[.]ts$)', '^libs/desk/', `^libs/${ports}/src/index[.]ts$`] },
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
    { name: 'desk-library-knows-no-slice', severity: 'error', from: { path: '^libs/desk/' }, to: { path: '^libs/', pathNot: '^libs/desk/' } },
    {
      name: 'desk-knows-no-page-by-name',
      severity: 'error',
      from: { path: '^apps/desk/' },
      to: { path: '^libs/', pathNot: ['^libs/desk/', '^libs/features/src/pages[.]ts$', `^libs/${ports}/src/index[.]ts$`] },
    },
    { name: 'server-without-pages', severity: 'error', from: { path: '^(apps|libs)/', pathNot: inBrowser }, to: { path: [...inBrowser, browserPackages] } },
    {
      name: 'streaming-knows-no-feature',
      severity: 'error',
      from: { path: '^libs/streaming/' },
      to: { path: '^libs/', pathNot: '^libs/(streaming|slice|commands|events|event-store|vault|views|platform)/' },
    },
    { name: 'kafka-only-in-streaming', severity: 'error', from: { path: '^(apps|libs)/', pathNot: '^libs/streaming/' }, to: { path: 'node_modules/kafkajs' } },
    {
      name: 'eventstoredb-only-in-its-adapter',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^libs/event-store/src/eventstoredb/' },
      to: { path: 'node_modules/@eventstore' },
    },
    { name: 'platform-imports-no-feature', severity: 'error', from: { path: '^libs/platform/' }, to: { path: `^libs/${features}/` } },
    {
      name: 'sqlite-only-in-adapters',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['^libs/sqlite/', '^libs/(event-store|vault|views)/src/sqlite/', '^libs/platform/src/data-folder/'] },
      to: { path: ['^libs/sqlite/', 'node_modules/better-sqlite3'] },
    },
    {
      name: 'postgres-only-in-adapters',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['^libs/postgres/', '^libs/[^/]+/src/postgres(/|[.]ts$)', '^libs/distributed/'] },
      to: { path: ['^libs/postgres/', 'node_modules/(@types/)?pg/'] },
    },
    { name: 'postgres-depends-on-nothing', severity: 'error', from: { path: '^libs/postgres/' }, to: { path: '^libs/', pathNot: '^libs/postgres/' } },
    { name: 'sqlite-depends-on-nothing', severity: 'error', from: { path: '^libs/sqlite/' }, to: { path: '^libs/', pathNot: '^libs/sqlite/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'node', 'default'], exportsFields: ['exports'] },
    exclude: { path: '(^|/)dist/|[.]spec[.]tsx?$' },
  },
};
