import type { RecordResult } from './record-result.js';
import type { BatchResult, Recorder } from './recorder.js';

const OUTCOMES: readonly (RecordResult | BatchResult)['status'][] = ['accepted', 'duplicate', 'quarantined', 'refused'];

/** What became of touchpoints, by outcome; all outcomes are there from the start. Only grows. */
export type RecordedCounts = ReadonlyMap<string, number>;

/** The same recorder, and a count of what became of the touchpoints it was given: accepted, duplicate, quarantined, refused. */
export function countedRecorder(recorder: Recorder): { readonly recorder: Recorder; readonly counts: RecordedCounts } {
  const counts = new Map<string, number>(OUTCOMES.map((outcome) => [outcome, 0]));
  const count = (status: string): void => void counts.set(status, (counts.get(status) ?? 0) + 1);
  return {
    counts,
    recorder: {
      decideIdentity: (command, metadata) => recorder.decideIdentity(command, metadata),
      quarantined: (cursor, limit) => recorder.quarantined(cursor, limit),
      discardQuarantined: (id, reason, metadata) => recorder.discardQuarantined(id, reason, metadata),
      async record(text, metadata) {
        const result = await recorder.record(text, metadata);
        count(result.status);
        return result;
      },
      async recordBatch(lines, metadata) {
        const results = await recorder.recordBatch(lines, metadata);
        for (const { status } of results) count(status);
        return results;
      },
      async retryQuarantined(id, corrected, metadata) {
        const result = await recorder.retryQuarantined(id, corrected, metadata);
        if (result) count(result.status);
        return result;
      },
    },
  };
}
