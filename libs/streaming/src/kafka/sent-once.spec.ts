import type { Message, PartitionerArgs, PartitionMetadata } from 'kafkajs';
import { SentOnce } from './sent-once.js';

/** Partition 0, 1, 2... with these leaders. */
const led = (...leaders: number[]): PartitionMetadata[] =>
  leaders.map((leader, partitionId) => ({ partitionErrorCode: 0, partitionId, leader, replicas: [], isr: [] }));

describe('A send', () => {
  const messages: readonly Message[] = [
    { value: '1', partition: 0 },
    { value: '2', partition: 1 },
  ];
  const attempt = (place: (args: PartitionerArgs) => number, partitions: PartitionMetadata[]): number[] =>
    messages.map((message) => place({ topic: 'topic', partitionMetadata: partitions, message }));

  it('that went to one broker may be tried again, with whatever brokers lead by then', () => {
    const once = new SentOnce();
    const place = once.partitioner();
    expect(attempt(place, led(1, 1))).toEqual([0, 1]);
    expect(attempt(place, led(1, 1))).toEqual([0, 1]);
    expect(attempt(place, led(2, 3))).toEqual([0, 1]);
  });

  it('that went to several is not tried again, and the client gives up at once', () => {
    const once = new SentOnce();
    const place = once.partitioner();
    attempt(place, led(1, 2));
    expect(() => attempt(place, led(1, 1))).toThrow(expect.objectContaining({ code: 'unreachable', retriable: false }) as Error);
  });

  it('does not count for the next one', () => {
    const once = new SentOnce();
    const place = once.partitioner();
    attempt(place, led(1, 2));
    once.begin();
    expect(attempt(place, led(1, 2))).toEqual([0, 1]);
  });
});
