import { join } from 'node:path';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { openDataFolder } from '#platform';
import type { CommandExecutor } from '#commands';
import { bindFeatures, blockedValues, type DefinitionTexts, parseDefinitions } from '#features';
import { type Slice, viewSetsOf } from '#slice';
import { openSqliteVault } from '#vault';
import { type CommandsListeners, startCommands } from './commands/start-commands.js';
import { EditionManager, type EditionManagerOptions } from './views/edition-manager.js';

export interface EmbeddedOptions {
  readonly data: string;
  readonly keys: string;
  /** Written into a new data folder, for instance `touchstone 0.1.0`. */
  readonly createdBy: string;
  /** Region of phone numbers without a country code: ISO 3166-1 alpha-2. */
  readonly region: string;
  readonly definitions: DefinitionTexts;
  /** A long import is ahead. */
  readonly bulk?: boolean;
  readonly log: EditionManagerOptions['log'];
  /** The thread that carries out commands died: nothing can be recorded any more. */
  readonly onFailure: CommandsListeners['onFailure'];
}

/** The whole of Touchstone on one data folder, in this process and its threads. */
export interface Embedded {
  readonly executor: CommandExecutor;
  readonly slices: readonly Slice[];
  /** Reading only. */
  readonly store: EventStore;
  /** Reading only. */
  readonly vault: ReturnType<typeof openSqliteVault>;
  readonly views: EditionManager;
  /** Finishes what is under way, closes all files and frees the folder. */
  stop(): Promise<void>;
}

/**
 * Opens a data folder, which it makes where there is none; the folder is ours alone until `stop`.
 * Killed at any moment, the next opening goes on from what was committed.
 * @throws DataFolderBusyError NewerDataFolderError StoreUnavailableError VaultUnavailableError InvalidRulesError InvalidKindsError
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const definitions = parseDefinitions(options.definitions);
  const slices = bindFeatures(definitions, { publishes: false });
  const folder = openDataFolder(options.data, options.keys, options.createdBy);
  for (const path of folder.narrowed)
    options.log.info({ folder: path }, 'others could use this folder; it is for its owner alone now');
  const files = {
    ledger: join(options.data, 'ledger.db'),
    vault: join(options.data, 'vault.db'),
    views: join(options.data, 'views'),
  };
  const vaultOptions = { path: files.vault, keysDir: options.keys, region: options.region };
  const executor = await startCommands(
    {
      ledger: files.ledger,
      views: files.views,
      vault: vaultOptions,
      definitions: options.definitions,
      bulk: options.bulk ?? false,
    },
    {
      log: options.log,
      onFailure: options.onFailure,
      onUnexpected: ({ command, error }) =>
        options.log.error({ command, ...error }, 'a command failed by an error that nobody foresaw'),
      onFailedJob: ({ job, error }) => options.log.error({ job, ...error }, 'a job in the background failed; trying again'),
    },
  ).catch((error: unknown) => {
    folder.close();
    throw error;
  });
  const store = openSqliteEventStore(files.ledger, { readonly: true, mapped: true });
  const vault = openSqliteVault({ ...vaultOptions, blocked: blockedValues(definitions), readonly: true });
  const views = new EditionManager({
    folder: files.views,
    ledger: files.ledger,
    definitions: options.definitions,
    sets: viewSetsOf(slices),
    head: () => store.head(),
    log: options.log,
  });
  const stop = async (): Promise<void> => {
    // A thread that died has nothing left to finish.
    await executor.stop().catch(() => undefined);
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
    executor,
    slices,
    store,
    vault,
    views,
    stop,
  };
}
