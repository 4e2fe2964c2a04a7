import type { Database } from 'better-sqlite3';
import { NORMALISER_VERSION } from '../normalise/normalise-identifier.js';
import { VaultUnavailableError } from '../vault.js';

/** Version of the tables below, kept as `user_version`. */
const FORMAT_VERSION = 1;

const TABLES = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) WITHOUT ROWID;

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

/** @throws VaultUnavailableError `newer-version` where a later version of the software wrote this vault. */
export function checkFormat(sql: Database): 'new' | 'current' {
  const version = sql.pragma('user_version', { simple: true });
  if (version === 0) return 'new';
  if (version !== FORMAT_VERSION || normaliserOf(sql) !== NORMALISER_VERSION) {
    throw new VaultUnavailableError(
      'newer-version',
      'The vault was written by a newer version of Touchstone. Start that version instead.',
    );
  }
  return 'current';
}

/** Makes the tables of an empty vault. To be called inside a transaction. */
export function createTables(sql: Database): void {
  sql.exec(TABLES);
  const set = sql.prepare('INSERT INTO meta (name, value) VALUES (?, ?)');
  set.run('normaliser', NORMALISER_VERSION);
  set.run('generation', 0);
  sql.pragma(`user_version = ${FORMAT_VERSION}`);
}

function normaliserOf(sql: Database): unknown {
  return sql.prepare("SELECT value FROM meta WHERE name = 'normaliser'").pluck().get();
}
