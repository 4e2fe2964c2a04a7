import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asPosition, START, type LedgerEvent } from '#events';
import { EditionsFolder, type ViewReader, type ViewSet } from '#views';

/** A view set in a temporary SQLite edition, for tests of projections together with their queries. */
export class TemporaryViews {
  readonly #folder = mkdtempSync(join(tmpdir(), 'recognition-'));
  readonly #editions = new EditionsFolder(this.#folder);
  readonly #open: { close(): unknown }[] = [];

  /** A reader of what these events give, in batches of `size`. */
  async of(set: ViewSet, events: readonly LedgerEvent[], size = 50): Promise<ViewReader> {
    const number = this.#editions.create(set);
    const edition = this.#editions.writer(set, number);
    const projector = set.projector();
    for (let from = 0; from < events.length; from += size) {
      const batch = events.slice(from, from + size);
      await edition.commit(asPosition(batch.at(-1)?.position ?? START), (unit) => projector.apply(batch, unit));
    }
    await edition.close();
    this.#editions.promote(set.name, number);
    const reader = this.#editions.reader(set.name);
    this.#open.push(reader);
    return reader;
  }

  dispose(): void {
    for (const reader of this.#open) reader.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
