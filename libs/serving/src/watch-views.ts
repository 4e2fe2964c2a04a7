import type { Metrics } from '#platform';
import type { ViewsStatus } from '#views';

/** Metrics of the sets of views: how far each lags, and what it had to set aside. */
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
}
