import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gatewayFiles } from '../../apps/ledger/src/gateway-files.js';
import { accessFiles, openAccess } from '#platform';
import { openProgram } from '../access/programs.js';
import { REPOSITORY } from '../e2e/server.js';
import { ingressRoutes } from './ingress-routes.js';
import { nginxRoutes } from './nginx-routes.js';

const GATEWAYS = {
  'nginx of the compose file': nginxRoutes(join(REPOSITORY, 'infra', 'gateway')),
  'the ingress of the chart': ingressRoutes(join(REPOSITORY, 'infra', 'kubernetes', 'touchstone')),
};
const ANY_ID = '0f8fad5b-d9cb-469f-a165-70867728950e';

/** The routes that a program serves, each as `GET /path/:id`. */
async function routesOf(program: string): Promise<ReadonlySet<string>> {
  const keys = mkdtempSync(join(tmpdir(), 'gateways-'));
  const routes = new Set<string>();
  const opened = openAccess(keys, 'a-token-of-the-environment-of-this-test', accessFiles(keys));
  const app = await openProgram(program, opened, ({ method, url }) => routes.add(`${method} ${url}`));
  await app.close();
  rmSync(keys, { recursive: true });
  return routes;
}

describe.each(Object.entries(GATEWAYS))('%s', (_name, routeOf) => {
  it.each(['ledger', 'customers'])('sends every route of the %s service there', async (service) => {
    const shared = await routesOf('relay and projector');
    const own = [...(await routesOf(service))].filter((route) => !shared.has(route));
    expect(own.length).toBeGreaterThanOrEqual(6);
    const reached = own.map((route) => {
      const path = route.replace(/^\w+ /, '').replaceAll(/:\w+/g, ANY_ID).replace('*', 'some/page');
      return `${route} -> ${routeOf(path).service ?? 'nowhere'}`;
    });
    expect(reached).toEqual(own.map((route) => `${route} -> ${service}`));
  });

  it('sends only whole names of a path to the ledger service', () => {
    expect(routeOf('/api/v1/touchpoints/batch').service).toBe('ledger');
    expect(routeOf('/api/v1/touchpoints-of-old').service).toBe('customers');
    expect(routeOf('/touchpoints').service).toBe('customers');
  });
});

it.each([...gatewayFiles()])('%s is as the routes are; where it is not, run `npm run generate`', (file, text) => {
  expect(readFileSync(join(REPOSITORY, file), 'utf8')).toBe(text);
});
