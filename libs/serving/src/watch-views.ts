import type { OutcomeCounts } from '#commands';
import type { Metrics } from '#platform/http';
import { problemsBySet, type ViewsStatus } from '#views';

/** Metric of what became of the commands that were sent here. */
export function watchCommands(metrics: Metrics, counts: OutcomeCounts): void {
  metrics.counter(
    'touchstone_recorded_total',
    'What was sent to be recorded since the start, by command and by what became of it',
    ['command', 'outcome'],
    () =>
      [...counts].flatMap(([command, outcomes]) =>
        [...outcomes].map(([outcome, value]) => ({ labels: { command, outcome }, value })),
      ),
  );
}

/** Metrics of the sets of views: how far each lags, what it had to set aside, and whether it fails. */
export function watchViews(metrics: Metrics, status: () => Promise<readonly ViewsStatus[]>): void {
  const perSet = (read: (set: ViewsStatus) => number) => async () =>
    (await status()).map((each) => ({ labels: { set: each.set }, value: read(each) }));
  metrics.gauge(
    'touchstone_view_lag_events',
    'How far the serving edition is behind the ledger: events, or bytes of the log where the ledger counts so',
    ['set'],
    perSet(({ serving }) => Number(serving.lag)),
  );
  metrics.gauge(
    'touchstone_view_dead_letters',
    'Events that the serving edition had to set aside',
    ['set'],
    perSet(({ serving }) => serving.deadLetters),
  );
  metrics.gauge(
    'touchstone_view_failing',
    '1 where the set cannot go on and is tried again; health says why',
    ['set'],
    async () => {
      const sets = await status();
      const problems = problemsBySet(sets);
      return sets.map(({ set }) => ({ labels: { set }, value: problems[set] ? 1 : 0 }));
    },
  );
}
