import type { ViewsStatus } from '#views';
import { hindrance } from './hindrance.js';

const NOTHING = 'There is no new edition to promote. Rebuild makes one.';
const BUILT = 'Edition 2 is being built already.';
const EARLY = 'Edition 2 can be promoted when it has caught up.';
const BY_ITSELF = 'Edition 2 is promoted by itself when it has caught up.';

function standing(building: 'none' | 'behind' | 'caught up', serving: Partial<ViewsStatus['serving']> = {}): ViewsStatus {
  return {
    set: 'customers',
    unit: 'events',
    requested: [],
    serving: { edition: 1, version: '1', position: '10', lag: '0', deadLetters: 0, stale: false, ...serving },
    ...(building !== 'none' && {
      building: { edition: 2, position: '5', progress: 0.5, perSecond: 5, caughtUp: building === 'caught up' },
    }),
  };
}

const stuck = (): ViewsStatus => {
  const { building, ...rest } = standing('behind');
  const problem = { code: 'damaged', since: '2026-01-01T00:00:00.000Z' };
  return { ...rest, ...(building && { building: { ...building, problem } }) };
};

describe('why views cannot be rebuilt or promoted', () => {
  it.each([
    ['nothing is built', standing('none'), undefined, NOTHING],
    ['an edition is being built', standing('behind'), BUILT, EARLY],
    ['an edition has caught up', standing('caught up'), undefined, undefined],
    ['an edition cannot be built', stuck(), undefined, EARLY],
    ['an older version serves', standing('behind', { stale: true }), BUILT, BY_ITSELF],
    ['none serves yet', standing('behind', { edition: 0 }), BUILT, BY_ITSELF],
  ])('%s', (_, status, rebuild, promote) => {
    expect([hindrance(status, 'rebuild'), hindrance(status, 'promote')]).toEqual([rebuild, promote]);
  });
});
