import { CommandError } from '../command-error.js';
import type { ServerAddress } from './server-address.js';

const ANSWER_MS = 5000;

/**
 * Checks that the process that uses the data folder is a server at this address.
 * @throws CommandError `unreachable` where nobody answers there
 */
export async function requireServer(data: string, { url }: ServerAddress): Promise<void> {
  try {
    const response = await fetch(new URL('health/live', withSlash(url)), { signal: AbortSignal.timeout(ANSWER_MS) });
    await response.body?.cancel();
  } catch (error) {
    throw new CommandError(
      'unreachable',
      `Another process uses the data folder ${data}, and no server answers at ${url}. Where it is a server at another address, pass that with --url; otherwise wait until it has ended.`,
      { cause: error },
    );
  }
}

/** With a slash at its end, so that paths are resolved below it. */
export function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
