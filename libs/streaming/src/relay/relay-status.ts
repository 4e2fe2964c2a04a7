/** The state of the relay, for health and metrics. */
export interface RelayStatus {
  /**
   * `standing-by`: another relay leads. `starting`: checks topics and takes over. `publishing`, `idle`: all is well.
   * `waiting`: `problem` says for what; it is retried until it succeeds, and nothing is lost meanwhile.
   */
  readonly state: 'standing-by' | 'starting' | 'publishing' | 'idle' | 'waiting' | 'stopped';
  readonly sets: readonly RelayedSet[];
  /** Messages published since this relay was started. */
  readonly published: number;
  readonly problem?: RelayProblem;
}

export interface RelayedSet {
  readonly set: string;
  /** Outbox sequence of the last committed message; 0 before the first. */
  readonly publishedUpTo: bigint;
  /** Messages in the outbox that are not published yet, as last looked at; 0 while another relay leads. */
  readonly waiting: number;
}

export interface RelayProblem {
  /** A `TopicsProblem`, or the error code of the outbox or the views. */
  readonly code: string;
  /** One sentence for people, with what to do. Never the content of messages. */
  readonly message: string;
  readonly topic?: string;
  /** The outbox message that cannot be published, where it is one. */
  readonly set?: string;
  readonly sequence?: bigint;
  /** Epoch milliseconds of the first failure in a row, and how many there were. */
  readonly since: number;
  readonly attempts: number;
}

/** Why an outbox message blocks the relay. */
export class RelayBlockedError extends Error {
  constructor(
    readonly code: 'unknown-topic' | 'message-too-large' | 'another-outbox',
    message: string,
    readonly where: { readonly topic?: string; readonly set: string; readonly sequence: bigint },
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** An error as the status reports it. */
export function problemFrom(error: unknown, before: RelayProblem | undefined): RelayProblem {
  const { code, message, where = {} } = error as { code?: unknown; message?: unknown; where?: object };
  const known = typeof code === 'string';
  return {
    code: known ? code : 'unexpected',
    // Only errors with a code have messages for people; others may quote personal data.
    message: known && typeof message === 'string' ? message : 'Something unexpected failed; the log names the error.',
    ...where,
    since: before?.since ?? Date.now(),
    attempts: (before?.attempts ?? 0) + 1,
  };
}
