import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

interface Project {
  readonly type: 'application' | 'library';
  readonly root: string;
  readonly sourceRoot: string;
  readonly entryFile: string;
}

/** What Nest is told of a folder under `apps` or `libs`. */
function projectOf(kind: 'apps' | 'libs', name: string): Project {
  const root = `${kind}/${name}`;
  const sourceRoot = `${root}/src`;
  return kind === 'apps'
    ? { type: 'application', root, sourceRoot, entryFile: `${sourceRoot}/main` }
    : { type: 'library', root, sourceRoot, entryFile: 'index' };
}

describe('nest-cli.json', () => {
  const text = readFileSync(join(ROOT, 'nest-cli.json'), 'utf8');
  const projects = Object.values((JSON.parse(text) as { projects: Record<string, Project> }).projects);

  it('lists every app and library, and no other', () => {
    const folders = (['apps', 'libs'] as const).flatMap((kind) =>
      readdirSync(join(ROOT, kind), { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? [projectOf(kind, entry.name)] : [],
      ),
    );
    const byRoot = (a: Project, b: Project): number => (a.root < b.root ? -1 : 1);
    expect(projects.toSorted(byRoot)).toEqual(folders.toSorted(byRoot));
  });

  it('names entry files that are there', () => {
    const entries = projects.map(({ type, sourceRoot, entryFile }) =>
      type === 'library' ? `${sourceRoot}/${entryFile}` : entryFile,
    );
    expect(entries.filter((entry) => !['ts', 'tsx'].some((end) => existsSync(join(ROOT, `${entry}.${end}`))))).toEqual([]);
  });
});
