import type { IdentityLookup } from '#customers';
import type { Outbox } from '#views';

/**
 * The outbox as the topics know it: that a hub changed becomes that its customer did. A hub that recognition has not seen
 * yet keeps its own name, which is nobody's: recognition announces the customer as soon as there is one.
 */
export function customersOutbox(outbox: Outbox, identity: Pick<IdentityLookup, 'customersOf'>): Outbox {
  return {
    async read(set, after, limit) {
      const messages = await outbox.read(set, after, limit);
      const hubs = new Set(messages.flatMap(({ topic, key }) => (topic === 'hubs' ? [key] : [])));
      if (hubs.size === 0) return messages;
      const customers = await identity.customersOf([...hubs]);
      return messages.map((message) =>
        message.topic === 'hubs' ? { ...message, topic: 'customers', key: customers.get(message.key) ?? message.key } : message,
      );
    },
    head: (set) => outbox.head(set),
    trim: (set, upTo) => outbox.trim(set, upTo),
    changes: (signal) => outbox.changes(signal),
  };
}
