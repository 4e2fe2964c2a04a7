import type { OutgoingMessage } from './contracts/cloud-event.js';
import type { TopicContract } from '#slice';

/** The message of an outbox that a publisher got to. */
export interface LastPublished {
  readonly sequence: bigint;
  /**
   * The message's UUID, which distinguishes it from a message of the same sequence in another outbox. Absent in progress kept
   * by earlier versions.
   */
  readonly id?: string;
}

/** How far a publisher has got in each of its outboxes, by the outbox's set. */
export type PublishedUpTo = ReadonlyMap<string, LastPublished>;

/** Why topics cannot be written or read just now. All but `topic-mismatch` may be temporary. */
export type TopicsProblem =
  | 'unreachable'
  /** Also a certificate for another host. */
  | 'untrusted-certificate'
  /** The client's certificate was refused, or is missing although required. */
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

/** Read-committed consumers see nothing of the failed transaction. Never holds a message's content. */
export class TopicsError extends Error {
  constructor(
    readonly code: TopicsProblem,
    message: string,
    readonly where: {
      readonly topic?: string;
      /** Index of the failing message, where it is known. */
      readonly index?: number;
    } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The only active publisher of its name. After any error but `message-too-large` it is unusable and must be reopened. */
export interface Publisher {
  /** The progress in the last committed transaction of this name, whichever process published it; empty before the first. */
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
   * Opens the publisher of this name. A former one, even if it still runs, can publish nothing from here on; its open
   * transaction is aborted.
   * @throws TopicsError
   */
  open(name: string): Promise<Publisher>;
}
