import type { RelayStatus } from './relay-status.js';
import { StatusKeeper } from './status-keeper.js';

describe('The status of a relay', () => {
  it('says that nothing waits once another leads, whatever waited when it led', () => {
    const seen: RelayStatus[] = [];
    const keeper = new StatusKeeper(['recognition'], (status) => seen.push(status));
    keeper.set('starting');
    keeper.published(new Map([['recognition', { sequence: 40n }]]), 40);
    keeper.head('recognition', 50_000n);
    expect(seen.at(-1)?.sets).toEqual([{ set: 'recognition', publishedUpTo: 40n, waiting: 49_960 }]);
    keeper.set('standing-by');
    expect(seen.at(-1)).toEqual({
      state: 'standing-by',
      sets: [{ set: 'recognition', publishedUpTo: 40n, waiting: 0 }],
      published: 40,
    });
  });
});
