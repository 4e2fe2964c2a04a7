import type { OutgoingMessage } from './contracts/cloud-event.js';
import type { TopicContract } from '#slice';

/** The message of an outbox that a publisher got to. */
export interface LastPublished {
  readonly sequence: bigint;
  /** Which message it was: another outbox has others of the same number. Progress kept by earlier versions does not say. */
  readonly id?: string;
}

/** How far a publisher has got in each of its outboxes, by the outbox's set. */
export type PublishedUpTo = ReadonlyMap<string, LastPublished>;

/** Why topics cannot be written or read just now. All but `topic-mismatch` may pass by themselves. */
export type TopicsProblem =
  | 'unreachable'
  /** Also one that is made out to another host. */
  | 'untrusted-certificate'
  /** The client's own was refused, or none was shown where one is asked for. */
  | 'client-certificate'
  | 'wrong-credentials'
  | 'not-authorised'
  | 'unknown-topic'
  | 'topic-mismatch'
  | 'too-few-replicas'
  | 'message-too-large'
  /** Another publisher of the same name was opened since. */
  | 'fenced'
  | 'refused';

/** Nothing of the failed transaction is seen by read-committed consumers. Never holds a message's content. */
export class TopicsError extends Error {
  constructor(
    readonly code: TopicsProblem,
    message: string,
    readonly where: {
      readonly topic?: string;
      /** Which of the messages, where it is known: those before it are not to blame. */
      readonly index?: number;
    } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The one publisher of its name. After any error but `message-too-large` it is of no use any more: open it anew. */
export interface Publisher {
  /** What the last transaction of this name said, whoever published it; empty before the first. */
  readonly publishedUpTo: PublishedUpTo;

  /**
   * Publishes all of `messages`, in order per key, together with the progress, or nothing. Durable when it resolves.
   * Sets that `upTo` does not name keep theirs. One call at a time.
   * @throws TopicsError
   */
  publish(messages: readonly OutgoingMessage[], upTo: PublishedUpTo): Promise<void>;

  close(): Promise<void>;
}

/** Topics that other systems subscribe to. */
export interface Topics {
  /**
   * Makes those that are missing, with their settings, and checks the others.
   * @throws TopicsError `topic-mismatch` names topic, setting, what it is and what it should be.
   */
  ensure(topics: readonly Pick<TopicContract, 'name' | 'settings'>[]): Promise<void>;

  /**
   * Becomes the publisher of this name. One that was before, and may still believe that it is, can publish nothing from
   * here on; a transaction it left open is undone.
   * @throws TopicsError
   */
  open(name: string): Promise<Publisher>;
}
