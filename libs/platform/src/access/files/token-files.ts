import { join } from 'node:path';
import { PRINCIPAL_KINDS, ROLES } from '../principal.js';
import { digestOf, makeToken, type NamedToken, type TokenFor, type TokenRecord, type TokenStore } from '../token-store.js';
import { RecordFolder } from './record-folder.js';

/** Named tokens in the folder `tokens` of a keys folder, a file each; see `RecordFolder`. */
export class TokenFiles implements TokenStore {
  readonly #files: RecordFolder<TokenRecord>;
  #known: { readonly files: ReadonlyMap<string, TokenRecord>; readonly byDigest: ReadonlyMap<string, TokenRecord> } | undefined;

  /** @throws BrokenRecordError */
  constructor(keysPath: string) {
    this.#files = new RecordFolder(join(keysPath, 'tokens'), asTokenFile);
    this.#files.all();
  }

  create(whom: TokenFor): Promise<{ readonly token: string; readonly kept: NamedToken }> {
    const { token, digest, kept } = makeToken(whom);
    this.#files.put(kept.id, { ...kept, digest });
    return Promise.resolve({ token, kept });
  }

  list(): Promise<readonly NamedToken[]> {
    const tokens = [...this.#files.all().values()].map(withoutDigest);
    return Promise.resolve(tokens.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id)));
  }

  revoke(id: string): Promise<NamedToken | undefined> {
    const file = this.#files.all().get(id);
    if (!file) return Promise.resolve(undefined);
    const revoked = { ...file, revokedAt: file.revokedAt ?? new Date().toISOString() };
    if (file.revokedAt === undefined) this.#files.put(id, revoked);
    return Promise.resolve(withoutDigest(revoked));
  }

  find(token: string): Promise<NamedToken | undefined> {
    const files = this.#files.all();
    if (this.#known?.files !== files)
      this.#known = { files, byDigest: new Map([...files.values()].map((file) => [file.digest, file])) };
    const file = this.#known.byDigest.get(digestOf(token));
    return Promise.resolve(file && withoutDigest(file));
  }

  get(ids: readonly string[]): Promise<readonly NamedToken[]> {
    const files = this.#files.all();
    return Promise.resolve([...new Set(ids)].flatMap((id) => files.get(id) ?? []).map(withoutDigest));
  }

  records(): Promise<readonly TokenRecord[]> {
    return Promise.resolve([...this.#files.all().values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)));
  }

  take(records: readonly TokenRecord[]): Promise<void> {
    for (const record of records) {
      const here = this.#files.all().get(record.id);
      if (!here || (here.revokedAt === undefined && record.revokedAt !== undefined))
        this.#files.put(record.id, { ...(here ?? record), revokedAt: record.revokedAt });
    }
    return Promise.resolve();
  }
}

function withoutDigest({ id, name, kind, roles, createdAt, revokedAt }: TokenRecord): NamedToken {
  return { id, name, kind, roles, createdAt, ...(revokedAt === undefined ? {} : { revokedAt }) };
}

function asTokenFile(json: unknown): TokenRecord | undefined {
  const file = (json ?? {}) as Partial<TokenRecord>;
  const texts = [file.id, file.name, file.createdAt, file.digest, file.revokedAt ?? ''];
  const isRight =
    texts.every((text) => typeof text === 'string') &&
    PRINCIPAL_KINDS.some((kind) => kind === file.kind) &&
    Array.isArray(file.roles) &&
    file.roles.every((role) => ROLES.includes(role));
  return isRight ? (file as TokenRecord) : undefined;
}
