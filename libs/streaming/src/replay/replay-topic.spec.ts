import { randomUUID } from 'node:crypto';
import type { ReplayedMessage, ReplaySource, TopicContract } from '#slice';
import { kafkaTopics } from '../kafka/kafka-topics.js';
import { describeWithKafka, QUIET, testKafka } from '../testing/kafka-broker.js';
import { readTopic } from '../testing/read-topic.js';
import { testTopics } from '../testing/test-topics.js';
import { InvalidReplayIdError, replayTopic, type ReplayOptions } from './replay-topic.js';

const PAGE = 500;

/** Messages of a source that counts positions, from 101 to 1100; each tenth position holds none. */
const positions: ReplaySource = {
  start: { sequence: 100n },
  end: () => Promise.resolve(1100n),
  // oxlint-disable-next-line require-await -- a source may have to wait
  async *pages({ sequence }, end) {
    for (let after = Number(sequence); after < Number(end); after += PAGE) {
      const page = Array.from({ length: PAGE }, (_, n) => after + 1 + n).filter((position) => position % 10 !== 0);
      const messages = page.map((position): ReplayedMessage => {
        const message = { type: 'linked', position: String(position) };
        return { id: `event-${position}`, sequence: BigInt(position), key: `key-${position % 5}`, message, value: message };
      });
      yield { messages, last: { sequence: BigInt(after + PAGE) } };
    }
  },
};

/** The states of those who are there, in the order of their ids. */
function statesOf(ids: readonly string[], there: ReadonlySet<string>): ReplaySource {
  return {
    start: { sequence: 0n },
    end: () => Promise.resolve(BigInt(there.size)),
    // oxlint-disable-next-line require-await -- a source may have to wait
    async *pages({ sequence, id: begin = '' }) {
      for (let [counted, last] = [sequence, begin]; ;) {
        const page = ids.filter((id) => id > last).slice(0, PAGE);
        const end = page.at(-1);
        if (end === undefined) return;
        const messages = page
          .filter((id) => there.has(id))
          .map((key): ReplayedMessage => ({ id: randomUUID(), sequence: 0n, key, message: {}, value: { id: key } }));
        [counted, last] = [counted + BigInt(page.length), end];
        yield { messages, last: { sequence: counted, id: last } };
      }
    },
  };
}

describeWithKafka('A replay', () => {
  const options = (contract: TopicContract, replayed: ReplaySource): ReplayOptions => ({
    id: randomUUID().slice(0, 8),
    contract,
    replayed,
    source: 'urn:test',
    broker: kafkaTopics(testKafka(), QUIET),
    signal: new AbortController().signal,
  });

  it('gives each message once, with its id, to a topic of its own, also when it is cut off and called again', async () => {
    const { changes } = testTopics();
    const stop = new AbortController();
    const given = options(changes, positions);
    const first = await replayTopic({ ...given, signal: stop.signal, onProgress: () => stop.abort() });
    expect(first).toMatchObject({ topic: `${changes.name}.replay-${given.id}`, published: 450, upTo: 600n, end: 1100n });
    const second = await replayTopic(given);
    expect(second).toMatchObject({ published: 450, upTo: 1100n });
    expect((await replayTopic(given)).published).toBe(0);
    const messages = await readTopic(testKafka(), first.topic, ({ length }) => length >= 900);
    const expected = Array.from({ length: 1000 }, (_, n) => n + 101).filter((position) => position % 10 !== 0);
    expect(messages).toHaveLength(expected.length);
    expect(new Set(messages.map(({ headers }) => headers.ce_id))).toEqual(
      new Set(expected.map((position) => `event-${position}`)),
    );
    expect(messages[0]?.headers).toMatchObject({ ce_source: 'urn:test', ce_type: 'test.changes.linked' });
  });

  it('gives the present state of each, once, also when it is cut off and called again and somebody is gone', async () => {
    const { states } = testTopics();
    const ids = Array.from({ length: 1200 }, (_, n) => `customer-${String(n).padStart(4, '0')}`);
    const there = new Set(ids);
    const stop = new AbortController();
    const given = options(states, statesOf(ids, there));
    const first = await replayTopic({ ...given, signal: stop.signal, onProgress: () => stop.abort() });
    expect(first).toMatchObject({ topic: `${states.name}.replay-${given.id}`, published: 500, upTo: 500n, end: 1200n });
    there.delete('customer-0600');
    expect(await replayTopic(given)).toMatchObject({ published: 699, upTo: 1200n });
    expect((await replayTopic(given)).published).toBe(0);
    const messages = await readTopic(testKafka(), first.topic, ({ length }) => length >= 1199);
    expect(messages.map(({ key }) => key).toSorted()).toEqual(ids.filter((id) => there.has(id)));
    expect(messages.every(({ key, value }) => value === JSON.stringify({ id: key }))).toBe(true);
    expect(new Set(messages.map(({ headers }) => headers.ce_id)).size).toBe(1199);
  });

  it('refuses an id that cannot be part of a name', async () => {
    await expect(replayTopic({ ...options(testTopics().changes, positions), id: 'Ä/..' })).rejects.toThrow(InvalidReplayIdError);
  });
});
