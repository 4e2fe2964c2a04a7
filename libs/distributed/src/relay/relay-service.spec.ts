import { randomUUID } from 'node:crypto';
import { asPosition, START } from '#events';
import { describeWithPostgres, temporaryDatabase, type TemporaryDatabase } from '#postgres/testing';
import { defineSlice, type PublishingReads, type Slice, type StateTopic, type ViewsReplay, viewSetsOf } from '#slice';
import { describeWithKafka, QUIET, type ReadMessage, readTopic, testKafka, underTestName } from '#streaming/testing';
import type { TableSpec } from '#views';
import { PostgresEditions } from '#views/postgres';
import { runRelayService } from './run-relay-service.js';
import { runReplay, serversOfReplay } from './run-replay.js';

const STATES: TableSpec = { name: 'states', columns: { id: 'text', says: 'text' }, key: ['id'] };

interface MadeUpTopic extends StateTopic {
  readonly replay: ViewsReplay;
}

/** What a set of views says of keys; of all where none are named. */
async function statesIn(reads: PublishingReads, set: string, keys?: readonly string[]): Promise<Map<string, object>> {
  const rows = await reads.reader(set).all<{ id: string; says: string }>('SELECT id, says FROM states');
  return new Map(rows.flatMap(({ id, says }) => (keys?.includes(id) === false ? [] : [[id, { says }] as const])));
}

/** A topic of the states that the set of its name holds. */
function topicOf(name: string): MadeUpTopic {
  return {
    contract: underTestName({
      name,
      summary: 'How things are.',
      key: 'Whose state it is.',
      publishes: 'state',
      sequenced: false,
      settings: { partitions: 1, cleanupPolicy: 'compact', retentionMs: -1 },
      types: [`test.${name}.changed`],
      type: () => `test.${name}.changed`,
      id: ({ id }) => id,
      identifiedBy: 'A UUID of its own.',
      value: { title: name, description: 'A state.', type: 'object', required: [], properties: {} },
    }),
    states: (reads) => (keys) => statesIn(reads, name, keys),
    replay: {
      summary: 'all states',
      counts: 'state',
      readsLedger: false,
      source: (reads) => ({
        start: { sequence: 0n },
        end: async () => BigInt((await statesIn(reads, name)).size),
        async *pages({ sequence }) {
          if (sequence > 0n) return;
          const states = [...(await statesIn(reads, name))];
          const messages = states.map(([key, value]) => ({ id: randomUUID(), sequence: 0n, key, message: {}, value }));
          yield { messages, last: { sequence: BigInt(messages.length) } };
        },
      }),
    },
  };
}

function sliceOf(name: string, topic: MadeUpTopic): Slice {
  const views = { name, version: '1', tables: [STATES], projector: () => ({ apply: () => Promise.resolve() }) };
  return defineSlice({ name, views: { [name]: views }, topics: { [name]: topic } });
}

const valuesOf = (messages: readonly ReadMessage[]): Map<string, unknown> =>
  new Map(messages.map(({ key, value }) => [key, JSON.parse(value ?? 'null')]));

describeWithPostgres('The relay service', () => {
  describeWithKafka('with Kafka', () => {
    const people = topicOf('people');
    const houses: MadeUpTopic = {
      ...topicOf('houses'),
      alsoAnnouncedAs: { rooms: () => () => Promise.resolve(new Map([['hall', 'mill']])) },
    };
    const slices = [sliceOf('people', people), sliceOf('houses', houses)];
    let database: TemporaryDatabase;
    let editions: PostgresEditions;
    beforeAll(async () => {
      database = await temporaryDatabase();
      editions = await PostgresEditions.open({ url: database.url, applicationName: 'relay-service', announces: true, max: 4 });
    });
    afterAll(async () => {
      await editions.close();
      await database.drop();
    });

    /** Keeps what a new serving edition of the set says, and announces. */
    const fill = async (set: string, says: Readonly<Record<string, string>>, announced: [name: string, key: string][]) => {
      const views = viewSetsOf(slices).find(({ name }) => name === set);
      if (!views) throw new Error(`There is no set ${set}.`);
      const edition = await editions.create(views);
      await editions.promote(views, edition);
      const writer = editions.writer(views, edition);
      await writer.commit(asPosition(1), async (unit) => {
        await unit.put(
          STATES,
          Object.entries(says).map(([id, text]) => ({ id, says: text })),
        );
        for (const [name, key] of announced) unit.announce(name, key, {});
      });
      await writer.close();
    };

    it('publishes to the topic of each slice the states of its own views', async () => {
      await fill('people', { ada: 'a person' }, [
        ['people', 'ada'],
        ['rooms', 'hall'],
      ]);
      await fill('houses', { mill: 'a house', ada: 'a house named Ada' }, [
        ['houses', 'ada'],
        ['houses', 'gone'],
      ]);
      const stop = new AbortController();
      await runRelayService({
        url: database.url,
        editions,
        kafka: testKafka(),
        slices,
        source: 'urn:test',
        signal: stop.signal,
        log: QUIET,
        onStatus: ({ published }) => published >= 4 && stop.abort(),
        onLeadFailure: () => undefined,
        name: `relay-${randomUUID()}`,
      });
      const [told, toldOfHouses] = [
        await readTopic(testKafka(), people.contract.name, ({ length }) => length >= 1),
        await readTopic(testKafka(), houses.contract.name, ({ length }) => length >= 3),
      ];
      expect(valuesOf(told)).toEqual(new Map([['ada', { says: 'a person' }]]));
      expect(valuesOf(toldOfHouses)).toEqual(
        new Map<string, unknown>([
          ['mill', { says: 'a house' }],
          ['ada', { says: 'a house named Ada' }],
          ['gone', null],
        ]),
      );
      expect([told.length, toldOfHouses.length]).toEqual([1, 3]);
    });

    it('publishes any topic again that says how, without the ledger where it reads none', async () => {
      expect(serversOfReplay(houses)).toEqual(['POSTGRES_URL', 'KAFKA_BROKERS']);
      const done = await runReplay({
        settings: {
          postgres: database.url,
          eventStoreDb: '',
          kafka: testKafka(),
          relayName: undefined,
          allowInsecure: false,
        },
        topic: houses,
        from: START,
        id: 'all',
        source: 'urn:test',
        signal: new AbortController().signal,
        log: QUIET,
        onProgress: () => undefined,
      });
      expect(done).toMatchObject({ topic: `${houses.contract.name}.replay-all`, published: 2, end: 2n });
      const messages = await readTopic(testKafka(), done.topic, ({ length }) => length >= 2);
      expect(valuesOf(messages)).toEqual(
        new Map([
          ['mill', { says: 'a house' }],
          ['ada', { says: 'a house named Ada' }],
        ]),
      );
    });
  });
});
