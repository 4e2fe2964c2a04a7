import { type ICustomPartitioner, type Message, Partitioners } from 'kafkajs';
import { TopicsError } from '../topics.js';

/**
 * Prevents that a retry of the client duplicates or loses messages.
 *
 * A send to one broker may be retried: the broker deduplicates it. When a send to several brokers fails at one of them, the
 * client also repeats it to brokers whose answer is still outstanding, and not to those that have answered, although they may
 * lead other partitions by now: messages would be in the transaction twice, or not at all. So such a failure ends the
 * transaction.
 */
export class SentOnce {
  /** The brokers that messages of the present attempt were assigned to. */
  #attempt = new Map<Message, number>();

  /** To be called before each send. */
  begin(): void {
    this.#attempt = new Map();
  }

  /** Partitions messages as the client does, and refuses to retry a send that went to several brokers. */
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

/** An error that the client does not retry; it retries all errors not marked so. */
function notSentAgain(): Error {
  const error = new TopicsError(
    'unreachable',
    'A broker did not take its part of a transaction: it is new, or not there. The transaction is made again.',
  );
  return Object.assign(error, { retriable: false });
}
