import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { freePort } from '#streaming/testing';

const INSTALLED = '/usr/lib/postgresql';
const START_MS = 30_000;

/** A PostgreSQL server of the test's own, to be killed and started again. */
export interface OwnPostgres {
  readonly url: string;
  start(): Promise<void>;
  /** SIGKILL to the server and all its processes, as when the machine goes down. */
  kill(): void;
  remove(): void;
}

/** The newest installed server's programs; `undefined` where there is none, or we may not run it. */
export function postgresPrograms(): string | undefined {
  if (!existsSync(INSTALLED)) return undefined;
  const newest = readdirSync(INSTALLED).toSorted((a, b) => Number(b) - Number(a))[0];
  const programs = join(INSTALLED, newest ?? '', 'bin');
  return existsSync(join(programs, 'initdb')) ? programs : undefined;
}

export interface OwnPostgresOptions {
  /** What the server asks its user for (SCRAM). Without one it lets everybody in. */
  readonly password?: string;
  /** An empty folder for all but the write-ahead log, without which a server ends: a small disk, say. Stays when the server is removed. */
  readonly dataFolder?: string;
}

/** Makes a cluster in a temporary folder, on a free port, and starts it. A server refuses to run as root: then it runs as `postgres`. */
export async function ownPostgres({ password, dataFolder }: OwnPostgresOptions = {}): Promise<OwnPostgres> {
  const programs = postgresPrograms();
  if (programs === undefined) throw new Error('PostgreSQL is not installed.');
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-postgres-'));
  const user = process.getuid?.() === 0 ? idsOf('postgres') : undefined;
  if (user) for (const each of [folder, dataFolder ?? folder]) chownSync(each, user.uid, user.gid);
  const data = dataFolder ?? join(folder, 'data');
  const passwordFile = join(folder, 'password');
  if (password !== undefined) writeFileSync(passwordFile, `${password}\n`, { mode: 0o644 });
  const access = password === undefined ? ['--auth', 'trust'] : ['--auth', 'scram-sha-256', '--pwfile', passwordFile];
  const run = { ...user, cwd: folder, stdio: 'ignore' } as const;
  execFileSync(
    join(programs, 'initdb'),
    ['-D', data, '-X', join(folder, 'wal'), '-U', 'postgres', ...access, '--encoding', 'UTF8', '--no-sync'],
    run,
  );
  const port = await freePort();
  const secret = password === undefined ? '' : `:${password}`;
  const url = `postgres://postgres${secret}@127.0.0.1:${port}/postgres`;
  const postmaster = (): number => Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
  const start = async (): Promise<void> => {
    const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'max_connections=100'];
    for (const until = Date.now() + START_MS; Date.now() < until; await sleep(200)) {
      // A server that was just killed may still hold its shared memory: then the start is retried.
      const server = spawn(join(programs, 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], run);
      while (server.exitCode === null && Date.now() < until) {
        if (await answers(url)) return;
        await sleep(50);
      }
    }
    throw new Error(`PostgreSQL did not start in ${folder}.`);
  };
  await start();
  return {
    url,
    start,
    kill() {
      const server = postmaster();
      for (const pid of [...childrenOf(server), server]) killIfThere(pid);
    },
    remove() {
      if (existsSync(join(data, 'postmaster.pid')))
        for (const pid of [postmaster(), ...childrenOf(postmaster())]) killIfThere(pid);
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

function idsOf(name: string): { readonly uid: number; readonly gid: number } {
  const [, , uid, gid] =
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((line) => line.startsWith(`${name}:`))
      ?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 1000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
