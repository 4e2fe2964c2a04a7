import { describeWithPostgres, temporaryDatabase } from '#postgres/testing';
import { viewsContract } from '../contract.js';
import type { Row, Value } from '../views.js';
import { PostgresEditions } from './postgres-editions.js';

describeWithPostgres('PostgreSQL views', () => {
  viewsContract('PostgreSQL', async () => {
    const database = await temporaryDatabase();
    const editions = await PostgresEditions.open({
      url: database.url,
      applicationName: 'views-contract',
      announces: true,
      max: 2,
    });
    return {
      create: (set) => editions.create(set),
      writer: (set, edition) => editions.writer(set, edition),
      promote: (set, edition) => editions.promote(set, edition),
      drop: (set, edition) => editions.drop(set, edition),
      editions: (set) => editions.editions(set),
      serving: (set) => editions.serving(set),
      state: (set, edition) => editions.state(set, edition),
      read: <R extends Row>(set: string, sql: string, params?: readonly Value[]) => editions.reader(set).all<R>(sql, params),
      close: async () => {
        await editions.close();
        await database.drop();
      },
    };
  });
});
