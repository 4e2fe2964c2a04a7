import type { Database } from 'better-sqlite3';
import type { FileFormat } from '#sqlite';
import { NORMALISER_VERSION } from '../normalise/normalise-identifier.js';
import { VaultUnavailableError } from '../vault.js';

const TABLES = `
  -- normaliser: NORMALISER_VERSION under which identifiers were made comparable when they came in.
  -- generation: how often keys were destroyed or re-wrapped.
  CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) WITHOUT ROWID;
  INSERT INTO meta (name, value) VALUES ('normaliser', 1), ('generation', 0);

  -- Key-encryption keys, wrapped by the master key.
  CREATE TABLE kek (version INTEGER PRIMARY KEY, wrapped BLOB NOT NULL);
  -- Pepper, fingerprint and quarantine keys, wrapped by a key-encryption key.
  CREATE TABLE service_keys (name TEXT PRIMARY KEY, kek INTEGER NOT NULL, wrapped BLOB NOT NULL) WITHOUT ROWID;
  -- One key per hub; without the key, the tombstone of one that was destroyed.
  CREATE TABLE hub_keys (
    hub TEXT PRIMARY KEY, kek INTEGER, wrapped BLOB, request_id TEXT, erased_at TEXT,
    CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL))
  ) WITHOUT ROWID;

  CREATE TABLE registry (
    id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, handle TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL, normalised TEXT NOT NULL, display TEXT, searchable INTEGER NOT NULL
  );
  CREATE TABLE searchable_types (type TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE VIRTUAL TABLE identifier_parts USING fts5(
    normalised, content='registry', content_rowid='id', tokenize='trigram', detail='none', columnsize=0
  );
  INSERT INTO identifier_parts (identifier_parts, rank) VALUES ('secure-delete', 1);

  -- Ids are never used again: they are the order in which profiles became known.
  CREATE TABLE profiles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, handle TEXT NOT NULL UNIQUE, hub TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE, body TEXT NOT NULL, words TEXT
  );
  CREATE INDEX profiles_by_hub ON profiles (hub);
  CREATE VIRTUAL TABLE profile_words USING fts5(
    words, content='profiles', content_rowid='id', tokenize='ascii', prefix='1 2 3', detail='none', columnsize=0
  );
  INSERT INTO profile_words (profile_words, rank) VALUES ('secure-delete', 1);

  CREATE TABLE quarantine (
    id TEXT PRIMARY KEY, digest BLOB NOT NULL UNIQUE, source TEXT NOT NULL, received_at TEXT NOT NULL, sealed BLOB NOT NULL
  );

  CREATE TABLE blocks (key TEXT, profile INTEGER, PRIMARY KEY (key, profile)) WITHOUT ROWID;
  CREATE INDEX blocks_by_profile ON blocks (profile);
  CREATE TABLE suggestions (
    a TEXT, b TEXT, score REAL NOT NULL, reasons TEXT NOT NULL, since TEXT NOT NULL, closed INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (a, b), CHECK (a < b)
  ) WITHOUT ROWID;
  CREATE INDEX open_suggestions ON suggestions (score DESC, a, b) WHERE closed = 0;
  CREATE INDEX suggestions_by_b ON suggestions (b);
`;

/** To change a table, add a step. */
export const VAULT: FileFormat = { name: 'vault', applicationId: 0, steps: [{ id: '001-vault', sql: TABLES }] };

/**
 * A vault is found by identifiers as they were normalised when they came in.
 * @throws VaultUnavailableError `newer-version` where another version normalised them
 */
export function refuseOtherNormaliser(sql: Database): void {
  if (sql.prepare("SELECT value FROM meta WHERE name = 'normaliser'").pluck().get() === NORMALISER_VERSION) return;
  throw new VaultUnavailableError(
    'newer-version',
    'The vault was written by a newer version of Touchstone. Start that version instead.',
  );
}
