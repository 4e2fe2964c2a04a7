import { randomBytes } from 'node:crypto';
import { VaultUnavailableError } from '../vault.js';
import { KeyEncryptionKeys, type WrappedKey, wrapKek } from './key-encryption-keys.js';
import type { Tables } from './schema.js';
import type { Session, WritingSession } from './vault-database.js';

const SERVICES = ['pepper', 'fingerprint', 'quarantine'] as const;
type Service = (typeof SERVICES)[number];

/** The keys of the vault's own services, in clear. */
export type ServiceKeys = Readonly<Record<Service, Buffer>>;

/** The key-encryption keys of the database, cached in memory and read again when the generation changes. */
export class KeyRing {
  readonly #tables: Tables;
  readonly #master: Buffer;
  #keys = new KeyEncryptionKeys(new Map());
  #generation = -1;

  constructor(tables: Tables, master: Buffer) {
    this.#tables = tables;
    this.#master = master;
  }

  /**
   * The first keys of a vault that has no key-encryption key. To be called while nobody else writes.
   * @throws VaultUnavailableError `damaged` where it had some.
   */
  async create(session: WritingSession): Promise<void> {
    const { hubKeys, serviceKeys } = this.#tables;
    const orphans = await session.rows(`SELECT name FROM ${serviceKeys} UNION ALL (SELECT hub FROM ${hubKeys} LIMIT 1)`);
    if (orphans.length > 0) {
      throw new VaultUnavailableError(
        'damaged',
        'All key-encryption keys are missing from the vault. Restore it from its backup.',
      );
    }
    const keys = await this.#addKek(session);
    for (const service of SERVICES) await this.#store(session, service, keys.wrap(randomBytes(32), service));
  }

  /** Reads the key-encryption keys. @throws VaultUnavailableError `master-key-wrong` */
  async load(session: Session): Promise<void> {
    this.#keys = await this.#read(session);
  }

  /** The keys to wrap with: those of the session's generation, which stay valid until it ends. */
  async toWrap(session: WritingSession): Promise<KeyEncryptionKeys> {
    if (this.#generation !== session.generation) {
      await this.load(session);
      this.#generation = session.generation;
    }
    return this.#keys;
  }

  /** The keys to unwrap these with. */
  async toUnwrap(session: Session, wrapped: readonly WrappedKey[]): Promise<KeyEncryptionKeys> {
    if (!wrapped.every(({ kek }) => this.#keys.has(kek))) await this.load(session);
    return this.#keys;
  }

  /** @throws VaultUnavailableError `damaged` */
  async services(session: Session): Promise<ServiceKeys> {
    const rows = await session.rows<WrappedKey & { readonly name: string }>(
      `SELECT name, kek, wrapped FROM ${this.#tables.serviceKeys}`,
    );
    const keys = await this.toUnwrap(session, rows);
    const key = (name: Service): Buffer => {
      const row = rows.find((each) => each.name === name);
      if (row) return keys.unwrap(row, name);
      throw new VaultUnavailableError('damaged', `The vault's ${name} key is missing. Restore the vault from its backup.`);
    };
    return { pepper: key('pepper'), fingerprint: key('fingerprint'), quarantine: key('quarantine') };
  }

  /** Makes a new key-encryption key the newest and re-wraps the service keys under it. To be called while nobody else writes. */
  async renew(session: WritingSession): Promise<void> {
    const services = await this.services(session);
    const keys = await this.#addKek(session);
    for (const service of SERVICES) await this.#store(session, service, keys.wrap(services[service], service));
  }

  /** Deletes the key-encryption keys before the newest, unless some key needs them. To be called while nobody else writes. */
  async dropOld(session: WritingSession): Promise<void> {
    const { kek, hubKeys } = this.#tables;
    await session.rows(`
        DELETE FROM ${kek} WHERE version < (SELECT max(version) FROM ${kek})
        AND NOT EXISTS (SELECT FROM ${hubKeys} WHERE kek < (SELECT max(version) FROM ${kek}))
      `);
  }

  async #addKek(session: WritingSession): Promise<KeyEncryptionKeys> {
    const version = (await this.#read(session)).newest + 1;
    await session.rows(`INSERT INTO ${this.#tables.kek} (version, wrapped) VALUES ($1, $2)`, [
      version,
      wrapKek(version, randomBytes(32), this.#master),
    ]);
    return this.#read(session);
  }

  async #read(session: Session): Promise<KeyEncryptionKeys> {
    const stored = await session.rows<{ version: number; wrapped: Buffer }>(`SELECT version, wrapped FROM ${this.#tables.kek}`);
    return KeyEncryptionKeys.unwrapped(stored, this.#master);
  }

  async #store(session: WritingSession, service: Service, { kek, wrapped }: WrappedKey): Promise<void> {
    await session.rows(
      `
          INSERT INTO ${this.#tables.serviceKeys} (name, kek, wrapped) VALUES ($1, $2, $3)
          ON CONFLICT (name) DO UPDATE SET kek = excluded.kek, wrapped = excluded.wrapped
        `,
      [service, kek, wrapped],
    );
  }
}
