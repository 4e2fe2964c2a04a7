import type { Handle, PostalAddress, Sealed } from '#events';

/** An identifier as somebody wrote it. */
export interface IdentifierInput {
  readonly type: string;
  readonly value: string;
  /**
   * Made by `compoundIdentifiers`, never by callers of the API: the value is normalised already. It links parties like any
   * other identifier, but cannot be searched for.
   */
  readonly derived?: true;
}

/** What a party said of itself beside its identifiers. */
export interface Profile {
  readonly name?: string;
  /** ISO date, YYYY-MM-DD, or a part of it (YYYY, YYYY-MM). */
  readonly birthDate?: string;
  readonly address?: PostalAddress;
}

/** Where a sealed section belongs. It cannot be opened anywhere else: all of this is authenticated. */
export interface SectionContext {
  readonly stream: string;
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
  /** Which section of the event, for instance `party:0`. */
  readonly section: string;
}

/** One section to seal: JSON-serialisable `content` under the key of `hub`. */
export interface SealRequest extends SectionContext {
  readonly hub: Handle;
  readonly content: unknown;
}

export interface OpenRequest extends SectionContext {
  readonly hub: Handle;
  readonly sealed: string;
}

/** What an erased section reads as. */
export interface Erased {
  readonly erased: true;
  readonly requestId: string;
  /** RFC 3339, UTC. */
  readonly erasedAt: string;
}

export type Opened<T = unknown> = { readonly erased: false; readonly content: T } | Erased;

/** A hub's key is missing and no tombstone says it was destroyed: data was lost (a vault restored from an old backup, say). */
export class KeyLostError extends Error {
  readonly code = 'key-lost';
}

/** The section was altered, or moved to another event, or the master key is another one. */
export class SectionDamagedError extends Error {
  readonly code = 'section-damaged';
}

/** The hub was shredded, so nothing more may be kept under it. Resolve the party's identifiers again: they get new handles. */
export class HubErasedError extends Error {
  readonly code = 'hub-erased';
  constructor(readonly hub: Handle) {
    super(`What belonged to ${hub} was erased. Resolve the identifiers again and record under the new handle.`);
  }
}

/** The vault cannot be used as asked. Nothing of the failed call was kept. */
export class VaultUnavailableError extends Error {
  constructor(
    readonly code:
      | 'disk-full'
      | 'damaged'
      | 'busy'
      | 'unreachable'
      | 'access-denied'
      | 'readonly'
      | 'newer-version'
      | 'older-version'
      | 'unfinished-transfer'
      | 'replaced'
      | 'in-use'
      | 'missing'
      | 'closed'
      | 'master-key-missing'
      | 'master-key-wrong'
      | 'master-key-exposed',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A cursor that no page of this list gave. */
export class InvalidCursorError extends Error {
  readonly code = 'invalid-cursor';
  readonly errors = [{ field: 'cursor', problem: 'was not given by this list', remedy: 'Start again without one.' }] as const;
  constructor() {
    super('This cursor was not given by this list. Start again without one.');
  }
}

/** What staff may see of an identifier or profile handle. */
export interface RevealedIdentifier {
  readonly handle: Handle;
  readonly type: string;
  /** For display: a phone number in international format, an e-mail in lower case, a derived one as words, others as first given. */
  readonly value: string;
}

export interface RevealedProfile extends Profile {
  readonly handle: Handle;
  readonly hub: Handle;
}

/** One thing the search found. */
export interface SearchHit {
  /** An identifier's handle, or the hub that a name belongs to. */
  readonly handle: Handle;
  /** `identifier`: all of it, in whatever spelling; `partial`: a part of one; `name`: every word of the query begins a word of the name. */
  readonly how: 'identifier' | 'partial' | 'name';
  readonly type: string;
  /** The matching identifier or name, for display. */
  readonly value: string;
}

/** The calls of a vault that can be made inside `Vault.transaction`. */
export type VaultUnit = Pick<Vault, 'handles' | 'find' | 'profiles' | 'seal' | 'open' | 'reveal' | 'fingerprint'>;

/**
 * Identifiers, names and keys: the only place that maps handles to persons, and the only mutable one, because erasure
 * requires it. Every method takes many at once and is one round trip (one transaction where it writes). Every adapter passes
 * `vaultContract`.
 */
export interface Vault {
  /**
   * The handles of these identifiers, minted where they are new; `undefined` where recognition ignores the value
   * (blocked, or nothing is left of it after normalising). Same value in any spelling, same handle. Durable when it resolves.
   */
  handles(identifiers: readonly IdentifierInput[]): Promise<readonly (ResolvedIdentifier | undefined)[]>;

  /** As `handles`, but mints nothing: `undefined` also where the value is unknown. Does not write. */
  find(identifiers: readonly IdentifierInput[]): Promise<readonly (ResolvedIdentifier | undefined)[]>;

  /**
   * A handle for each (hub, profile), equal for equal ones; indexes the name for search. Durable when it resolves.
   * @throws HubErasedError where a hub was shredded.
   */
  profiles(stated: readonly { readonly hub: Handle; readonly profile: Profile }[]): Promise<readonly Handle[]>;

  /**
   * Seals each section, making hub keys where there are none. The keys are durable when it resolves.
   * @throws HubErasedError where a hub was shredded.
   */
  seal(requests: readonly SealRequest[]): Promise<readonly Sealed[]>;

  /**
   * Opens each section. One whose hub was shredded reads as `Erased` and never throws.
   * @throws KeyLostError SectionDamagedError
   */
  open(requests: readonly OpenRequest[]): Promise<readonly Opened[]>;

  /** Identifiers and profiles behind handles, for display; those erased or unknown are left out. */
  reveal(
    handles: readonly Handle[],
  ): Promise<{ readonly identifiers: readonly RevealedIdentifier[]; readonly profiles: readonly RevealedProfile[] }>;

  /** Finds by any identifier in any spelling, by part of one, and by name (accents, order, prefixes). Best first, at most `limit`. */
  search(query: string, limit: number): Promise<readonly SearchHit[]>;

  /**
   * A keyed digest of `content` that only this vault can make: equal for equal content, and without the key it reveals
   * nothing.
   */
  fingerprint(content: string): string;

  /**
   * Runs `work` in one transaction: what the calls on `unit` write is durable when this resolves; where `work` throws,
   * nothing of it is kept. Other calls do not see it before its end, and in some adapters wait for that. So `work` must use
   * `unit` only: calling the vault itself from inside can deadlock.
   */
  transaction<T>(work: (unit: VaultUnit) => Promise<T>): Promise<T>;

  /**
   * Destroys the hubs' keys, and removes their registry, profile and search rows. For ever. Opening reads `Erased` from
   * then on, in every process: a call that starts after this resolved never sees them. Doing it again changes nothing.
   * Any handle may be given; one that never was a hub loses its registry row.
   */
  shred(hubs: readonly Handle[], request: { readonly requestId: string; readonly erasedAt: string }): Promise<void>;

  close(): Promise<void>;
}

export interface ResolvedIdentifier {
  readonly handle: Handle;
  readonly type: string;
  /** The normalised value: orders a party's identifiers by content. Never leaves the recording path. */
  readonly normalised: string;
}
