#!/usr/bin/env node
// A subscriber that keeps what each customer spent and when they were last in touch, and follows merges and splits.
// See README.md. Start: KAFKA_BROKERS=127.0.0.1:9092 node subscriber.mjs customers.db
import kafkajs from 'kafkajs';
import { CustomerTable } from './customer-table.mjs';

const {
  KAFKA_BROKERS = '127.0.0.1:9092',
  GROUP = 'example-subscriber',
  TOUCHPOINTS_TOPIC = 'touchstone.touchpoints.v1',
  IDENTITY_TOPIC = 'touchstone.identity.v1',
} = process.env;

const [file, command] = process.argv.slice(2);
if (!file) {
  console.error('Usage: subscriber.mjs FILE [show]');
  process.exit(2);
}
const table = new CustomerTable(file);
if (command === 'show') {
  console.table(table.customers());
  process.exit(0);
}

const kafka = new kafkajs.Kafka({ brokers: KAFKA_BROKERS.split(','), clientId: 'example', logLevel: kafkajs.logLevel.ERROR });
// Without `readUncommitted` kafkajs shows committed transactions alone: each message once.
const consumer = kafka.consumer({ groupId: GROUP, sessionTimeout: 10_000 });
await consumer.connect();
await consumer.subscribe({ topics: [TOUCHPOINTS_TOPIC, IDENTITY_TOPIC], fromBeginning: true });
await consumer.run({
  // Offsets are committed after the rows. What comes again after a crash changes nothing.
  eachBatchAutoResolve: true,
  eachBatch: async ({ batch, heartbeat }) => {
    const take =
      batch.topic === IDENTITY_TOPIC ? (message) => identityChanged(message) : (message) => touchpointRecorded(message);
    table.inTransaction(() => batch.messages.forEach(take));
    await heartbeat();
  },
});

for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    void consumer.disconnect().then(() => table.close());
  });

function touchpointRecorded({ value }) {
  const touchpoint = JSON.parse(value);
  touchpoint.parties.forEach(({ hub, customer }, party) => {
    table.belongs(hub, customer, BigInt(touchpoint.recognisedUpTo), '');
    table.tookPart(touchpoint, party);
  });
}

function identityChanged({ value, headers }) {
  const { to, handles, position } = JSON.parse(value);
  for (const handle of handles) table.belongs(handle, to, BigInt(position), String(headers.ce_sequence));
}
