import { SingleBar } from 'cli-progress';
import { timeLeft } from '../time-left.js';
import type { ReadingProgress } from './open-lines.js';

/** What the import is doing. `part` of the phase is done, 0 to 1. */
export interface ProgressNews {
  readonly phase: ReadingProgress['phase'] | 'bringing the views up to date';
  readonly part: number;
  /** Touchpoints that this phase is done with. */
  readonly done: number;
}

/** Shows how the import gets on: a bar on a terminal; elsewhere a line every five seconds, and one for each new phase. */
export class ProgressDisplay {
  readonly #bar: SingleBar | undefined;
  #phase: ProgressNews['phase'] | undefined;
  #startedAt = 0;
  /** Where the phase began: not at 0 where an earlier run is continued. */
  #startedWith = 0;
  #writtenAt: number;

  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly clock: () => number,
  ) {
    this.#writtenAt = clock();
    if (!out.isTTY) return;
    this.#bar = new SingleBar({
      format: '{phase} [{bar}] {percentage}% | {done} touchpoints | {rate}/s | {left}',
      stream: out,
      hideCursor: true,
      fps: 5,
      clearOnComplete: true,
    });
    this.#bar.start(1000, 0, { phase: 'recording', done: 0, rate: 0, left: '' });
  }

  show({ phase, part, done }: ProgressNews): void {
    const now = this.clock();
    const changed = phase !== this.#phase && this.#phase !== undefined;
    if (phase !== this.#phase) {
      this.#phase = phase;
      this.#startedAt = now;
      this.#startedWith = part;
    }
    const elapsed = now - this.#startedAt;
    const rate = Math.round(done / Math.max(0.001, elapsed / 1000));
    const left = timeLeft(part - this.#startedWith, 1 - part, elapsed);
    if (this.#bar) {
      this.#bar.update(Math.floor(part * 1000), { phase, done, rate, left });
    } else if (changed || now - this.#writtenAt >= 5000) {
      this.#writtenAt = now;
      this.out.write(
        changed ? `${phase} ...\n` : `${phase}: ${Math.floor(part * 100)}%, ${done} touchpoints, ${rate}/s, ${left}\n`,
      );
    }
  }

  end(): void {
    this.#bar?.stop();
  }
}
