import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Announced } from '#slice';
import { cloudEvent, type OutgoingMessage } from './contracts/cloud-event.js';
import { IDENTITY, type PublishedIdentityChange } from '../../recognition/src/topics/identity.js';
import type { PublishedTouchpoint } from '../../recording/src/topics/touchpoint-messages.js';
import { TOUCHPOINTS } from '../../recording/src/topics/touchpoints.js';
import { kafkaTopics } from './kafka/kafka-topics.js';
import { describeWithKafka, QUIET, testKafka } from './testing/kafka-broker.js';
import { underTestName } from './testing/test-topics.js';
import type { Publisher } from './topics.js';

const EXAMPLE = join(__dirname, '../../../examples/kafka-subscriber/subscriber.mjs');

describeWithKafka('The example of a subscriber', () => {
  const [touchpoints, identity] = [underTestName(TOUCHPOINTS), underTestName(IDENTITY)];
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-subscriber-'));
  const file = join(folder, 'customers.db');
  const env = {
    ...process.env,
    GROUP: randomUUID(),
    TOUCHPOINTS_TOPIC: touchpoints.name,
    IDENTITY_TOPIC: identity.name,
  };
  let publisher: Publisher;
  let subscriber: ChildProcess | undefined;
  let sequence = 0n;

  beforeAll(async () => {
    const topics = kafkaTopics(testKafka(), QUIET);
    await topics.ensure([touchpoints, identity]);
    publisher = await topics.open(randomUUID());
  });
  afterAll(async () => {
    subscriber?.kill('SIGKILL');
    await publisher.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const announced = (key: string, message: unknown): Announced => ({ id: randomUUID(), sequence: ++sequence, key, message });
  const purchase = (
    position: number,
    hub: string,
    customer: string,
    value: string,
    roles: readonly string[] = ['payer'],
  ): OutgoingMessage => {
    const message: PublishedTouchpoint = {
      touchpoint: `event-${position}`,
      position: String(position),
      recognisedUpTo: String(position),
      customer,
      parties: roles.map((role) => ({ hub, customer, role })),
      source: 'shop',
      externalId: String(position),
      occurredAt: `2026-01-0${position}T00:00:00Z`,
      recordedAt: '2026-02-01T00:00:00Z',
      kind: 'purchase',
      channel: 'store',
      direction: 'inbound',
      department: 'sales',
      amount: { value, currency: 'EUR' },
    };
    return cloudEvent(touchpoints, announced(customer, message), message, 'urn:test');
  };
  const change = (
    type: PublishedIdentityChange['type'],
    from: string,
    to: string,
    handles: string[],
    position: number,
  ): OutgoingMessage => {
    const message: PublishedIdentityChange = { type, from, to, handles, position: String(position) };
    return cloudEvent(identity, announced(to, message), message, 'urn:test');
  };
  const publish = (...messages: OutgoingMessage[]): Promise<void> =>
    publisher.publish(messages, new Map([['recognition', { sequence }]]));
  const shown = (): string =>
    execFileSync(process.execPath, [EXAMPLE, file, 'show'], { encoding: 'utf8' }).replaceAll(/[│ ']+/g, ' ');
  const start = (): void => {
    subscriber = spawn(process.execPath, [EXAMPLE, file], { env, stdio: 'inherit' });
  };
  const expectShown = async (...rows: string[]): Promise<void> => {
    const asExpected = (): boolean => rows.every((row) => shown().includes(row));
    for (const end = Date.now() + 30_000; Date.now() < end && !asExpected();) await sleep(200);
    for (const row of rows) expect(shown()).toContain(row);
  };

  it('keeps its table by customer and follows a merge and a split, also those that come before older messages', async () => {
    start();
    await publish(purchase(1, 'hub-a', 'ada', '10.50'), purchase(2, 'hub-b', 'bob', '5'));
    await expectShown('ada 1 2026-01-01T00:00:00.000Z 10.5', 'bob 1 2026-01-02T00:00:00.000Z 5');
    await publish(change('merged', 'bob', 'ada', ['hub-b'], 4));
    await expectShown('ada 2 2026-01-02T00:00:00.000Z 15.5');
    // Recorded before the merge, read after it.
    await publish(purchase(3, 'hub-b', 'bob', '1'));
    await expectShown('ada 3 2026-01-03T00:00:00.000Z 16.5');
    expect(shown()).not.toContain('bob');
    await publish(change('split', 'ada', 'bob', ['hub-b'], 5));
    await expectShown('ada 1 2026-01-01T00:00:00.000Z 10.5', 'bob 2 2026-01-03T00:00:00.000Z 6');
  }, 60_000);

  it('counts an amount once for who has two roles in a touchpoint', async () => {
    await publish(purchase(6, 'hub-c', 'cy', '20', ['payer', 'attendee']));
    await expectShown('cy 1 2026-01-06T00:00:00.000Z 20');
    expect(shown().match(/cy 1 \S+ (\d+)/)?.[1]).toBe('20');
  }, 60_000);

  it('is right again after it was killed', async () => {
    subscriber?.kill('SIGKILL');
    if (subscriber) await once(subscriber, 'close');
    await publish(purchase(7, 'hub-a', 'ada', '100'));
    start();
    await expectShown('ada 2 2026-01-07T00:00:00.000Z 110.5', 'bob 2 2026-01-03T00:00:00.000Z 6');
    expect(shown()).toContain('ada 2');
  }, 90_000);
});
