import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Whether certificates can be made. */
export function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The files of a self-signed certificate and its key, by the settings that name them. */
export function madeUpCertificate(folder: string, name: string): { KAFKA_CERT: string; KAFKA_KEY: string } {
  const made = { KAFKA_CERT: join(folder, `${name}.crt`), KAFKA_KEY: join(folder, `${name}.key`) };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', made.KAFKA_KEY];
  execFileSync('openssl', ['req', '-x509', ...key, '-days', '2', '-subj', `/CN=${name}`, '-out', made.KAFKA_CERT], {
    stdio: 'ignore',
  });
  return made;
}
