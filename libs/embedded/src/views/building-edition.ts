import { type Position, START } from '#events';
import type { ViewsProblem, ViewsStatus } from '#views';
import type { Projector, ProjectorMessage } from './start-projector.js';

export interface BuildingOptions {
  readonly edition: number;
  /** How far it had got when it was begun or gone on with. */
  readonly from: Position;
  /** Whether it is promoted as soon as it has caught up. */
  readonly promotes: boolean;
  readonly start: (onMessage: (message: ProjectorMessage) => void) => Projector;
  readonly onMessage: (message: ProjectorMessage) => void;
}

/** An edition that is being built beside the one that serves. */
export class BuildingEdition {
  readonly edition: number;
  readonly promotes: boolean;
  readonly #from: Position;
  readonly #startedAt = performance.now();
  readonly #projector: Projector;
  #position: Position;

  constructor({ edition, from, promotes, start, onMessage }: BuildingOptions) {
    this.edition = edition;
    this.promotes = promotes;
    this.#from = from;
    this.#position = from;
    this.#projector = start((message) => {
      if (message.kind !== 'failed') this.#position = message.position;
      onMessage(message);
    });
  }

  get position(): Position {
    return this.#position;
  }

  /** Ends building; what is committed stays. */
  async stop(): Promise<void> {
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
