import { SingleBar } from 'cli-progress';
import type { ReadingProgress } from './open-lines.js';

/** What the import is doing. */
export interface ProgressNews extends ReadingProgress {
  /** Touchpoints acknowledged in this run. */
  readonly lines: number;
}

/** Shows how the import gets on: a bar on a terminal, a line every five seconds elsewhere. */
export class ProgressDisplay {
  readonly #bar: SingleBar | undefined;
  readonly #startedAt: number;
  #phase: ProgressNews['phase'] = 'recording';
  #phaseStartedAt: number;
  #phaseStartedWith = 0;
  #writtenAt: number;

  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly clock: () => number,
  ) {
    this.#startedAt = this.#phaseStartedAt = this.#writtenAt = clock();
    if (!out.isTTY) return;
    this.#bar = new SingleBar({
      format: '{phase} [{bar}] {percentage}% | {lines} touchpoints | {rate}/s | {left}',
      stream: out,
      hideCursor: true,
      fps: 5,
      clearOnComplete: true,
    });
    this.#bar.start(1000, 0, { phase: 'recording', lines: 0, rate: 0, left: '' });
  }

  show({ phase, part, lines }: ProgressNews): void {
    const now = this.clock();
    if (phase !== this.#phase) {
      this.#phase = phase;
      this.#phaseStartedAt = now;
      this.#phaseStartedWith = 0;
    }
    if (this.#phaseStartedWith === 0) this.#phaseStartedWith = part;
    const rate = Math.round(lines / Math.max(0.001, (now - this.#startedAt) / 1000));
    const left = timeLeft(part - this.#phaseStartedWith, 1 - part, now - this.#phaseStartedAt);
    if (this.#bar) {
      this.#bar.update(Math.floor(part * 1000), { phase, lines, rate, left });
    } else if (now - this.#writtenAt >= 5000) {
      this.#writtenAt = now;
      this.out.write(`${phase}: ${Math.floor(part * 100)}%, ${lines} touchpoints, ${rate}/s, ${left}\n`);
    }
  }

  end(): void {
    this.#bar?.stop();
  }
}

/** In words, from how long the part that is done took. */
function timeLeft(done: number, rest: number, elapsedMs: number): string {
  if (done <= 0.001) return 'time left: not known yet';
  const seconds = Math.round(((rest / done) * elapsedMs) / 1000);
  if (seconds < 60) return `${seconds} s left`;
  return seconds < 3600
    ? `${Math.round(seconds / 60)} min left`
    : `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min left`;
}
