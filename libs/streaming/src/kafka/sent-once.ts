import { type ICustomPartitioner, type Message, Partitioners } from 'kafkajs';
import { TopicsError } from '../topics.js';

/**
 * Sees to it that nothing is doubled or lost where the client tries a send again.
 *
 * What goes to one broker may be tried again: the broker knows what it has. A send that went to several and failed at one of
 * them is tried again also with those whose answer is still under way, and not with those that have answered, though they
 * may lead other partitions by now: its messages would be in the transaction twice, or not at all. So that ends the
 * transaction.
 */
export class SentOnce {
  /** Of the present attempt: the broker that each message was placed at. */
  #attempt = new Map<Message, number>();

  /** To be called before each send. */
  begin(): void {
    this.#attempt = new Map();
  }

  /** Places messages as the client does, and refuses to try a send again that went to several brokers. */
  readonly partitioner: ICustomPartitioner = () => {
    const place = Partitioners.DefaultPartitioner();
    return (args) => {
      const partition = place(args);
      if (this.#attempt.has(args.message)) {
        if (new Set(this.#attempt.values()).size > 1) throw notSentAgain();
        this.begin();
      }
      const leader = args.partitionMetadata.find(({ partitionId }) => partitionId === partition)?.leader;
      this.#attempt.set(args.message, leader ?? -1);
      return partition;
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
