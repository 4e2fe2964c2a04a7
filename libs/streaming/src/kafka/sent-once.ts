import { type ICustomPartitioner, type Message, Partitioners } from 'kafkajs';
import { TopicsError } from '../topics.js';

/**
 * Places messages as ever, and refuses to place one a second time, but for those of `repeatable`, a topic of one partition.
 *
 * A send that goes to several brokers and fails at one of them is tried again by the client: also with brokers whose answer
 * is still under way, and without those that have answered, though they may lead other partitions by now. Messages would
 * be in the transaction twice, or not at all. So a transaction begins with a send to one partition, which may be repeated
 * and waits until the broker is done with the transaction before; whatever goes wrong after that ends the transaction.
 */
export function sentOnce(repeatable: string): ICustomPartitioner {
  return () => {
    const place = Partitioners.DefaultPartitioner();
    const sent = new WeakSet<Message>();
    return (args) => {
      if (args.topic !== repeatable) {
        if (sent.has(args.message)) throw notSentAgain();
        sent.add(args.message);
      }
      return place(args);
    };
  };
}

/** The client tries again whatever does not say of itself that it is not to be. */
function notSentAgain(): Error {
  const error = new TopicsError(
    'unreachable',
    'A broker did not take its part of a transaction: it is new, or not there. The transaction is made again.',
  );
  return Object.assign(error, { retriable: false });
}
