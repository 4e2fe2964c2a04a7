import { Logger } from '@nestjs/common';
import type { Configuration } from '#platform';
import { writeMessage } from '#text';

const LOOPBACK = /^(?:localhost|127\.[\d.]+|::1)$/i;

/** Says, in the log and on the terminal, when other machines reach the server and nothing encrypts what they send. */
export function warnInTheClear({ host, publicUrl }: Pick<Configuration, 'host' | 'publicUrl'>): void {
  if (LOOPBACK.test(host) || publicUrl?.startsWith('https:')) return;
  const warning = `The server listens on ${host} without encryption: tokens and personal data cross the network readable. Put a proxy with TLS in front and set TOUCHSTONE_PUBLIC_URL=https://...`;
  new Logger('Start').warn(warning);
  writeMessage(process.stderr, `${warning}\n`);
}
