import type { Opened, OpenRequest } from './vault.js';

export type TransferValue = string | number | boolean | null;

/** A row as every adapter gives it and takes it; bytes are base64. Holds wrapped keys and personal data: never log it. */
export type TransferRow = Readonly<Record<string, TransferValue>>;

type ColumnKind = 'text' | 'integer' | 'fraction' | 'boolean' | 'bytes';

/** The tables of a vault that a transfer copies. What only an adapter's own search and look-up need is made anew. */
export interface TransferTable {
  readonly name: keyof typeof COLUMNS;
  /** The key columns, by which rows are ordered: numbers by size, texts by their UTF-8 bytes. */
  readonly key: readonly string[];
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[];
  /** Rows of a page. */
  readonly pageRows: number;
}

/** The first columns are the key. */
const COLUMNS = {
  kek: { version: 'integer', wrapped: 'bytes' },
  service_keys: { name: 'text', kek: 'integer', wrapped: 'bytes' },
  hub_keys: { hub: 'text', kek: 'integer', wrapped: 'bytes', request_id: 'text', erased_at: 'text' },
  registry: { handle: 'text', type: 'text', normalised: 'text', display: 'text', by_part: 'boolean' },
  searchable_types: { type: 'text' },
  profiles: { id: 'integer', handle: 'text', hub: 'text', body: 'text' },
  blocks: { key: 'text', profile: 'integer' },
  suggestions: { a: 'text', b: 'text', score: 'fraction', reasons: 'text', since: 'text', closed: 'boolean' },
  quarantine: { id: 'text', source: 'text', received_at: 'text', sealed: 'bytes' },
} as const satisfies Record<string, Record<string, ColumnKind>>;

const TWO_COLUMN_KEYS = new Set<string>(['blocks', 'suggestions']);
const ROWS = 1000;
/** Quarantined items hold up to a megabyte each. */
const LARGE_ROWS = 16;

/** In the order in which they are copied: keys first. */
export const TRANSFER_TABLES: readonly TransferTable[] = (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).map((name) => {
  const columns = Object.entries(COLUMNS[name]).map(([column, kind]) => ({ name: column, kind }));
  const key = columns.slice(0, TWO_COLUMN_KEYS.has(name) ? 2 : 1).map((column) => column.name);
  return { name, key, columns, pageRows: name === 'quarantine' ? LARGE_ROWS : ROWS };
});

/** Counters that continue when a vault moves. */
export interface TransferCounters {
  /** The last profile that matching looked at. */
  readonly matched: number;
  /** The last id that a profile was given, even if it was removed: no id is used again. */
  readonly lastProfileId: number;
}

/** Counts of a vault's contents. */
export interface TransferCounts {
  readonly identifiers: number;
  readonly profiles: number;
  /** Hubs with a key. */
  readonly hubs: number;
  /** Hubs that were erased. */
  readonly erased: number;
  readonly quarantined: number;
}

/**
 * The source of a transfer, read row by row. Data keys and service keys move wrapped, with the key-encryption keys that wrap
 * them, so the same master key opens them on the other side, and no key is in clear on the way. Nobody else may write
 * meanwhile.
 */
export interface VaultTransfer {
  /**
   * `empty`: nothing is kept in it; `unfinished`: a transfer into it was begun and has not been finished, so no server
   * opens it; `in-use`: any other.
   */
  state(): Promise<'empty' | 'unfinished' | 'in-use'>;

  /** Rows whose key is greater than `after`, in the order of keys, at most `table.pageRows`; an empty page is the end. */
  page(table: TransferTable, after: TransferRow | undefined): Promise<readonly TransferRow[]>;

  counters(): Promise<TransferCounters>;
  counts(): Promise<TransferCounts>;

  /**
   * Opens sections with the vault's present keys.
   * @throws KeyLostError SectionDamagedError VaultUnavailableError `master-key-wrong`
   */
  open(requests: readonly OpenRequest[]): Promise<readonly Opened[]>;

  close(): Promise<void>;
}

/** The target of a transfer. The writes of a call are durable when it resolves. */
export interface VaultTransferTarget extends VaultTransfer {
  /** Marks the vault as `unfinished`. @throws VaultUnavailableError `in-use` where a service came in between */
  begin(): Promise<void>;

  /** Inserts rows that are not there, in one commit. Those of `service_keys` come before any that needs them. */
  put(table: TransferTable, rows: readonly TransferRow[]): Promise<void>;

  /** Removes the rows with these keys and everything derived from them, in one commit. */
  remove(table: TransferTable, rows: readonly TransferRow[]): Promise<void>;

  setCounters(counters: TransferCounters): Promise<void>;

  /** Ends the transfer; servers may open the vault again. */
  finish(): Promise<void>;
}
