import { escapeIdentifier } from 'pg';
import type { MigrationStep } from '#postgres';

/**
 * Names and identifiers compare as bytes (COLLATE "C"), whatever the database's locale. Search needs no extension: words are
 * a tsvector without a dictionary, parts of identifiers an array of trigrams as numbers. (pg_trgm would do the latter, but
 * matches only what the database's locale counts as letters, and not every server has it.) Every search also reads the
 * pending list of a GIN index, so that list is kept short.
 */
const TABLES = `
  -- normaliser: NORMALISER_VERSION under which identifiers were made comparable when they came in.
  -- generation: how often keys were destroyed or re-wrapped. matched: the last profile that matching looked at.
  -- Whoever writes the vault locks this table in ROW SHARE mode first, whoever destroys or re-wraps keys in EXCLUSIVE mode.
  CREATE TABLE meta (name text COLLATE "C" PRIMARY KEY, value bigint NOT NULL);
  INSERT INTO meta (name, value) VALUES ('normaliser', 1), ('generation', 0), ('matched', 0);

  -- Key-encryption keys, wrapped by the master key.
  CREATE TABLE kek (version integer PRIMARY KEY, wrapped bytea NOT NULL);
  -- Pepper, fingerprint and quarantine keys, wrapped by a key-encryption key.
  CREATE TABLE service_keys (name text PRIMARY KEY, kek integer NOT NULL, wrapped bytea NOT NULL);
  -- One key per hub; without the key, the tombstone of one that was destroyed.
  CREATE TABLE hub_keys (
    hub text COLLATE "C" PRIMARY KEY, kek integer, wrapped bytea, request_id text, erased_at text,
    CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL))
  );

  CREATE TABLE registry (
    handle text COLLATE "C" PRIMARY KEY, digest uuid NOT NULL UNIQUE,
    type text COLLATE "C" NOT NULL, normalised text COLLATE "C" NOT NULL, display text, trigrams integer[]
  );
  CREATE INDEX registry_by_trigrams ON registry USING gin (trigrams) WITH (gin_pending_list_limit = 256);
  CREATE TABLE searchable_types (type text COLLATE "C" PRIMARY KEY);

  -- Ids are never used again: they are the order in which profiles became known.
  CREATE SEQUENCE profile_ids;
  CREATE TABLE profiles (
    id bigint PRIMARY KEY, handle text COLLATE "C" NOT NULL UNIQUE, hub text COLLATE "C" NOT NULL,
    digest uuid NOT NULL UNIQUE, body text NOT NULL, words tsvector
  );
  CREATE INDEX profiles_by_hub ON profiles (hub);
  CREATE INDEX profiles_by_words ON profiles USING gin (words) WITH (gin_pending_list_limit = 256);

  CREATE TABLE quarantine (
    id text COLLATE "C" PRIMARY KEY, digest uuid NOT NULL UNIQUE,
    source text NOT NULL, received_at text NOT NULL, sealed bytea NOT NULL
  );
  ALTER TABLE quarantine ALTER COLUMN sealed SET STORAGE EXTERNAL;

  CREATE TABLE blocks (key text COLLATE "C", profile bigint, PRIMARY KEY (key, profile));
  CREATE INDEX blocks_by_profile ON blocks (profile);
  CREATE TABLE suggestions (
    a text COLLATE "C", b text COLLATE "C", score double precision NOT NULL, reasons text NOT NULL, since text NOT NULL,
    closed boolean NOT NULL DEFAULT false, PRIMARY KEY (a, b), CHECK (a < b)
  );
  CREATE INDEX open_suggestions ON suggestions (score DESC, a, b) WHERE NOT closed;
  CREATE INDEX suggestions_by_b ON suggestions (b);
`;

/** To change a table, add a step. */
export const MIGRATIONS: readonly MigrationStep[] = [{ id: '001-vault', sql: TABLES }];

/** The names of the vault's tables, with their schema. */
export type Tables = ReturnType<typeof tablesIn>;

export function tablesIn(schema: string) {
  const inSchema = (name: string): string => `${escapeIdentifier(schema)}.${name}`;
  return {
    /** The schema's own name, not quoted. */
    schema,
    migrations: inSchema('migrations'),
    meta: inSchema('meta'),
    kek: inSchema('kek'),
    serviceKeys: inSchema('service_keys'),
    hubKeys: inSchema('hub_keys'),
    registry: inSchema('registry'),
    searchableTypes: inSchema('searchable_types'),
    profiles: inSchema('profiles'),
    profileIds: inSchema('profile_ids'),
    quarantine: inSchema('quarantine'),
    blocks: inSchema('blocks'),
    suggestions: inSchema('suggestions'),
  } as const;
}
