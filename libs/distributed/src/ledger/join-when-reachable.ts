import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandExecutor } from '#commands';
import { StoreUnavailableError } from '#event-store';
import { InstallationError, joinInstallation } from '#installation';
import { VaultUnavailableError } from '#vault';

/** A start waits so long for a ledger that does not answer, and then goes on without. */
const PATIENCE_MS = 5000;
const PAUSE_MS = 2000;

const PLACES = { ledger: 'The ledger in EventStoreDB', vault: 'the vault in PostgreSQL' } as const;

export type Joining = Omit<Parameters<typeof joinInstallation>[0], 'places'> & {
  readonly signal: AbortSignal;
  readonly log: { warn(fields: object, message: string): void };
  /** They do not belong together, which turned out only after the start. */
  readonly onRefusal: (error: InstallationError) => void;
};

/** Whether ledger and vault are known to belong together. */
export interface Joined {
  /** @throws StoreUnavailableError `unreachable` while it is not known; InstallationError */
  require(): void;
}

/**
 * Joins the installation that ledger and vault are of. A ledger that cannot be reached at the start does not end it: it is tried again
 * until it answers, and nothing is recorded before.
 * @throws InstallationError where it answers at once, and they do not belong together
 */
export async function joinWhenReachable({ signal, log, onRefusal, ...belongings }: Joining): Promise<Joined> {
  let state: 'joined' | 'unknown' | InstallationError = 'unknown';
  const joining = (async () => {
    while (!signal.aborted) {
      try {
        await joinInstallation({ ...belongings, places: PLACES });
        state = 'joined';
        return;
      } catch (error) {
        if (error instanceof InstallationError) state = error;
        if (!(error instanceof StoreUnavailableError || error instanceof VaultUnavailableError) || error.code === 'damaged')
          throw error;
        log.warn({ err: error }, 'whether ledger and vault belong together is not known yet; trying again');
      }
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  })();
  const late = new AbortController();
  const isKnown = await Promise.race([
    joining.then(() => true),
    sleep(PATIENCE_MS, false, { signal: late.signal }).catch(() => false),
  ]).finally(() => late.abort());
  if (!isKnown) joining.catch(onRefusal);
  return {
    require() {
      if (state === 'joined') return;
      if (state !== 'unknown') throw state;
      throw new StoreUnavailableError(
        'unreachable',
        'Whether this ledger and this vault belong together is not known yet, because EventStoreDB has not answered since the start. Nothing was recorded; repeat it.',
      );
    },
  };
}

/** Carries out nothing before ledger and vault are known to belong together. */
export function onceJoined(executor: CommandExecutor, joined: Joined): CommandExecutor {
  return {
    async execute(...args) {
      joined.require();
      return executor.execute(...args);
    },
    async executeMany(...args) {
      joined.require();
      return executor.executeMany(...args);
    },
    async retryQuarantined(...args) {
      joined.require();
      return executor.retryQuarantined(...args);
    },
  };
}
