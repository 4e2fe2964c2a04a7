import Database from 'better-sqlite3';

/**
 * What the subscriber keeps. Everything hangs on hubs, which never change; one row per hub says whose it is. So a merge
 * or a split moves no history: it changes that one row.
 */
export class CustomerTable {
  #db;
  #belongs;
  #tookPart;

  constructor(file) {
    this.#db = new Database(file);
    this.#db.pragma('journal_mode = WAL');
    this.#db.exec(`
      CREATE TABLE IF NOT EXISTS hubs (
        hub TEXT PRIMARY KEY, customer TEXT NOT NULL, position INTEGER NOT NULL, sequence TEXT NOT NULL
      ) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS hubs_by_customer ON hubs (customer);
      CREATE TABLE IF NOT EXISTS touchpoints (
        touchpoint TEXT, party INTEGER, hub TEXT NOT NULL, role TEXT, kind TEXT NOT NULL, occurred_at TEXT NOT NULL,
        amount REAL, currency TEXT,
        PRIMARY KEY (touchpoint, party)
      ) WITHOUT ROWID;
    `);
    // Topics are read side by side: an older message may come after a newer one, and must not win.
    this.#belongs = this.#db.prepare(`
      INSERT INTO hubs VALUES (@hub, @customer, @position, @sequence)
      ON CONFLICT (hub) DO UPDATE SET customer = excluded.customer, position = excluded.position, sequence = excluded.sequence
      WHERE excluded.position > position OR (excluded.position = position AND excluded.sequence > sequence)
    `);
    this.#tookPart = this.#db.prepare(`
      INSERT INTO touchpoints VALUES (@touchpoint, @party, @hub, @role, @kind, @occurredAt, @amount, @currency) ON CONFLICT DO NOTHING
    `);
  }

  inTransaction(work) {
    this.#db.transaction(work)();
  }

  /** From `position` of the ledger on the hub is this customer's; of two that say so of one position, the later sequence holds. */
  belongs(hub, customer, position, sequence) {
    this.#belongs.run({ hub, customer, position, sequence });
  }

  /** `party` is an index of the touchpoint's parties: somebody may be several of them, in several roles. */
  tookPart({ touchpoint, kind, occurredAt, amount, parties }, party) {
    const { hub, role } = parties[party];
    // The amount is the principal's, who comes first.
    const own = party === 0 ? amount : undefined;
    this.#tookPart.run({
      touchpoint,
      party,
      hub,
      role,
      kind,
      occurredAt: new Date(occurredAt).toISOString(),
      amount: own ? Number(own.value) : null,
      currency: own?.currency ?? null,
    });
  }

  /** One row per customer, by who is one now. */
  customers() {
    return this.#db
      .prepare(
        `SELECT customer, count(DISTINCT touchpoint) AS touchpoints, max(occurred_at) AS lastContactAt,
                sum(CASE WHEN kind = 'purchase' THEN amount END) AS spent
         FROM hubs JOIN touchpoints USING (hub) GROUP BY customer ORDER BY customer`,
      )
      .all();
  }

  close() {
    this.#db.close();
  }
}
