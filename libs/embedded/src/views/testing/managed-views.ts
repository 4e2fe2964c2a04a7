import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { EditionsFolder, type Row, type TableSpec, type ViewSet } from '#views';
import { EditionManager } from '../edition-manager.js';
import { projectEditions } from '../project-editions.js';
import type { StartProjector } from '../start-projector.js';

const COUNTS: TableSpec = { name: 'counts', columns: { kind: 'text', events: 'integer' }, key: ['kind'] };

/** Counts touchpoints by kind; `apply` may throw before it does. */
export function counting(name: string, version = '1', apply: () => void = () => undefined): ViewSet {
  return {
    name,
    version,
    tables: [COUNTS],
    projector: () => ({
      async apply(events, unit) {
        apply();
        for (const event of events) {
          if (event.type !== 'TouchpointRecorded') continue;
          const { kind } = event.data;
          const [row] = await unit.load<{ kind: string; events: number }>(COUNTS, [[kind]]);
          await unit.put(COUNTS, [{ kind, events: (row?.events ?? 0) + 1 }]);
          unit.announce('counted', kind, {});
        }
      },
    }),
  };
}

/** What the log was told, in order. */
export interface Logged {
  readonly level: 'info' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A ledger and managers of views on one folder, the projectors in this thread. */
export class ManagedViews {
  readonly folder = mkdtempSync(join(tmpdir(), 'embedded-views-'));
  readonly views: string;
  readonly store: EventStore = openSqliteEventStore(join(this.folder, 'ledger.db'));
  readonly log: Logged[] = [];
  readonly #managers: EditionManager[] = [];
  #recorded = 0;

  /** `views`: where the views are, if not beside the ledger. */
  constructor(views?: string) {
    this.views = views ?? join(this.folder, 'views');
  }

  /** All in one append. */
  async record(...kinds: readonly string[]): Promise<void> {
    const events = kinds.map((kind) => {
      this.#recorded += 1;
      const id = `00000000-0000-8000-8000-${String(this.#recorded).padStart(12, '0')}`;
      return { id, type: 'TouchpointRecorded', schemaVersion: 1, data: { kind }, metadata: {} };
    });
    await this.store.append(`s-${this.#recorded}`, events, 'none');
  }

  /** Not started. */
  manager(sets: readonly ViewSet[]): EditionManager {
    const note =
      (level: Logged['level']) =>
      (fields: object, message: string): void =>
        void this.log.push({ level, message, fields: { ...fields } });
    const manager = new EditionManager({
      folder: this.views,
      ledger: join(this.folder, 'ledger.db'),
      definitions: {},
      sets,
      head: () => this.store.head(),
      log: { info: note('info'), error: note('error') },
      startProjector: this.#startProjector(sets),
    });
    this.#managers.push(manager);
    return manager;
  }

  async started(sets: readonly ViewSet[]): Promise<EditionManager> {
    const manager = this.manager(sets);
    await manager.start();
    return manager;
  }

  async remove(): Promise<void> {
    await Promise.all(this.#managers.map((manager) => manager.stop()));
    await this.store.close();
    rmSync(this.folder, { recursive: true });
  }

  #startProjector(sets: readonly ViewSet[]): StartProjector {
    return ({ views, editions, serving }, onMessage) => {
      const stop = new AbortController();
      const running = projectEditions({
        store: this.store,
        folder: new EditionsFolder(views),
        editions: sets.flatMap((set) =>
          editions.filter((each) => each.set === set.name).map(({ edition }) => ({ set, edition })),
        ),
        serving,
        signal: stop.signal,
        tell: (message) => onMessage(structuredClone(message)),
      });
      return {
        stop: async () => {
          stop.abort();
          await running;
        },
      };
    };
  }
}

/** What a set has counted. */
export async function counts(manager: EditionManager, set: string): Promise<Record<string, number>> {
  const rows = await manager.reader(set).all<Row & { kind: string; events: number }>('SELECT kind, events FROM counts');
  return Object.fromEntries(rows.map(({ kind, events }) => [kind, events]));
}
