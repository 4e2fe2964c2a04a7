import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a gateway sends a path: to a service, or nowhere, and answers with a status itself. */
export interface GatewayRoute {
  readonly service?: string;
  readonly status?: number;
}

/** One `location` of nginx. */
interface Location extends GatewayRoute {
  readonly kind: 'exact' | 'pattern' | 'prefix';
  readonly path: string;
}

/** Where nginx sends a path, as the configuration in `folder` says: that of its first `server`, which is the page's and the API's. */
export function nginxRoutes(folder: string): (pathname: string) => GatewayRoute {
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const whole = read('nginx.conf').replaceAll(/^ *include (\S+);$/gm, (_line, file: string) => read(file));
  const [, first = ''] = whole.split(/^ {2}server \{$/m);
  const locations = [...first.matchAll(/location (?:([=~]) )?(\S+) \{([^}]*)\}/g)].map(
    ([, sign, path = '', directives = '']): Location => ({
      kind: sign === '=' ? 'exact' : sign === '~' ? 'pattern' : 'prefix',
      path,
      service: /proxy_pass \$(\w+);/.exec(directives)?.[1],
      status: Number(/return (\d+);/.exec(directives)?.[1] ?? 404),
    }),
  );
  return (pathname) => locationOf(pathname, locations) ?? { status: 404 };
}

/** As nginx chooses: the one path, else the first pattern, else the longest prefix. */
function locationOf(pathname: string, locations: readonly Location[]): Location | undefined {
  return (
    locations.find(({ kind, path }) => kind === 'exact' && path === pathname) ??
    locations.find(({ kind, path }) => kind === 'pattern' && new RegExp(path).test(pathname)) ??
    locations
      .filter(({ kind, path }) => kind === 'prefix' && pathname.startsWith(path))
      .toSorted((a, b) => b.path.length - a.path.length)[0]
  );
}
