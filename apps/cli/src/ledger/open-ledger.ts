import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { EventStore } from '#event-store';
import { codeOf, CommandError, ProgressDisplay, untilInterrupted } from '#cli';
import type { KeptTree } from '#proof';
import { writeMessage } from '#text';

/** Which ledger is read, as commander reads it. */
export interface LedgerOptions {
  readonly data: string;
  /** `true`: as EVENTSTOREDB_URL says. */
  readonly from?: string | true;
}

/** A ledger that is open for reading, and what its views keep of it. */
export interface OpenLedger {
  readonly ledger: EventStore;
  /** Absent where there are no views of this version. */
  readonly kept?: KeptTree;
  close(): Promise<void>;
}

/** Adds `--data` and `--from`. */
export function withLedgerOptions(command: Command, environment: NodeJS.ProcessEnv): Command {
  return command
    .option('-d, --data <folder>', 'the data folder', environment['TOUCHSTONE_DATA']?.trim() || './data')
    .option(
      '--from [url]',
      'instead, the ledger on this EventStoreDB (default: EVENTSTOREDB_URL); what the views keep, where POSTGRES_URL says',
    );
}

/**
 * Opens a ledger for reading; servers may use it meanwhile.
 * @throws CommandError `no-data`, `wrong-usage`, and what opening it throws
 */
export async function openLedger(
  { data, from }: LedgerOptions,
  environment: NodeJS.ProcessEnv,
  say: (text: string) => void,
): Promise<OpenLedger> {
  const opened = await (from === undefined ? openFolder(resolve(data)) : openServers(from, environment));
  const { kept, ...ledger } = opened;
  const problem = await kept?.head().then(
    () => undefined,
    (error: unknown) => codeOf(error) ?? 'unexpected',
  );
  if (problem === undefined) return opened;
  say(`What the views keep of the ledger cannot be read (${problem}); it is left out.`);
  return ledger;
}

/** Works on a ledger with its progress on the terminal, until Ctrl-C: then the exit code is 130. */
export async function withLedger(
  options: LedgerOptions,
  { environment, phase }: { readonly environment: NodeJS.ProcessEnv; readonly phase: string },
  work: (
    opened: OpenLedger,
    scan: { readonly signal: AbortSignal; readonly onProgress: (part: number, done: number) => void },
  ) => Promise<string | undefined>,
): Promise<number> {
  const opened = await openLedger(options, environment, (text) => writeMessage(process.stderr, `${text}\n`));
  const display = await ProgressDisplay.open(process.stderr, Date.now);
  try {
    const result = await untilInterrupted((signal) =>
      work(opened, { signal, onProgress: (part, done) => display.show({ phase, what: 'events', part, done }) }),
    );
    display.end();
    writeMessage(result === undefined ? process.stderr : process.stdout, result ?? 'Stopped.\n');
    return result === undefined ? 130 : 0;
  } finally {
    display.end();
    await opened.close();
  }
}

async function openFolder(data: string): Promise<OpenLedger> {
  const path = join(data, 'ledger.db');
  if (!existsSync(path))
    throw new CommandError('no-data', `There is no ledger in ${data}. Name its folder with --data or TOUCHSTONE_DATA.`);
  const [{ openSqliteEventStore }, { EditionsFolder }, { KeptTree, LEDGER_TREE, ledgerTreeViews }] = await Promise.all([
    import('#event-store'),
    import('#views'),
    import('#proof'),
  ]);
  const ledger = openSqliteEventStore(path, { readonly: true });
  const views = join(data, 'views');
  const folder = existsSync(views) ? new EditionsFolder(views) : undefined;
  const edition = folder?.serving(LEDGER_TREE);
  const isOurs =
    folder !== undefined && edition !== undefined && folder.state(LEDGER_TREE, edition).version === ledgerTreeViews.version;
  if (!isOurs) return { ledger, close: () => ledger.close() };
  const reader = folder.reader(LEDGER_TREE);
  return {
    ledger,
    kept: new KeptTree(reader),
    async close() {
      reader.close();
      await ledger.close();
    },
  };
}

async function openServers(from: string | true, environment: NodeJS.ProcessEnv): Promise<OpenLedger> {
  const url = (from === true ? undefined : from) ?? environment['EVENTSTOREDB_URL']?.trim();
  if (!url)
    throw new CommandError(
      'wrong-usage',
      'Name an address with --from or, so that nobody sees its password, with EVENTSTOREDB_URL.',
    );
  const { openEventStoreDb } = await import('#event-store/eventstoredb');
  const ledger = openEventStoreDb({ url, allowInsecure: environment['EVENTSTOREDB_ALLOW_INSECURE']?.trim() === 'true' });
  const postgres = environment['POSTGRES_URL']?.trim();
  if (!postgres) return { ledger, close: () => ledger.close() };
  const [{ PostgresEditions }, { KeptTree, LEDGER_TREE, ledgerTreeViews }] = await Promise.all([
    import('#views/postgres'),
    import('#proof'),
  ]);
  const editions = await PostgresEditions.open({
    url: postgres,
    applicationName: 'touchstone-ledger-verify',
    announces: false,
    max: 1,
  });
  const serving = (await editions.states(LEDGER_TREE)).find((state) => state.serving);
  const close = async (): Promise<void> => void (await Promise.allSettled([ledger.close(), editions.close()]));
  if (serving?.version !== ledgerTreeViews.version) return { ledger, close };
  return { ledger, kept: new KeptTree(editions.reader(LEDGER_TREE)), close };
}
