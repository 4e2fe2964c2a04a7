import { type Position, START } from '#events';
import type { ViewsProblem, ViewsStatus } from '#views';
import type { RepeatedTry } from './repeated-try.js';
import type { Projector, ProjectorMessage } from './start-projector.js';

export interface BuildingOptions {
  readonly edition: number;
  /** How far it had got when it was begun or gone on with. */
  readonly from: Position;
  /** Promotes it where it has caught up; none where it waits for somebody to ask for that. */
  readonly promotion: RepeatedTry | undefined;
  readonly start: (onMessage: (message: ProjectorMessage) => void) => Projector;
  readonly onMessage: (message: ProjectorMessage) => void;
}

/** An edition that is being built beside the one that serves. */
export class BuildingEdition {
  readonly edition: number;
  readonly #promotion: RepeatedTry | undefined;
  readonly #from: Position;
  readonly #startedAt = performance.now();
  readonly #projector: Projector;
  #position: Position;

  constructor({ edition, from, promotion, start, onMessage }: BuildingOptions) {
    this.edition = edition;
    this.#promotion = promotion;
    this.#from = from;
    this.#position = from;
    this.#projector = start((message) => {
      if (message.kind !== 'failed') this.#position = message.position;
      onMessage(message);
      if (message.kind !== 'failed') this.#promotion?.due();
    });
  }

  get position(): Position {
    return this.#position;
  }

  /** Ends building; what is committed stays. */
  async stop(): Promise<void> {
    this.#promotion?.stop();
    await this.#projector.stop();
  }

  status(head: Position, problem: ViewsProblem | undefined): NonNullable<ViewsStatus['building']> {
    const seconds = Math.max((performance.now() - this.#startedAt) / 1000, 0.001);
    return {
      edition: this.edition,
      position: String(this.#position),
      progress: head === START ? 1 : Number((this.#position * 10_000n) / head) / 10_000,
      perSecond: Math.round(Number(this.#position - this.#from) / seconds),
      caughtUp: this.#position >= head,
      ...(problem ? { problem } : {}),
    };
  }
}
