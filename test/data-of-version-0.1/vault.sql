
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE SCHEMA touchstone_vault;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE touchstone_vault.blocks (
    key text NOT NULL COLLATE pg_catalog."C",
    profile bigint NOT NULL
);

CREATE TABLE touchstone_vault.hub_keys (
    hub text NOT NULL COLLATE pg_catalog."C",
    kek integer,
    wrapped bytea,
    request_id text,
    erased_at text,
    CONSTRAINT hub_keys_check CHECK (((wrapped IS NULL) = (erased_at IS NOT NULL)))
);

CREATE TABLE touchstone_vault.kek (
    version integer NOT NULL,
    wrapped bytea NOT NULL
);

CREATE TABLE touchstone_vault.meta (
    name text NOT NULL COLLATE pg_catalog."C",
    value bigint NOT NULL
);

CREATE TABLE touchstone_vault.migrations (
    id text NOT NULL,
    migrated_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE SEQUENCE touchstone_vault.profile_ids
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE touchstone_vault.profiles (
    id bigint NOT NULL,
    handle text NOT NULL COLLATE pg_catalog."C",
    hub text NOT NULL COLLATE pg_catalog."C",
    digest uuid NOT NULL,
    body text NOT NULL,
    words tsvector
);

CREATE TABLE touchstone_vault.quarantine (
    id text NOT NULL COLLATE pg_catalog."C",
    digest uuid NOT NULL,
    source text NOT NULL,
    received_at text NOT NULL,
    sealed bytea NOT NULL
);
ALTER TABLE ONLY touchstone_vault.quarantine ALTER COLUMN sealed SET STORAGE EXTERNAL;

CREATE TABLE touchstone_vault.registry (
    handle text NOT NULL COLLATE pg_catalog."C",
    digest uuid NOT NULL,
    type text NOT NULL COLLATE pg_catalog."C",
    normalised text NOT NULL COLLATE pg_catalog."C",
    display text,
    trigrams integer[]
);

CREATE TABLE touchstone_vault.searchable_types (
    type text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE touchstone_vault.service_keys (
    name text NOT NULL,
    kek integer NOT NULL,
    wrapped bytea NOT NULL
);

CREATE TABLE touchstone_vault.suggestions (
    a text NOT NULL COLLATE pg_catalog."C",
    b text NOT NULL COLLATE pg_catalog."C",
    score double precision NOT NULL,
    reasons text NOT NULL,
    since text NOT NULL,
    closed boolean DEFAULT false NOT NULL,
    CONSTRAINT suggestions_check CHECK ((a < b))
);

INSERT INTO touchstone_vault.hub_keys VALUES ('01a22eb2-e4bb-7000-ac0a-2a69a8c58978', 1, '\x0182a1d03fcf1dba5a48843d9b3be65548d6509fecb3ca286fc06eb88c9b228dd8449846b386e001f1edcf63b5ac45336e34ae405e2d9d0dbc90a96b35', NULL, NULL);
INSERT INTO touchstone_vault.hub_keys VALUES ('01a22eb2-e4bc-7000-890f-80c537b0bb45', NULL, NULL, 'request-1', '2026-11-22T10:00:00Z');

INSERT INTO touchstone_vault.kek VALUES (1, '\x019f45dc256cab69eb2c6d0dc061e47a8e8bfcad8a0d8aec36ceb0d5622673338f99ebb4e27eb5de5a87b38e12d082fbf02f3fbf9ec49d7021380abac4');

INSERT INTO touchstone_vault.meta VALUES ('normaliser', 1);
INSERT INTO touchstone_vault.meta VALUES ('matched', 0);
INSERT INTO touchstone_vault.meta VALUES ('generation', 2);

INSERT INTO touchstone_vault.migrations VALUES ('001-vault', '2026-11-30 23:03:25.113766+00');

INSERT INTO touchstone_vault.profiles VALUES (1, '01a22eb2-e4e0-7000-9673-637dfd3894c9', '01a22eb2-e4bb-7000-ac0a-2a69a8c58978', 'aaac2949-6192-b38b-e022-0774255cec04', '{"name":"Ada Byron","birthDate":"1815-12-10"}', '''ada'' ''byron''');

INSERT INTO touchstone_vault.quarantine VALUES ('01a22eb2-e52c-7000-b8ac-8a51aaf8706e', '2e9907c8-9bf7-d574-2066-74f8166193f9', 'shop', '2026-11-21T10:00:00.000Z', '\x014faa16ae47258134c8ed30f384021e3041a9114ef0688a0bbf900f6a9f1f056836e2c5c689a4d133f11dc19a7b907fa97228e0cd34a2c3a13a3c3270f41f4b3babe006e29e264bdb91e4a2bbe4193ea04bf177dd3a3d97713ccb0e317d531574871a6402c9c55d94afff28f5333aec571055a654fce2d40d46c2a4a7fb961e21fd9d5d42d313089185267e9579f0b5319fdefb3fe629242daaacfdb0d8e6eb29dc68228cde31279a8416b3a40299bb09feae8c');

INSERT INTO touchstone_vault.registry VALUES ('01a22eb2-e4bb-7000-ac0a-2a69a8c58978', '5a62a928-fa22-fd18-4975-cbfaf2ce6f44', 'email', 'ada@example.org', NULL, '{1282887534,1720992921,1282452478,758308513,1867318134,346970170,1282996314,-1259368031,-821274703,-1405548253,1866423858,-1870420693,-967249416}');
INSERT INTO touchstone_vault.registry VALUES ('01a22eb2-e4bb-7001-ab80-2cc4d6015028', 'fe84fa14-2716-6651-50fb-7612ba7e4e4f', 'phone', '+442079460018', NULL, '{1985691851,-994850422,-994874594,-1286993207,-1579003060,-556648320,-264614293,-994826254,-702804314,-1579087663,-1579075571}');

INSERT INTO touchstone_vault.searchable_types VALUES ('email');
INSERT INTO touchstone_vault.searchable_types VALUES ('phone');

INSERT INTO touchstone_vault.service_keys VALUES ('pepper', 1, '\x014f11f643de7ddbec10fb24ff03e73b8c19234e66c02c01495102166415b60ece62ed65532c58e75e9f8d92d72cd27dc2f89831a0f8479f3c83544acc');
INSERT INTO touchstone_vault.service_keys VALUES ('fingerprint', 1, '\x01f0778fad781063f2b2710dbc8eb145215a4d5c982a050d8dd1e79a5277a8b39b2751ba29345248aca9624040f29da263cc8e0f94ccb1e5b80e3c27ae');
INSERT INTO touchstone_vault.service_keys VALUES ('quarantine', 1, '\x019d269b139eeb4551fd043f7249286bdc13d3ce4cfc8ba4d424adf69122d67649329c264285deb08f90967d068debd932378e89b39f2acdc2c53eaa3a');

SELECT pg_catalog.setval('touchstone_vault.profile_ids', 1, true);

ALTER TABLE ONLY touchstone_vault.blocks
    ADD CONSTRAINT blocks_pkey PRIMARY KEY (key, profile);

ALTER TABLE ONLY touchstone_vault.hub_keys
    ADD CONSTRAINT hub_keys_pkey PRIMARY KEY (hub);

ALTER TABLE ONLY touchstone_vault.kek
    ADD CONSTRAINT kek_pkey PRIMARY KEY (version);

ALTER TABLE ONLY touchstone_vault.meta
    ADD CONSTRAINT meta_pkey PRIMARY KEY (name);

ALTER TABLE ONLY touchstone_vault.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY touchstone_vault.profiles
    ADD CONSTRAINT profiles_digest_key UNIQUE (digest);

ALTER TABLE ONLY touchstone_vault.profiles
    ADD CONSTRAINT profiles_handle_key UNIQUE (handle);

ALTER TABLE ONLY touchstone_vault.profiles
    ADD CONSTRAINT profiles_pkey PRIMARY KEY (id);

ALTER TABLE ONLY touchstone_vault.quarantine
    ADD CONSTRAINT quarantine_digest_key UNIQUE (digest);

ALTER TABLE ONLY touchstone_vault.quarantine
    ADD CONSTRAINT quarantine_pkey PRIMARY KEY (id);

ALTER TABLE ONLY touchstone_vault.registry
    ADD CONSTRAINT registry_digest_key UNIQUE (digest);

ALTER TABLE ONLY touchstone_vault.registry
    ADD CONSTRAINT registry_pkey PRIMARY KEY (handle);

ALTER TABLE ONLY touchstone_vault.searchable_types
    ADD CONSTRAINT searchable_types_pkey PRIMARY KEY (type);

ALTER TABLE ONLY touchstone_vault.service_keys
    ADD CONSTRAINT service_keys_pkey PRIMARY KEY (name);

ALTER TABLE ONLY touchstone_vault.suggestions
    ADD CONSTRAINT suggestions_pkey PRIMARY KEY (a, b);

CREATE INDEX blocks_by_profile ON touchstone_vault.blocks USING btree (profile);

CREATE INDEX open_suggestions ON touchstone_vault.suggestions USING btree (score DESC, a, b) WHERE (NOT closed);

CREATE INDEX profiles_by_hub ON touchstone_vault.profiles USING btree (hub);

CREATE INDEX profiles_by_words ON touchstone_vault.profiles USING gin (words) WITH (gin_pending_list_limit='256');

CREATE INDEX registry_by_trigrams ON touchstone_vault.registry USING gin (trigrams) WITH (gin_pending_list_limit='256');

CREATE INDEX suggestions_by_b ON touchstone_vault.suggestions USING btree (b);

