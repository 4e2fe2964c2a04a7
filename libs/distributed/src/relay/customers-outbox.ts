import type { IdentityLookup } from '#customers';
import type { Outbox, ViewReader } from '#views';

/**
 * The outbox with announcements of hubs turned into announcements of the customers they belong to. A hub that recognition
 * has not seen yet keeps its own id, which is no customer's: recognition announces the customer as soon as there is one. `readers` are
 * those, by set, that tell what is announced: after a promotion they read the edition that it made serve.
 */
export function customersOutbox(
  outbox: Outbox,
  identity: Pick<IdentityLookup, 'customersOf'>,
  readers: ReadonlyMap<string, Pick<ViewReader, 'position'>>,
): Outbox {
  return {
    async read(set, after, limit) {
      const messages = await outbox.read(set, after, limit);
      if (messages.length === 0) return messages;
      // Asked for the position, a reader notices at once that another edition serves: the one that announced this, or a later.
      await readers.get(set)?.position();
      const hubs = new Set(messages.flatMap(({ topic, key }) => (topic === 'hubs' ? [key] : [])));
      if (hubs.size === 0) return messages;
      const customers = await identity.customersOf([...hubs]);
      return messages.map((message) =>
        message.topic === 'hubs' ? { ...message, topic: 'customers', key: customers.get(message.key) ?? message.key } : message,
      );
    },
    head: (set) => outbox.head(set),
    trim: (set, before) => outbox.trim(set, before),
    changes: (signal) => outbox.changes(signal),
  };
}
