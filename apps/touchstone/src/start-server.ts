import { readFileSync } from 'node:fs';
import pino from 'pino';
import { type Embedded, openEmbedded } from '#embedded';
import type { Configuration, HealthChecks, Shutdown } from '#platform';
import type { Metrics } from '#platform/http';
import { type RunningProgram, startProgram, VERSION, watchRecorded, watchViews } from '#serving';
import { countedRecorder, type RecordedCounts } from '#recording';
import { problemsBySet } from '#views';
import { programOf } from './program-of.js';

/** A server that listens. */
export interface RunningServer extends RunningProgram {
  readonly embedded: Embedded;
}

/** Opens the data folder, starts the threads, listens. `shutdown` gets the steps that undo it. */
export async function startServer(configuration: Configuration, shutdown: Shutdown): Promise<RunningServer> {
  const log = pino({ level: configuration.log });
  const embedded = await openEmbedded({
    data: configuration.data,
    keys: configuration.keys,
    region: configuration.region,
    createdBy: `touchstone ${VERSION}`,
    ...(configuration.rules === undefined ? {} : { rules: readFileSync(configuration.rules, 'utf8') }),
    ...(configuration.kinds === undefined ? {} : { kinds: readFileSync(configuration.kinds, 'utf8') }),
    log,
    onFailure: (error) => {
      log.fatal({ err: error }, 'the recorder failed; the server stops');
      void shutdown.begin('the recorder failed', 1);
    },
  });
  try {
    const { recorder, counts } = countedRecorder(embedded.recorder);
    const program = { ...programOf({ ...embedded, recorder }, shutdown.signal), watch: watching(embedded, counts) };
    const running = await startProgram(configuration, shutdown, program);
    shutdown.step('files', () => embedded.stop());
    return { ...running, embedded };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

/** Health and metrics of what runs behind the routes. */
function watching({ views, store }: Embedded, counts: RecordedCounts): (health: HealthChecks, metrics: Metrics) => void {
  return (health, metrics) => {
    health.register({
      name: 'views',
      async check() {
        // What fails is tried again, and look-ups are answered with what is there: other servers would not know more.
        const sets = await views.status();
        const problems = problemsBySet(sets);
        return {
          ok: true,
          lag: Object.fromEntries(sets.map(({ set, serving }) => [set, serving.lag])),
          ...(Object.keys(problems).length > 0 ? { problems } : {}),
        };
      },
    });
    metrics.gauge('touchstone_ledger_position', 'Position of the newest event', [], async () => [
      { value: Number(await store.head()) },
    ]);
    watchRecorded(metrics, counts);
    watchViews(metrics, () => views.status());
  };
}
