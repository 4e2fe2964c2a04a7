import { createHmac } from 'node:crypto';
import type { Handle, Sealed } from '#events';
import { removeCopies } from '#postgres';
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
import { HubKeys } from './hub-keys.js';
import { IdentifierRegistry } from './identifier-registry.js';
import type { KeyRing, ServiceKeys } from './key-ring.js';
import { PostgresQuarantine } from './postgres-quarantine.js';
import { PostgresSuggestions } from './postgres-suggestions.js';
import type { Tables } from './schema.js';
import { Search } from './search.js';
import { StatedProfiles } from './stated-profiles.js';
import type { Session, VaultDatabase, WritingSession } from './vault-database.js';

/** Runs a call's writes in a transaction, if it writes. */
type Write = <T>(work: (session: WritingSession) => Promise<T>) => Promise<T>;

interface Revealed {
  readonly identifiers: readonly RevealedIdentifier[];
  readonly profiles: readonly RevealedProfile[];
}

/**
 * The vault in one schema of a PostgreSQL database, open in any number of processes at once. Each call is one to three
 * statements, whatever number of items it is given, and sees what was committed before it began.
 *
 * Other calls go on while a transaction runs, on other connections, and see nothing of it before its end. Transactions that
 * call `handles`, `profiles` and `seal` once each, in this order, never deadlock; of two that call them in other ways one may
 * fail with `busy`, and can be repeated.
 */
export class PostgresVault implements Vault {
  readonly quarantine: Quarantine;
  readonly suggestions: Suggestions;
  readonly #database: VaultDatabase;
  readonly #tables: Tables;
  readonly #ring: KeyRing;
  readonly #hubKeys: HubKeys;
  readonly #registry: IdentifierRegistry;
  readonly #profiles: StatedProfiles;
  readonly #suggestions: PostgresSuggestions;
  readonly #search: Search;
  readonly #fingerprintKey: Buffer;

  constructor(database: VaultDatabase, tables: Tables, ring: KeyRing, keys: ServiceKeys, normalise: Normalise) {
    this.#database = database;
    this.#tables = tables;
    this.#ring = ring;
    this.#fingerprintKey = keys.fingerprint;
    this.#hubKeys = new HubKeys(tables, ring);
    this.#registry = new IdentifierRegistry(tables, normalise, keys.pepper);
    this.#profiles = new StatedProfiles(tables, keys.pepper);
    this.#search = new Search(tables, this.#registry);
    this.#suggestions = new PostgresSuggestions(database, tables);
    this.suggestions = this.#suggestions;
    this.quarantine = new PostgresQuarantine(database, tables, keys.quarantine);
  }

  async handles(identifiers: readonly IdentifierInput[]): Promise<readonly (ResolvedIdentifier | undefined)[]> {
    return this.#registry.handles(this.#database.reading, identifiers, this.#write);
  }

  async find(identifiers: readonly IdentifierInput[]): Promise<readonly (ResolvedIdentifier | undefined)[]> {
    return this.#registry.find(this.#database.reading, identifiers);
  }

  async profiles(stated: readonly { readonly hub: Handle; readonly profile: Profile }[]): Promise<readonly Handle[]> {
    return this.#profiles.handles(this.#database.reading, stated, this.#write);
  }

  async seal(requests: readonly SealRequest[]): Promise<readonly Sealed[]> {
    return this.#seal(this.#database.reading, requests, this.#write);
  }

  async open(requests: readonly OpenRequest[]): Promise<readonly Opened[]> {
    return this.#open(this.#database.reading, requests);
  }

  async reveal(handles: readonly Handle[]): Promise<Revealed> {
    return this.#reveal(this.#database.reading, handles);
  }

  async search(query: string, limit: number): Promise<readonly SearchHit[]> {
    return this.#search.search(this.#database.reading, query, limit);
  }

  fingerprint(content: string): string {
    return createHmac('sha256', this.#fingerprintKey).update(content).digest('base64url');
  }

  async transaction<T>(work: (unit: VaultUnit) => Promise<T>): Promise<T> {
    return this.#database.writeOnce(async (session) => {
      let ended = false;
      const inside = (): WritingSession => {
        if (ended) throw new VaultUnavailableError('closed', 'This transaction has ended.');
        return session;
      };
      const write: Write = async (call) => call(inside());
      const unit: VaultUnit = {
        handles: async (identifiers) => this.#registry.handles(inside(), identifiers, write),
        find: async (identifiers) => this.#registry.find(inside(), identifiers),
        profiles: async (stated) => this.#profiles.handles(inside(), stated, write),
        seal: async (requests) => this.#seal(inside(), requests, write),
        open: async (requests) => this.#open(inside(), requests),
        reveal: async (handles) => this.#reveal(inside(), handles),
        fingerprint: (content) => this.fingerprint(content),
      };
      try {
        return await work(unit);
      } finally {
        ended = true;
      }
    });
  }

  /**
   * As the port says. It waits for the transactions that run, and those that begin meanwhile wait for it. Copies that were
   * kept of the vault as it was before an older version's was brought up to date hold the keys too, so they go with it.
   *
   * Deleted data stays in PostgreSQL's files for a while: removed rows until they are vacuumed (which is begun here, and ends
   * when no older transaction may see them) and their space is used again, the write-ahead log until it is recycled, archived
   * logs and backups as long as they are kept. The keys in them are wrapped, and open nothing without the master key, which
   * is never in the database; names and identifiers are in clear. So the operator keeps archived logs and backups of this
   * database for 30 days at most, its files on an encrypted disk, and the master key in none of these; and after restoring a
   * backup, shreds again what was shredded since.
   */
  async shred(hubs: readonly Handle[], request: { readonly requestId: string; readonly erasedAt: string }): Promise<void> {
    await this.#database.writeAlone(async (session) => {
      await removeCopies(async (sql, values) => session.rows(sql, values), this.#tables.schema);
      await this.#registry.remove(session, hubs);
      await this.#profiles.removeOf(session, hubs);
      await this.#hubKeys.destroy(session, hubs, request);
      await this.#suggestions.removeOf(session, hubs);
    });
    const { hubKeys, registry, profiles, blocks, suggestions } = this.#tables;
    await this.#database.vacuum([hubKeys, registry, profiles, blocks, suggestions]);
  }

  /**
   * Makes a new key-encryption key and re-wraps every key under it, a thousand at a time, so that recording goes on
   * meanwhile; then deletes the old ones. Data keys and sealed sections stay as they are. If it is interrupted, both
   * key-encryption keys stay valid, and the next rotation finishes the work. Resolves to the number of hub keys re-wrapped.
   */
  async rotateKeys(): Promise<number> {
    await this.#database.writeAlone(async (session) => this.#ring.renew(session));
    let total = 0;
    for (let after: string | undefined = ''; after !== undefined;) {
      const from: string = after;
      const step = await this.#database.write(async (session) => this.#hubKeys.rewrapSome(session, from));
      total += step?.count ?? 0;
      after = step?.last;
    }
    await this.#database.writeAlone(async (session) => this.#ring.dropOld(session));
    await this.#database.vacuum([this.#tables.kek, this.#tables.serviceKeys, this.#tables.hubKeys]);
    return total;
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  readonly #write: Write = async (work) => this.#database.write(work);

  async #seal(session: Session, requests: readonly SealRequest[], write: Write): Promise<Sealed[]> {
    const hubs = [...new Set(requests.map(({ hub }) => hub))];
    const keys = await this.#hubKeys.toSeal(session, hubs);
    const without = hubs.filter((hub) => !keys.has(hub));
    const made = without.length === 0 ? keys : await write(async (writing) => this.#hubKeys.make(writing, without));
    return requests.map((request) => sealSection(present(keys.get(request.hub) ?? made.get(request.hub)), request));
  }

  async #open(session: Session, requests: readonly OpenRequest[]): Promise<Opened[]> {
    const keyOf = await this.#hubKeys.toOpen(session, [...new Set(requests.map(({ hub }) => hub))]);
    return requests.map((request) => {
      const key = keyOf(request.hub);
      return Buffer.isBuffer(key) ? { erased: false, content: openSection(key, request) } : key;
    });
  }

  async #reveal(session: Session, handles: readonly Handle[]): Promise<Revealed> {
    const wanted = [...new Set(handles)];
    if (wanted.length === 0) return { identifiers: [], profiles: [] };
    const [identifiers, profiles] = await Promise.all([
      this.#registry.reveal(session, wanted),
      this.#profiles.reveal(session, wanted),
    ]);
    return {
      identifiers: wanted.flatMap((handle) => identifiers.get(handle) ?? []),
      profiles: wanted.flatMap((handle) => profiles.get(handle) ?? []),
    };
  }
}

function present(key: Buffer | undefined): Buffer {
  if (key) return key;
  throw new VaultUnavailableError('damaged', 'A key of the vault was made and is not there.');
}
