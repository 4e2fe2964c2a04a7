import { createHmac } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { Handle, Sealed } from '#events';
import { removeCopies } from '#sqlite';
import type { Normalise } from '../normalise/normalise-identifier.js';
import type { Quarantine } from '../quarantine.js';
import { openSection, sealSection } from '../sealing/sealed-section.js';
import type { Suggestions } from '../suggestions.js';
import {
  VaultUnavailableError,
  type IdentifierInput,
  type Opened,
  type OpenRequest,
  type Profile,
  type ResolvedIdentifier,
  type RevealedIdentifier,
  type RevealedProfile,
  type SealRequest,
  type SearchHit,
  type Vault,
  type VaultUnit,
} from '../vault.js';
import { ChangeWatch } from './change-watch.js';
import { HubKeys } from './hub-keys.js';
import { IdentifierRegistry } from './identifier-registry.js';
import type { KeyRing } from './key-ring.js';
import { Search } from './search.js';
import { SqliteQuarantine } from './sqlite-quarantine.js';
import { SqliteSuggestions } from './sqlite-suggestions.js';
import { StatedProfiles } from './stated-profiles.js';
import { VaultDatabase } from './vault-database.js';

interface Revealed {
  readonly identifiers: readonly RevealedIdentifier[];
  readonly profiles: readonly RevealedProfile[];
}

/**
 * The vault in one SQLite file. Several may be open on it at once, in threads and processes: each sees what another
 * committed with its next call, and an erasure or a rotation in one empties the key caches of all others before their
 * next call.
 */
export class SqliteVault implements Vault {
  readonly quarantine: Quarantine;
  readonly suggestions: Suggestions;
  readonly #database: VaultDatabase;
  readonly #watch: ChangeWatch;
  readonly #ring: KeyRing;
  readonly #hubKeys: HubKeys;
  readonly #registry: IdentifierRegistry;
  readonly #profiles: StatedProfiles;
  readonly #suggestions: SqliteSuggestions;
  readonly #search: Search;
  readonly #fingerprintKey: Buffer;

  constructor(sql: Database, ring: KeyRing, normalise: Normalise) {
    this.#watch = new ChangeWatch(sql);
    this.#ring = ring;
    this.#database = new VaultDatabase(sql, {
      onEnter: () => {
        if (this.#watch.changed()) this.#forget();
      },
      onRollback: () => this.#forget(),
    });
    const pepper = ring.service('pepper');
    this.#fingerprintKey = ring.service('fingerprint');
    this.#hubKeys = new HubKeys(this.#database, ring);
    this.#registry = new IdentifierRegistry(this.#database, normalise, pepper);
    this.#profiles = new StatedProfiles(this.#database, this.#hubKeys, pepper);
    this.#search = new Search(this.#database, this.#registry);
    this.quarantine = new SqliteQuarantine(this.#database, ring.service('quarantine'));
    this.#suggestions = new SqliteSuggestions(this.#database);
    this.suggestions = this.#suggestions;
  }

  async handles(identifiers: readonly IdentifierInput[]): Promise<readonly (ResolvedIdentifier | undefined)[]> {
    return this.#database.once(() => this.#registry.handles(identifiers));
  }

  async find(identifiers: readonly IdentifierInput[]): Promise<readonly (ResolvedIdentifier | undefined)[]> {
    return this.#database.once(() => this.#registry.find(identifiers));
  }

  async profiles(stated: readonly { readonly hub: Handle; readonly profile: Profile }[]): Promise<readonly Handle[]> {
    return this.#database.once(() => this.#profiles.handles(stated));
  }

  async seal(requests: readonly SealRequest[]): Promise<readonly Sealed[]> {
    return this.#database.once(() => this.#seal(requests));
  }

  async open(requests: readonly OpenRequest[]): Promise<readonly Opened[]> {
    return this.#database.once(() => this.#open(requests));
  }

  async reveal(handles: readonly Handle[]): Promise<Revealed> {
    return this.#database.once(() => this.#reveal(handles));
  }

  async search(query: string, limit: number): Promise<readonly SearchHit[]> {
    return this.#database.once(() => this.#search.search(query, limit));
  }

  fingerprint(content: string): string {
    return createHmac('sha256', this.#fingerprintKey).update(content).digest('base64url');
  }

  async transaction<T>(work: (unit: VaultUnit) => Promise<T>): Promise<T> {
    let ended = false;
    const inside = <R>(call: () => R): R => {
      if (ended) throw new VaultUnavailableError('closed', 'This transaction has ended.');
      return this.#database.within(call);
    };
    const unit: VaultUnit = {
      handles: async (identifiers) => inside(() => this.#registry.handles(identifiers)),
      find: async (identifiers) => inside(() => this.#registry.find(identifiers)),
      profiles: async (stated) => inside(() => this.#profiles.handles(stated)),
      seal: async (requests) => inside(() => this.#seal(requests)),
      open: async (requests) => inside(() => this.#open(requests)),
      reveal: async (handles) => inside(() => this.#reveal(handles)),
      fingerprint: (content) => this.fingerprint(content),
    };
    return this.#database.together(async () => {
      try {
        return await work(unit);
      } finally {
        ended = true;
      }
    });
  }

  /**
   * As the port says. Copies that were kept of the vault as it was before an older version's was brought up to date hold the
   * keys too, so they go with the first erasure.
   */
  async shred(hubs: readonly Handle[], request: { readonly requestId: string; readonly erasedAt: string }): Promise<void> {
    await this.#database.once(() => {
      this.#database.beforeWrite();
      removeCopies(this.#database.sql.name);
      for (const hub of hubs) {
        this.#hubKeys.destroy(hub, request);
        this.#registry.remove(hub);
        this.#profiles.removeOf(hub);
        this.#suggestions.removeOf(hub);
      }
      this.#watch.announce();
      this.#forget();
    });
    await this.#database.once(() => this.#emptyWriteAheadFile());
  }

  /**
   * Makes a new key-encryption key and re-wraps every key under it, a thousand at a time, so that recording goes on
   * meanwhile; then deletes the old ones. Data keys and sealed sections stay as they are. If it is interrupted, both
   * key-encryption keys stay valid, and the next rotation finishes the work. Resolves to the number of hub keys re-wrapped.
   */
  async rotateKeys(): Promise<number> {
    await this.#database.once(() => {
      this.#database.beforeWrite();
      this.#ring.addKek();
      this.#ring.rewrapServices();
      this.#watch.announce();
    });
    let total = 0;
    for (let after: string | undefined = ''; after !== undefined;) {
      const from: string = after;
      const step = await this.#database.once(() => {
        this.#database.beforeWrite();
        return this.#hubKeys.rewrapSome(from);
      });
      total += step?.count ?? 0;
      after = step?.last;
    }
    await this.#database.once(() => {
      this.#database.beforeWrite();
      this.#ring.dropOldKeks();
      this.#watch.announce();
    });
    await this.#database.once(() => this.#emptyWriteAheadFile());
    return total;
  }

  async close(): Promise<void> {
    await this.#database.close();
    this.#hubKeys.forget();
    this.#registry.forget();
    this.#profiles.forget();
  }

  #seal(requests: readonly SealRequest[]): Sealed[] {
    return requests.map((request) => sealSection(this.#hubKeys.toSeal(request.hub), request));
  }

  #open(requests: readonly OpenRequest[]): Opened[] {
    return requests.map((request) => {
      const key = this.#hubKeys.toOpen(request.hub);
      return Buffer.isBuffer(key) ? { erased: false, content: openSection(key, request) } : key;
    });
  }

  #reveal(handles: readonly Handle[]): Revealed {
    const identifiers: RevealedIdentifier[] = [];
    const profiles: RevealedProfile[] = [];
    for (const handle of new Set(handles)) {
      const identifier = this.#registry.reveal(handle);
      const profile = identifier ? undefined : this.#profiles.reveal(handle);
      if (identifier) identifiers.push(identifier);
      if (profile) profiles.push(profile);
    }
    return { identifiers, profiles };
  }

  #forget(): void {
    this.#ring.reload();
    this.#hubKeys.forget();
    this.#registry.forget();
    this.#profiles.forget();
  }

  #emptyWriteAheadFile(): void {
    const isBusy = this.#database.sql.pragma('wal_checkpoint(TRUNCATE)', { simple: true });
    if (isBusy !== 0) {
      throw new VaultUnavailableError(
        'busy',
        'The keys are destroyed, but what was removed is still in the write-ahead file, because somebody reads it. Repeat the call.',
      );
    }
  }
}
