import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly link?: boolean;
}

const ROOT = join(__dirname, '..');
/** They compile or fetch what this machine needs. */
const MUST = ['better-sqlite3', 'protobufjs'];

describe('The packages that run in production', () => {
  const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
  const packages = Object.entries((JSON.parse(lock) as { packages: Record<string, LockedPackage> }).packages);

  it('run no script while they are installed but those that must', () => {
    const scripts = packages.filter(([, { dev, hasInstallScript }]) => hasInstallScript === true && dev !== true);
    expect(scripts.map(([name]) => name).toSorted()).toEqual(MUST.map((name) => `node_modules/${name}`));
  });

  it('are allowed to by name, and no others are, those that only tests need included', () => {
    const { allowScripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      allowScripts: Record<string, boolean>;
    };
    const withScripts = packages.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    const decided = Object.fromEntries(
      withScripts.map(([path]) => path.replace(/.*node_modules\//, '')).map((name) => [name, MUST.includes(name)]),
    );
    expect(allowScripts).toEqual(decided);
  });

  it('hold nothing that reports to its makers: a package of ours, which does nothing, stands in for it', () => {
    const reporting = packages.filter(([name]) => name.endsWith('/@scarf/scarf'));
    expect(reporting).toEqual([['node_modules/@scarf/scarf', { resolved: 'infra/no-telemetry', link: true }]]);
  });
});
