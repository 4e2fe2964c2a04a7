import { type LastPublished, type Publisher, type PublishedUpTo, TopicsError } from '../topics.js';
import type { OutgoingMessage } from '../contracts/cloud-event.js';
import type { OutboxItem } from './outbox-batch.js';
import { RelayBlockedError } from './relay-status.js';

/**
 * Publishes `items` together with the progress after them. If one is too large, those before it are still published.
 * @throws RelayBlockedError `message-too-large` with the outbox message that is.
 * @throws TopicsError
 */
export async function publishItems(
  publisher: Publisher,
  items: readonly OutboxItem[],
  onPublished: (upTo: PublishedUpTo, messages: number) => void,
): Promise<void> {
  const upTo = new Map<string, LastPublished>();
  const messages: OutgoingMessage[] = [];
  for (const { set, sequence, id, outgoing } of items) {
    upTo.set(set, { sequence, id });
    messages.push(...outgoing);
  }
  try {
    await publisher.publish(messages, upTo);
  } catch (error) {
    const index = error instanceof TopicsError && error.code === 'message-too-large' ? error.where.index : undefined;
    if (index === undefined) throw error;
    const outgoing = messages[index];
    const at = items.findIndex((item) => outgoing !== undefined && item.outgoing.includes(outgoing));
    const blocked = items[at];
    if (at > 0) await publishItems(publisher, items.slice(0, at), onPublished);
    if (!blocked) throw error;
    const { set, sequence } = blocked;
    const topic = outgoing?.topic;
    throw new RelayBlockedError(
      'message-too-large',
      `Message ${sequence} of the outbox of ${set} cannot be published. ${(error as Error).message}`,
      { set, sequence, ...(topic === undefined ? {} : { topic }) },
      { cause: error },
    );
  }
  onPublished(upTo, messages.length);
}
