import type { LedgerEvent, RecordedEvent } from '#events';
import { asPosition } from '#events';
import { runProjection } from '../run-projection.js';
import type { Announcement, EditionState, EditionWriter, Row, TableSpec, Value, ViewSet } from '../views.js';

/** The editions of one adapter, in a database or folder of their own. */
export interface OpenedEditions {
  create(set: ViewSet): Promise<number>;
  writer(set: ViewSet, edition: number): EditionWriter;
  promote(set: ViewSet, edition: number): Promise<void>;
  drop(set: string, edition: number): Promise<void>;
  editions(set: string): Promise<number[]>;
  serving(set: string): Promise<number | undefined>;
  state(set: string, edition: number): Promise<EditionState>;
  /** A query to the edition that serves now. */
  read<R extends Row>(set: string, sql: string, params?: readonly Value[]): Promise<R[]>;
  close(): Promise<void>;
}

export type OpenEditions = () => Promise<OpenedEditions>;

/** Runs a test against editions of its own. */
export function withEditions(open: OpenEditions, claim: (editions: OpenedEditions) => Promise<void>): () => Promise<void> {
  return async () => {
    const editions = await open();
    try {
      await claim(editions);
    } finally {
      await editions.close();
    }
  };
}

export const COUNTS: TableSpec = {
  name: 'counts',
  columns: { kind: 'text', events: 'integer', last: 'integer' },
  key: ['kind'],
  indexes: [['last']],
};

interface CountRow extends Row {
  readonly kind: string;
  readonly events: number;
  readonly last: number;
}

/** Counts touchpoints by kind; fails on the kind `broken`, announces each batch, and the kinds that differ on promotion. */
export function counting(version = '1'): ViewSet {
  return {
    name: 'counting',
    version,
    tables: [COUNTS],
    projector: () => ({
      async apply(events: readonly LedgerEvent[], unit) {
        for (const event of events) {
          if (event.type !== 'TouchpointRecorded') continue;
          const { kind } = event.data;
          const [row] = await unit.load<CountRow>(COUNTS, [[kind]]);
          await unit.put(COUNTS, [{ kind, events: (row?.events ?? 0) + 1, last: Number(event.position) }]);
          if (kind === 'broken') throw new Error('cannot fold this');
        }
        unit.announce('counted', 'all', { events: events.length });
      },
    }),
    async *difference(before, after) {
      const known = new Map(
        (await before.all<CountRow>('SELECT kind, events, last FROM counts')).map((row) => [row.kind, row.events]),
      );
      for (const { kind, events } of await after.all<CountRow>('SELECT kind, events, last FROM counts ORDER BY kind')) {
        if (known.get(kind) !== events)
          yield { topic: 'recounted', key: kind, message: { from: known.get(kind) ?? 0, to: events } };
      }
    },
  };
}

const RECORDED: TableSpec = {
  name: 'recorded',
  columns: { position: 'integer', type: 'text', version: 'integer' },
  key: ['position'],
};

/** Keeps the type and version of every event, as stored. */
export function recordedTypes(): ViewSet {
  return {
    name: 'recorded-types',
    version: '1',
    receives: 'as-stored',
    tables: [RECORDED],
    projector: () => ({
      apply: (events: readonly RecordedEvent[], unit) =>
        unit.put(
          RECORDED,
          events.map(({ position, type, schemaVersion }) => ({ position: Number(position), type, version: schemaVersion })),
        ),
    }),
  };
}

export function anEvent(position: number, kind: string, type = 'TouchpointRecorded'): RecordedEvent {
  return {
    id: `e${position}`,
    type,
    schemaVersion: 1,
    data: { kind },
    metadata: {},
    stream: `s${position}`,
    revision: 0,
    position: asPosition(position),
    recordedAt: position,
  };
}

/** The events that are there, in batches; then it ends. */
export function ledgerOf(events: readonly RecordedEvent[]) {
  return {
    async *subscribe(after: bigint, { signal, batchSize = 2 }: { readonly signal: AbortSignal; readonly batchSize?: number }) {
      const due = events.filter(({ position }) => position > after);
      for (let from = 0; from < due.length && !signal.aborted; from += batchSize) {
        yield { events: due.slice(from, from + batchSize), caughtUp: from + batchSize >= due.length };
      }
    },
  };
}

/** Projects the events after the edition's checkpoint, two at a time; returns the announcements. */
export async function projectInto(
  editions: OpenedEditions,
  set: ViewSet,
  edition: number,
  events: readonly RecordedEvent[],
): Promise<Announcement[]> {
  const writer = editions.writer(set, edition);
  const announced: Announcement[] = [];
  try {
    await runProjection({
      events: ledgerOf(events),
      set,
      edition: writer,
      signal: new AbortController().signal,
      batchSize: 2,
      onProgress: ({ announcements }) => announced.push(...announcements),
    });
  } finally {
    await writer.close();
  }
  return announced;
}
