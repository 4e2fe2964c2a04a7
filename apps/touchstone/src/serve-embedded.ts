import type { Embedded } from '#embedded';
import type { Configuration, HealthChecks, Shutdown } from '#platform';
import type { Metrics } from '#platform/http';
import { countedRecorder, type RecordedCounts } from '#recording';
import { type RunningProgram, startProgram, watchRecorded, watchViews } from '#serving/http';
import { programOf } from './program-of.js';

/** Serves an open data folder over HTTP: the API, the staff's page, health and metrics. */
export async function serveEmbedded(
  embedded: Embedded,
  configuration: Configuration,
  shutdown: Shutdown,
): Promise<RunningProgram> {
  const { recorder, counts } = countedRecorder(embedded.recorder);
  const program = { ...programOf({ ...embedded, recorder }, shutdown.signal), watch: watching(embedded, counts) };
  return startProgram(configuration, shutdown, program);
}

/** Health and metrics of what runs behind the routes. */
function watching({ views, store }: Embedded, counts: RecordedCounts): (health: HealthChecks, metrics: Metrics) => void {
  return (health, metrics) => {
    health.register({
      name: 'views',
      async check() {
        const sets = await views.status();
        return { ok: views.failure === undefined, lag: Object.fromEntries(sets.map(({ set, serving }) => [set, serving.lag])) };
      },
    });
    metrics.gauge('touchstone_ledger_position', 'Position of the newest event', [], async () => [
      { value: Number(await store.head()) },
    ]);
    watchRecorded(metrics, counts);
    watchViews(metrics, () => views.status());
  };
}
