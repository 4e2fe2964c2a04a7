import { join } from 'node:path';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { openDataFolder } from '#platform';
import { DEFAULT_RULES_YAML, parseRules, type Rules } from '#recognition';
import { KindRegistry, type Recorder } from '#recording';
import { openSqliteVault } from '#vault';
import { startRecording } from './recording/start-recording.js';
import { EditionManager, type EditionManagerOptions } from './views/edition-manager.js';
import { viewSets } from './views/view-sets.js';

export interface EmbeddedOptions {
  readonly data: string;
  readonly keys: string;
  /** Written into a new data folder, for instance `touchstone 0.1.0`. */
  readonly createdBy: string;
  /** Region of phone numbers without a country code: ISO 3166-1 alpha-2. */
  readonly region: string;
  /** YAML text of the recognition rules; the built-in ones where absent. */
  readonly rules?: string;
  /** YAML text of the company's own kinds of touchpoint. */
  readonly kinds?: string;
  /** A long import is ahead. */
  readonly bulk?: boolean;
  readonly log: EditionManagerOptions['log'];
  /** The recorder's thread died: nothing can be recorded any more. */
  readonly onFailure: (error: Error) => void;
}

/** The whole of Touchstone on one data folder, in this process and its threads. */
export interface Embedded {
  readonly recorder: Recorder;
  /** Reading only. */
  readonly store: EventStore;
  /** Reading only. */
  readonly vault: ReturnType<typeof openSqliteVault>;
  readonly views: EditionManager;
  readonly rules: Rules;
  readonly kinds: KindRegistry;
  /** Finishes what is under way, closes all files and frees the folder. */
  stop(): Promise<void>;
}

/**
 * Opens a data folder, which it makes where there is none; the folder is ours alone until `stop`.
 * Killed at any moment, the next opening goes on from what was committed.
 * @throws DataFolderBusyError NewerDataFolderError StoreUnavailableError VaultUnavailableError InvalidRulesError InvalidKindsError
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const rulesText = options.rules ?? DEFAULT_RULES_YAML;
  const rules = parseRules(rulesText);
  const kinds = options.kinds === undefined ? new KindRegistry() : KindRegistry.withCompanyKinds(options.kinds);
  const folder = openDataFolder(options.data, options.keys, options.createdBy);
  const files = {
    ledger: join(options.data, 'ledger.db'),
    vault: join(options.data, 'vault.db'),
    views: join(options.data, 'views'),
  };
  const vaultOptions = { path: files.vault, keysDir: options.keys, region: options.region };
  const recorder = await startRecording(
    {
      ledger: files.ledger,
      views: files.views,
      vault: vaultOptions,
      rules: rulesText,
      bulk: options.bulk ?? false,
      ...(options.kinds === undefined ? {} : { kinds: options.kinds }),
    },
    options.log,
    options.onFailure,
  ).catch((error: unknown) => {
    folder.close();
    throw error;
  });
  const store = openSqliteEventStore(files.ledger, { readonly: true, mapped: true });
  const vault = openSqliteVault({ ...vaultOptions, blocked: rules.blocked, readonly: true });
  const views = new EditionManager({
    folder: files.views,
    ledger: files.ledger,
    rules: rulesText,
    sets: viewSets(rules),
    head: () => store.head(),
    log: options.log,
  });
  const stop = async (): Promise<void> => {
    // A recorder that died has nothing left to finish.
    await recorder.stop().catch(() => undefined);
    await views.stop();
    await store.close();
    await vault.close();
    folder.close();
  };
  try {
    await views.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    recorder,
    store,
    vault,
    views,
    rules,
    kinds,
    stop,
  };
}
