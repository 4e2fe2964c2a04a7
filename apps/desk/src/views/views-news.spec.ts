import type { ViewsStatus } from '#views';
import { viewsNews } from './views-news.js';

type Building = Partial<NonNullable<ViewsStatus['building']>>;

function standing(edition: number, building?: Building, requested: ViewsStatus['requested'] = []): ViewsStatus {
  return {
    set: 'customers',
    unit: 'bytes',
    requested,
    serving: { edition, version: '1', position: '10', lag: '0', deadLetters: 0, stale: false },
    ...(building && { building: { edition: 2, position: '5', progress: 0.5, perSecond: 5, caughtUp: false, ...building } }),
  };
}

function failing(status: ViewsStatus): ViewsStatus {
  const problem = { code: 'disk-full', since: '2026-01-01T00:00:00.000Z' };
  return { ...status, serving: { ...status.serving, problem } };
}

describe('what is new about a set of views', () => {
  it.each([
    ['it was asked for', standing(1), standing(1, undefined, ['rebuild']), 'Asked for'],
    ['it was begun', standing(1, undefined, ['rebuild']), standing(1, {}), 'Edition 2 of Customers is being built'],
    [
      'another one was begun',
      standing(1, { caughtUp: true }),
      standing(1, { edition: 3 }),
      'Edition 3 of Customers is being built',
    ],
    ['it got on', standing(1, {}), standing(1, { position: '6', progress: 0.6 }), undefined],
    ['it caught up', standing(1, {}), standing(1, { caughtUp: true }), 'Edition 2 of Customers has caught up'],
    ['it caught up at once', standing(1), standing(1, { caughtUp: true }), 'Edition 2 of Customers has caught up'],
    ['it cannot go on', standing(1), failing(standing(1)), 'Customers cannot go on: disk-full'],
    ['it still cannot', failing(standing(1)), failing(standing(1)), undefined],
    ['it goes on', failing(standing(1)), standing(1), 'Customers goes on again'],
    ['nothing changed', standing(1, { caughtUp: true }), standing(1, { caughtUp: true }), undefined],
    ['it was promoted', standing(1, { caughtUp: true }, ['promote']), standing(2), 'Edition 2 of Customers serves'],
  ])('where %s', (_, before, now, news) => expect(viewsNews(before, now)).toBe(news));
});
