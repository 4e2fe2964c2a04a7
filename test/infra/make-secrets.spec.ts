import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const SCRIPT = join(__dirname, '..', '..', 'infra', 'compose', 'make-secrets.sh');
const VOLUMES = ['certificates', 'eventstoredb', 'postgres', 'services', 'prometheus', 'grafana'];
/** As in the container: root, but with no right to write into files that are read-only. */
const WITHOUT_CAPABILITIES = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-all'] : [];

/** In the place of EventStoreDB's tool: a certificate is a text that names the authority's. */
const GENCERT = `
  command=$1; shift
  while [ $# -gt 1 ]; do declare "\${1#-}=$2" 2> /dev/null || declare "$(printf %s "\${1#-}" | tr - _)=$2"; shift 2; done
  mkdir "$out" || exit 1
  if [ "$command" = create-ca ]; then
    echo "authority $RANDOM$RANDOM" > "$out/ca.crt"; cp "$out/ca.crt" "$out/ca.key"; chmod 0400 "$out"/*
  else
    cmp "$ca_certificate" "$ca_key" || exit 1
    { echo "$dns_names by"; cat "$ca_certificate"; } > "$out/node.crt"; cp "$out/node.crt" "$out/node.key"; chmod 0400 "$out"/*
  fi`;
/**
 * Bash reads this before the script. Before the command of number KILLED_AT the shell that runs it is killed, as when the
 * machine goes down.
 */
const COUNTING = `
  count() {
    read -r count < "$COUNTED"; echo $((++count)) > "$COUNTED"
    [ "$count" != "$KILLED_AT" ] || kill -KILL $BASHPID
  }
  ${['rm', 'cat', 'chmod', 'mv', 'mkdir', 'touch', 'es-gencert-cli'].map((name) => `${name}() { count; command ${name} "$@"; }`).join('\n  ')}`;

describe('The secrets of an installation with Compose', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'make-secrets-'));
    for (const volume of [...VOLUMES, 'commands']) mkdirSync(join(root, volume));
    command('es-gencert-cli', GENCERT);
    writeFileSync(join(root, 'counting'), COUNTING);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const command = (name: string, script: string): void =>
    writeFileSync(join(root, 'commands', name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });

  /** Runs the script; `killedAt`: it is killed at that command. */
  const make = (killedAt = 0): { readonly whole: boolean; readonly complaint: string } => {
    writeFileSync(join(root, 'counted'), '0\n');
    const { status, stderr } = spawnSync('env', [...WITHOUT_CAPABILITIES, 'bash', SCRIPT, root], {
      encoding: 'utf8',
      timeout: 20_000,
      env: {
        ...process.env,
        PATH: [join(root, 'commands'), process.env['PATH']].join(delimiter),
        BASH_ENV: join(root, 'counting'),
        COUNTED: join(root, 'counted'),
        KILLED_AT: String(killedAt),
      },
    });
    return { whole: status === 0, complaint: stderr };
  };
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  const everything = (): Record<string, string> =>
    Object.fromEntries(
      VOLUMES.flatMap((volume) => readdirSync(join(root, volume), { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1))
        .toSorted((a, b) => (a < b ? -1 : 1))
        .map((file) => [file, read(file)]),
    );
  const expectWhole = (): void => {
    const authority = read('certificates/ca/ca.crt');
    expect(Object.keys(everything())).toEqual([
      'certificates/ca/ca.crt',
      'certificates/ca/ca.key',
      'certificates/made',
      'eventstoredb/ca/ca.crt',
      ...[1, 2, 3].flatMap((node) => [`eventstoredb/node-${node}/node.crt`, `eventstoredb/node-${node}/node.key`]),
      'eventstoredb/password',
      'grafana/password',
      'postgres/password',
      'prometheus/token',
      'services/eventstoredb-ca.crt',
      'services/eventstoredb-url',
      'services/postgres-url',
      'services/token',
    ]);
    for (const file of ['eventstoredb/ca/ca.crt', 'services/eventstoredb-ca.crt']) expect(read(file)).toBe(authority);
    for (const node of [1, 2, 3]) {
      for (const file of ['node.crt', 'node.key'])
        expect(read(`eventstoredb/node-${node}/${file}`)).toBe(`kurrentdb-${node},localhost by\n${authority}`);
    }
    expect(read('postgres/password')).toMatch(/^[0-9a-f]{64}$/);
    expect(read('services/postgres-url')).toContain(`:${read('postgres/password')}@`);
    expect(read('prometheus/token')).toBe(read('services/token'));
    for (const file of Object.keys(everything()).filter((each) => !each.startsWith('certificates/')))
      expect([file, (statSync(join(root, file)).mode & 0o777).toString(8)]).toEqual([file, '444']);
  };

  it('are made once; made again, the certificates alone are new', () => {
    expect(make()).toEqual({ whole: true, complaint: '' });
    expectWhole();
    const first = everything();
    expect(make()).toEqual({ whole: true, complaint: '' });
    expect(everything()).toEqual(first);
    rmSync(join(root, 'certificates/made'));
    expect(make()).toEqual({ whole: true, complaint: '' });
    expectWhole();
    const second = everything();
    const changed = Object.keys(first).filter((file) => first[file] !== second[file]);
    expect(changed).toEqual(Object.keys(first).filter((file) => /\.(crt|key)$/.test(file)));
  });

  it('are whole in the end, wherever it was interrupted, at the first start and when certificates are made anew', () => {
    for (let renewal = 0; renewal < 2; renewal++) {
      let interrupted = 0;
      for (let killedAt = 2; killedAt < 200 && !make(killedAt).whole; killedAt += 11) interrupted++;
      expect(interrupted).toBeGreaterThan(3);
      expectWhole();
      rmSync(join(root, 'certificates/made'));
    }
  });

  it('stay as they were where new certificates cannot be made', () => {
    make();
    const before = everything();
    rmSync(join(root, 'certificates/made'));
    command('es-gencert-cli', '[ "$1" = create-ca ] && mkdir "$5" && touch "$5/ca.crt" || exit 1');
    expect(make().whole).toBe(false);
    const now = everything();
    expect(Object.entries(before).filter(([file, content]) => now[file] !== content)).toEqual([['certificates/made', '']]);
  });
});
