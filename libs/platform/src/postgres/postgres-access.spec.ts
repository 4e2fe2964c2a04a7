import { describeWithPostgres, temporaryDatabase } from '#postgres/testing';
import { accessStoresContract } from '../access/contract/access-stores-contract.js';
import { openPostgresAccess, type PostgresAccess } from './postgres-access.js';

describeWithPostgres('access in PostgreSQL', () => {
  accessStoresContract('a schema of PostgreSQL', async () => {
    const database = await temporaryDatabase();
    const opened: PostgresAccess[] = [];
    return {
      async open() {
        const stores = await openPostgresAccess({ url: database.url, applicationName: 'access-test' });
        opened.push(stores);
        return stores;
      },
      kept: async () => JSON.stringify(await database.query('SELECT * FROM touchstone_access.tokens')),
      async close() {
        await Promise.all(opened.map((each) => each.close()));
        await database.drop();
      },
    };
  });
});
