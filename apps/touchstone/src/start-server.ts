import pino from 'pino';
import { countOutcomes, type OutcomeCounts } from '#commands';
import { type Embedded, openEmbedded } from '#embedded';
import { readDefinitions } from '#features';
import { accessFiles, type Configuration, type HealthChecks, openAccess, type Shutdown } from '#platform';
import type { Metrics } from '#platform/http';
import { type RunningProgram, startProgram, VERSION, watchCommands, watchViews } from '#serving';
import { allOf } from '#slice';
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
    definitions: readDefinitions(configuration),
    log,
    onFailure: (error) => {
      log.fatal({ err: error }, 'recording failed; the server stops');
      void shutdown.begin('recording failed', 1);
    },
  });
  try {
    const { executor, counts } = countOutcomes(embedded.executor, Object.keys(allOf(embedded.slices, 'commands')));
    const opened = openAccess(configuration.keys, configuration.token, accessFiles(configuration.keys));
    const program = { ...programOf({ ...embedded, executor }, opened, shutdown.signal), watch: watching(embedded, counts) };
    const running = await startProgram(configuration, shutdown, program);
    shutdown.step('files', () => embedded.stop());
    return { ...running, embedded };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

/** Health and metrics of what runs behind the routes. */
function watching({ views, store }: Embedded, counts: OutcomeCounts): (health: HealthChecks, metrics: Metrics) => void {
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
    watchCommands(metrics, counts);
    watchViews(metrics, () => views.status());
  };
}
