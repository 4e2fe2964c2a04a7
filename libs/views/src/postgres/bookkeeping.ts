import type { MigrationStep } from '#postgres';

/** The schema with the tables of all sets and editions. */
export const BOOKKEEPING = 'touchstone_views';

/** The notification channel of commits of serving editions and promotions; the payload is the set's name. */
export const COMMITS_CHANNEL = 'touchstone_views_commits';

/**
 * One row per set, edition, and so on. Which edition serves stands in the edition's own row, because a writer locks that
 * row for its whole batch: a promotion cannot come between what it read and its commit.
 */
export const BOOKKEEPING_STEPS: readonly MigrationStep[] = [
  {
    id: '001-editions',
    sql: `
      CREATE TABLE sets (
        name text COLLATE "C" PRIMARY KEY,
        last_edition bigint NOT NULL DEFAULT 0,
        outbox_head bigint NOT NULL DEFAULT 0
      ) WITH (fillfactor = 50);

      CREATE TABLE editions (
        set_name text COLLATE "C" NOT NULL REFERENCES sets,
        edition bigint NOT NULL,
        version text NOT NULL,
        position bigint NOT NULL DEFAULT 0,
        serving boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (set_name, edition)
      ) WITH (fillfactor = 50);
      CREATE UNIQUE INDEX one_serving_edition ON editions (set_name) WHERE serving;

      CREATE TABLE dead_letters (
        set_name text COLLATE "C" NOT NULL,
        edition bigint NOT NULL,
        position bigint NOT NULL,
        type text NOT NULL,
        reason text NOT NULL,
        PRIMARY KEY (set_name, edition, position),
        FOREIGN KEY (set_name, edition) REFERENCES editions ON DELETE CASCADE
      );

      CREATE TABLE outbox (
        set_name text COLLATE "C" NOT NULL,
        sequence bigint NOT NULL,
        topic text NOT NULL,
        key text NOT NULL,
        message text NOT NULL,
        PRIMARY KEY (set_name, sequence)
      );

      CREATE TABLE requests (
        set_name text COLLATE "C" NOT NULL,
        wish text NOT NULL CHECK (wish IN ('rebuild', 'promote')),
        requested_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (set_name, wish)
      );`,
  },
  {
    // Identifies the message even if another outbox has the same sequence. The database makes it; an INSERT names none.
    id: '002-outbox-ids',
    sql: 'ALTER TABLE outbox ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid()',
  },
  {
    id: '003-problems',
    sql: `
      CREATE TABLE problems (
        set_name text COLLATE "C" NOT NULL,
        role text NOT NULL CHECK (role IN ('serving', 'building')),
        code text NOT NULL,
        since timestamptz NOT NULL DEFAULT now(),
        noted_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (set_name, role)
      )`,
  },
  {
    // Whose events an edition holds, where it has read that.
    id: '004-installation',
    sql: 'ALTER TABLE editions ADD COLUMN installation text',
  },
];
