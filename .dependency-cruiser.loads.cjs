// What is loaded when a file is loaded: imports of types, and imports that wait until a function runs, are left out.
const { options } = require('./.dependency-cruiser.cjs');

module.exports = {
  forbidden: [
    {
      name: 'manifests-load-neither-nest-nor-react',
      comment: 'Threads and the command line load manifests: Nest takes half a second.',
      severity: 'error',
      from: { path: '^libs/([^/]+/src/feature|features/src/index|slice/src/index)[.]ts$' },
      to: { path: 'node_modules/(@nestjs|react|react-dom)/', reachable: true },
    },
    {
      name: 'command-line-starts-quickly',
      comment: 'What a command needs is loaded when that command is run.',
      severity: 'error',
      from: { path: '^(apps/cli/src/main|libs/[^/]+/src/cli)[.]ts$' },
      to: {
        path: '^libs/(?!cli/|events/|text/)[^/]+/src/index[.]ts$|node_modules/(?!commander/)',
        reachable: true,
      },
    },
  ],
  options: {
    ...options,
    tsPreCompilationDeps: false,
    // The one file that requires slices within a function: help is written at once and cannot wait for an import.
    exclude: { path: `${options.exclude.path}|^apps/cli/src/relay/replayable-topics[.]ts$`, dynamic: true },
  },
};
