import { writingPaths } from '#features/http';

const MADE = '# Made of the routes by `npm run generate`.';

/** What gateways know of the routes, by the file in the repository that tells them: below which paths all is the ledger service's. */
export function gatewayFiles(): ReadonlyMap<string, string> {
  const paths = writingPaths();
  return new Map([
    ['infra/gateway/ledger-paths.conf', `${MADE}\nlocation ~ ^(${paths.join('|')})(/|$) {\n  proxy_pass $ledger;\n}\n`],
    ['infra/kubernetes/touchstone/ledger-paths.yaml', `${MADE}\n${paths.map((path) => `- ${path}\n`).join('')}`],
  ]);
}
