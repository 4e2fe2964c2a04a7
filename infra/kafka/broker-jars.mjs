import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const POM = fileURLToPath(new URL('pom.xml', import.meta.url));

/** Where jars and brokers are kept unless told otherwise. */
export const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'touchstone', 'kafka');

/**
 * The folder with Apache Kafka's jars as pom.xml names them, fetched with Maven the first time. Several may ask at once:
 * a folder is there whole or not at all.
 */
export function brokerJars() {
  const folder = join(CACHE, `jars-${createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  const fetched = `${folder}.${process.pid}`;
  mkdirSync(CACHE, { recursive: true });
  run('mvn', ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${fetched}`, '-DincludeScope=runtime']);
  try {
    renameSync(fetched, folder);
  } catch {
    // Somebody else was quicker.
    rmSync(fetched, { recursive: true, force: true });
  }
  return folder;
}

/** Runs a command to its end; throws with what it said when it fails or is not installed. */
export function run(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (error?.code === 'ENOENT')
    throw new Error(`${command} is not installed. On Debian: apt-get install -y openjdk-17-jre-headless maven openssl`);
  if (status !== 0) throw new Error(`${command} ${args[0]} failed:\n${stdout ?? ''}${stderr ?? ''}`);
}
