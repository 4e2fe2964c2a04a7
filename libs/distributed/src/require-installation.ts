import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation, Places } from '#features';
import { errorCode } from '#platform';
import { serverOfUrl } from '#postgres';

export interface RequireInstallationOptions {
  readonly signal: AbortSignal;
  readonly log: { warn(fields: object, message: string): void };
  /** It turned out after the start that ledger and vault do not belong together. */
  readonly onRefused: (error: unknown) => void;
}

/** How long a start waits for the ledger's answer. */
const AT_START_MS = 3000;
const ASK_AGAIN_MS = 5000;
/** A server that cannot be used just now says nothing of what it holds. */
const OF_SERVERS = new Set(['unreachable', 'access-denied', 'busy', 'closed']);

/**
 * Rejects where ledger and vault do not belong together. A ledger that cannot be asked keeps nobody from starting: it is asked
 * again until it answers, and `onRefused` is told then.
 * @throws InstallationError VaultUnavailableError StoreUnavailableError
 */
export async function requireInstallation(
  installation: Pick<Installation, 'check'>,
  { signal, log, onRefused }: RequireInstallationOptions,
): Promise<void> {
  const checking = untilAnswered(installation, signal, log);
  const isAnswered = await Promise.race([checking.then(() => true), sleep(AT_START_MS, false, { ref: false })]);
  if (!isAnswered) checking.catch(onRefused);
}

async function untilAnswered(
  installation: Pick<Installation, 'check'>,
  signal: AbortSignal,
  log: RequireInstallationOptions['log'],
): Promise<void> {
  for (let tries = 0; !signal.aborted; tries++) {
    try {
      await installation.check();
      return;
    } catch (error) {
      if (!OF_SERVERS.has(errorCode(error) ?? '')) throw error;
      if (tries === 0)
        log.warn({ err: error }, 'whether ledger and vault belong together is asked again until the servers answer');
    }
    await sleep(ASK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Where ledger and vault are, without user and password. */
export function placesOf(eventStoreDb: string, postgres: string): Places {
  const hosts = /^[^:]+:\/\/(?:[^@/]*@)?([^/?]+)/.exec(eventStoreDb)?.[1] ?? 'an unknown address';
  return { ledger: `on EventStoreDB at ${hosts}`, vault: `in PostgreSQL at ${serverOfUrl(postgres)}` };
}
