import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '#event-store';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { lead } from '#postgres';
import type { Configuration } from '#platform';
import { type Rules, suggestMatches } from '#recognition';
import { createRecorder, type KindRegistry, type Recorder } from '#recording';
import { openPostgresVault, type PostgresVault } from '#vault/postgres';
import { PostgresEditions } from '#views/postgres';
import { rulesAndKinds } from '../rules-and-kinds.js';
import { type ServerSettings, STATEMENT_MS } from '../settings.js';

/** What recording needs. */
export interface Recording {
  readonly recorder: Recorder;
  readonly rules: Rules;
  readonly kinds: KindRegistry;
  readonly store: EventStore;
  readonly vault: PostgresVault;
  readonly editions: PostgresEditions;
  /** Once `signal` aborted: ends what is open. */
  close(): Promise<void>;
}

type Log = { warn(fields: object, message: string): void };

/** Profiles compared in one step. */
const PROFILES = 50;
const LOOK_AGAIN_MS = 5000;
/** After each step it pauses so many times as long as the step took: recording comes first. */
const REST = 4;

/**
 * Opens ledger and vault for recording. Any number of processes may; one of them also looks for people who may be one and
 * puts them up for review.
 * @throws StoreUnavailableError VaultUnavailableError ViewsUnavailableError and what is wrong with addresses, rules or kinds
 */
export async function openRecording(
  configuration: Configuration,
  { eventStoreDb, postgres, allowInsecure }: ServerSettings,
  log: Log,
  signal: AbortSignal,
): Promise<Recording> {
  const { rules, kinds } = rulesAndKinds(configuration);
  const store = openEventStoreDb({ url: eventStoreDb, allowInsecure, log });
  const vault = await openPostgresVault({
    url: postgres,
    keysDir: configuration.keys,
    region: configuration.region,
    blocked: rules.blocked,
    applicationName: 'touchstone-ledger-vault',
    statementTimeoutMs: STATEMENT_MS,
  });
  const editions = await PostgresEditions.open({
    url: postgres,
    applicationName: 'touchstone-ledger',
    announces: false,
    max: 3,
    statementTimeoutMs: STATEMENT_MS,
  });
  const recorder = createRecorder({ store, vault, quarantine: vault.quarantine, rules, kinds, now: Date.now });
  const suggesting = lead({
    url: postgres,
    name: 'suggest matches',
    applicationName: 'touchstone-suggests',
    signal,
    onLead: (leading) => suggest(vault, editions, rules, leading, log),
    onChange: (leadership) => {
      if (leadership.state === 'failed') log.warn({ err: leadership.error }, 'looking for suggestions failed; trying again');
    },
  });
  return {
    recorder,
    rules,
    kinds,
    store,
    vault,
    editions,
    async close() {
      await suggesting;
      await Promise.allSettled([store.close(), vault.close(), editions.close()]);
    },
  };
}

/** Compares the profiles that the vault has stored since the last step, until `signal` aborts. */
async function suggest(
  vault: PostgresVault,
  editions: PostgresEditions,
  rules: Rules,
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  const reader = editions.reader('recognition');
  while (!signal.aborted) {
    let looked = 0;
    const startedAt = performance.now();
    try {
      if ((await editions.serving('recognition')) !== undefined)
        ({ looked } = await suggestMatches(
          { suggestions: vault.suggestions, reader, rules },
          { limit: PROFILES, now: new Date() },
        ));
    } catch (error) {
      log.warn({ err: error }, 'looking for suggestions failed; trying again');
    }
    const restMs = looked === 0 ? LOOK_AGAIN_MS : REST * (performance.now() - startedAt);
    await sleep(restMs, undefined, { signal }).catch(() => undefined);
  }
}
