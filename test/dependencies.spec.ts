import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly link?: boolean;
}

/** They compile or fetch what this machine needs. */
const MUST = ['node_modules/better-sqlite3', 'node_modules/protobufjs'];

describe('The packages that run in production', () => {
  const lock = readFileSync(join(__dirname, '..', 'package-lock.json'), 'utf8');
  const packages = Object.entries((JSON.parse(lock) as { packages: Record<string, LockedPackage> }).packages);

  it('run no script while they are installed but those that must', () => {
    const scripts = packages.filter(([, { dev, hasInstallScript }]) => hasInstallScript === true && dev !== true);
    expect(scripts.map(([name]) => name).toSorted()).toEqual(MUST);
  });

  it('hold nothing that reports to its makers: a package of ours, which does nothing, stands in for it', () => {
    const reporting = packages.filter(([name]) => name.endsWith('/@scarf/scarf'));
    expect(reporting).toEqual([['node_modules/@scarf/scarf', { resolved: 'infra/no-telemetry', link: true }]]);
  });
});
