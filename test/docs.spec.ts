import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '..');
const DECISIONS = join(ROOT, 'docs/decisions');

/** Every file below these folders and files of the repository. */
function filesIn(...paths: string[]): string[] {
  return paths.flatMap((path) => {
    const full = join(ROOT, path);
    if (statSync(full).isFile()) return [full];
    return readdirSync(full, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
      .map(({ parentPath, name }) => join(parentPath, name));
  });
}

/** The anchors of a Markdown file's headings, as GitHub makes them. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Where the links of a Markdown file lead; what stands in code is none. */
function linksOf(markdown: string): string[] {
  const prose = markdown.replaceAll(/^```.*?^```/gms, '').replaceAll(/`[^`]+`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));
}

/** Whether a link in `file` leads to a file of the repository, and to a heading of it where it names one. */
function isThere(file: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? file : join(dirname(file), path);
  if (!existsSync(target)) return false;
  return anchor === undefined || anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
}

const documents = filesIn('README.md', 'docs', 'examples', 'infra').filter((file) => file.endsWith('.md'));
const decisions = readdirSync(DECISIONS).filter((name) => name !== 'README.md');

describe('The documents', () => {
  it('link only to files and headings that are there', () => {
    const links = documents.flatMap((file) => linksOf(readFileSync(file, 'utf8')).map((target) => ({ file, target })));
    expect(links.length).toBeGreaterThan(30);
    const broken = links.filter(({ file, target }) => !isThere(file, target));
    expect(broken.map(({ file, target }) => `${relative(ROOT, file)}: ${target}`)).toEqual([]);
  });

  it('describe every app and library in the table of the architecture, and no other', () => {
    const rows = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `apps/') || line.startsWith('| `libs/'));
    const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, part = '']) => part));
    const parts = ['apps', 'libs'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? [`${folder}/${entry.name}`] : [],
      ),
    );
    expect(named.toSorted()).toEqual(parts.toSorted());
  });
});

describe('A decision', () => {
  it('has a number of its own, a status with its date, and a place in the index', () => {
    const index = readFileSync(join(DECISIONS, 'README.md'), 'utf8');
    const entries = [...index.matchAll(/^- \[(.+)\]\((.+)\)$/gm)].map(([, title = '', name = '']) => `${name}: ${title}`);
    const described = decisions.map((name) => {
      const [title = '', , status = ''] = readFileSync(join(DECISIONS, name), 'utf8').split('\n');
      const known = /^(Accepted|Superseded by \[\d+\]\(\d{4}-[\w-]+\.md\)), \d{4}-\d\d-\d\d\.$/.test(status);
      expect({ name, status, known }).toEqual({ name, status, known: true });
      expect(title).toMatch(new RegExp(String.raw`^# ${Number(name.slice(0, 4))}\. `));
      return `${name}: ${title.slice(2)}`;
    });
    expect(new Set(decisions.map((name) => name.slice(0, 4))).size).toBe(decisions.length);
    expect(entries.toSorted()).toEqual(described.toSorted());
  });

  it('is referred to by its file, which is there', () => {
    const sources = filesIn('apps', 'libs', 'test', 'infra', 'examples').filter((file) =>
      /\.(ts|tsx|mjs|md|ya?ml|conf)$/.test(file),
    );
    const named = sources.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/docs\/decisions(?:\/([\w.-]*\w))?/g)].map(([text, name]) => ({
        file,
        text,
        name,
      })),
    );
    const unknown = named.filter(({ file, name }) => file !== __filename && !(name && decisions.includes(name)));
    expect(named.length).toBeGreaterThan(1);
    expect(unknown.map(({ file, text }) => `${relative(ROOT, file)}: ${text}`)).toEqual([]);
  });
});
