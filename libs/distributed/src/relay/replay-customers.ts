import { customerStates } from '#customers';
import { identityLookup } from '#recognition';
import { replayedCustomers, kafkaTopics, type ReplayProgress, replayTopic } from '#streaming';
import { PostgresEditions } from '#views/postgres';
import type { ReplayRequest } from './replay-touchpoints.js';

/**
 * Publishes the present state of every customer to a topic of its own: see `replayTopic`. Asks PostgreSQL alone.
 * @throws InvalidReplayIdError TopicsError ViewsUnavailableError
 */
export async function replayCustomers({ settings, rules, source, ...request }: ReplayRequest): Promise<ReplayProgress> {
  const { postgres, kafka } = settings;
  if (!kafka) throw new RangeError('Replaying needs the addresses of Kafka.');
  const editions = await PostgresEditions.open({ url: postgres, applicationName: 'touchstone-replay', announces: false, max: 2 });
  const customers = editions.reader('customers');
  const identity = identityLookup(editions.reader('recognition'), rules);
  try {
    return await replayTopic({
      ...request,
      topics: kafkaTopics(kafka, request.log),
      replayed: replayedCustomers({
        count: () => identity.customerCount(),
        customersAfter: (id, limit) => identity.customersAfter(id, limit),
        currentState: (ids) => customerStates({ customers, identity }, ids),
        source,
      }),
    });
  } finally {
    await editions.close();
  }
}
