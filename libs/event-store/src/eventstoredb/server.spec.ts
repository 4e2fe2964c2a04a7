import { eventStoreContract } from '../contract.js';
import { describeWithEventStoreDb } from '../testing.js';
import { openEventStoreDb } from './open-eventstoredb.js';

describeWithEventStoreDb('A server of EventStoreDB or KurrentDB', (url) => {
  eventStoreContract(
    'it',
    async () => {
      const store = openEventStoreDb({ url, allowInsecure: true });
      let current = store;
      return {
        store,
        reopen: async () => {
          await current.close();
          current = openEventStoreDb({ url, allowInsecure: true });
          return current;
        },
        close: () => current.close(),
      };
    },
    { uniqueIds: 'stream', clockSkew: 60_000 },
  );
});
