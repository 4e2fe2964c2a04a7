import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { GatewayRoute } from './nginx-routes.js';

/** One path of an ingress, as its rules have them. */
interface IngressPath {
  readonly path: string;
  readonly pathType: string;
  readonly backend: { readonly service: { readonly name: string } };
}

/** A loop over a list in a file of the chart, and what is repeated for each. */
const LOOP = /^ *\{\{- range \.Files\.Get "([^"]+)" \| fromYamlArray \}\}\n([^]*?)^ *\{\{- end \}\}\n/gm;

/** Where the ingress of the chart in `folder` sends a path: the paths of its template are filled in as Helm does. */
export function ingressRoutes(folder: string): (pathname: string) => GatewayRoute {
  const template = readFileSync(join(folder, 'templates', 'ingress.yaml'), 'utf8');
  const paths = template
    .slice(template.indexOf('        paths:\n'))
    .replaceAll(LOOP, (_loop, file: string, repeated: string) =>
      (parse(readFileSync(join(folder, file), 'utf8')) as string[]).map((each) => repeated.replace('{{ . }}', each)).join(''),
    )
    .replaceAll('{{ $name }}', 'touchstone')
    .replace('{{- end }}', '');
  const rules = (parse(paths) as { readonly paths: readonly IngressPath[] }).paths;
  const strange = rules.find(({ pathType }) => pathType !== 'Prefix');
  if (strange) throw new Error(`The path ${strange.path} is no prefix.`);
  return (pathname) => {
    // As the specification of Ingress has it: by whole elements of the path, the longest first.
    const [rule] = rules
      .filter(({ path }) => `${pathname}/`.startsWith(path.endsWith('/') ? path : `${path}/`))
      .toSorted((a, b) => b.path.length - a.path.length);
    return { service: rule?.backend.service.name.replace('touchstone-', '') };
  };
}
