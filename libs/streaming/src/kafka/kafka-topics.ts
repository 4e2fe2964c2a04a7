import type { Kafka } from 'kafkajs';
import type { StreamingLog } from '../streaming-log.js';
import type { Topics } from '../topics.js';
import { connectKafka } from './connect-kafka.js';
import { ensureTopics } from './ensure-topics.js';
import { topicsError } from './kafka-failures.js';
import { openKafkaPublisher } from './kafka-publisher.js';
import type { KafkaSettings } from './kafka-settings.js';
import { PROGRESS_TOPIC } from './relay-progress.js';

/** Topics on Kafka, published in transactions. Connects when it is used. */
export function kafkaTopics(settings: KafkaSettings, log: StreamingLog): Topics {
  const kafka: Kafka = connectKafka(settings, log);
  return {
    async ensure(topics) {
      const admin = kafka.admin();
      try {
        await admin.connect();
        await ensureTopics(admin, [...topics, PROGRESS_TOPIC], settings.replication);
      } catch (error) {
        throw topicsError(error);
      } finally {
        await admin.disconnect().catch(() => undefined);
      }
    },
    open: (name) => openKafkaPublisher(kafka, name),
  };
}
