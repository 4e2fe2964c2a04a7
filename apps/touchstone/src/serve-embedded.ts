import { countOutcomes, type OutcomeCounts } from '#commands';
import type { Embedded } from '#embedded';
import { accessFiles, type Configuration, type HealthChecks, openAccess, type Shutdown } from '#platform';
import type { Metrics } from '#platform/http';
import { type RunningProgram, startProgram, watchCommands, watchViews } from '#serving/http';
import { allOf } from '#slice';
import { problemsBySet } from '#views';
import { programOf } from './program-of.js';

/** Serves a data folder that is open over HTTP. */
export async function serveEmbedded(
  embedded: Embedded,
  configuration: Configuration,
  shutdown: Shutdown,
): Promise<RunningProgram> {
  const { executor, counts } = countOutcomes(embedded.executor, Object.keys(allOf(embedded.slices, 'commands')));
  const opened = openAccess(configuration.keys, configuration.token, accessFiles(configuration.keys));
  const program = { ...programOf({ ...embedded, executor }, opened, shutdown.signal), watch: watching(embedded, counts) };
  return startProgram(configuration, shutdown, program);
}

/** Health and metrics of what runs behind the routes. */
function watching(
  { views, store, vault, files }: Embedded,
  counts: OutcomeCounts,
): (health: HealthChecks, metrics: Metrics) => void {
  return (health, metrics) => {
    health.register({
      name: 'ledger',
      async check() {
        const [newest] = await store.readNewest(1);
        return { ...asFile(files, 'ledger'), position: String(newest?.position ?? 0) };
      },
    });
    health.register({
      name: 'vault',
      async check() {
        return { ...asFile(files, 'vault'), quarantined: await vault.quarantine.count() };
      },
    });
    health.register({
      name: 'views',
      async check() {
        // What fails is tried again, and look-ups are answered with what is there: other servers would not know more.
        const sets = await views.status();
        const problems = problemsBySet(sets);
        return {
          ok: Object.values(problems).every(({ code }) => code !== 'ahead-of-ledger'),
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

/** A damaged file is not ready: what it answers may lack something. One that is being checked, or could not be, is. */
function asFile(
  files: Embedded['files'],
  name: string,
): { readonly ok: boolean; readonly file: string; readonly checkedAt?: string } {
  const { state, ...when } = files.of(name);
  return { ok: state !== 'damaged', file: state, ...when };
}
