import type { NewEvent } from '#events';
import type { TableSpec, ViewSet } from '#views';

export const COUNTS: TableSpec = { name: 'counts', columns: { kind: 'text', events: 'integer' }, key: ['kind'] };

/** Counts touchpoints by kind and tells each one's position; version 2 counts in capitals. */
export const counting = (version = '1', apply?: () => void): ViewSet => ({
  name: 'counting',
  version,
  tables: [COUNTS],
  projector: () => ({
    async apply(events, unit) {
      apply?.();
      for (const event of events) {
        if (event.type !== 'TouchpointRecorded') continue;
        const kind = version === '1' ? event.data.kind : event.data.kind.toUpperCase();
        const [row] = await unit.load<{ kind: string; events: number }>(COUNTS, [[kind]]);
        await unit.put(COUNTS, [{ kind, events: (row?.events ?? 0) + 1 }]);
        unit.announce('counted', kind, { position: String(event.position) });
      }
    },
  }),
  async *difference(before, after) {
    for (const { kind } of await before.all<{ kind: string }>('SELECT kind FROM counts ORDER BY kind'))
      yield { topic: 'recounted', key: kind, message: null };
    for (const { kind, events } of await after.all<{ kind: string; events: number }>(
      'SELECT kind, events FROM counts ORDER BY kind',
    )) {
      yield { topic: 'recounted', key: kind, message: { events } };
    }
  },
});

/** The `number`th touchpoint of a test. */
export function touchpoint(number: number, kind: string): NewEvent {
  const id = `00000000-0000-8000-8000-${String(number).padStart(12, '0')}`;
  return { id, type: 'TouchpointRecorded', schemaVersion: 1, data: { kind }, metadata: {} };
}
