import type { SingleBar } from 'cli-progress';
import { writeMessage } from '#text';
import { timeLeft } from './time-left.js';

/** How far something is. */
export interface ProgressNews {
  /** What is being done, in a few words. */
  readonly phase: string;
  /** What is counted. */
  readonly what: string;
  /** How much of it this phase is done with. */
  readonly done: number;
  /** The part of the phase that is done, 0 to 1, where that is known. */
  readonly part?: number;
}

/** Shows how something long gets on: a bar on a terminal; elsewhere a line every five seconds, and one for each new phase. */
export class ProgressDisplay {
  #phase: string | undefined;
  #startedAt: number;
  /** Where the phase began: not at 0 where an earlier run is continued. */
  #startedWith: number | undefined;
  #writtenAt: number;

  private constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly clock: () => number,
    private readonly bar: SingleBar | undefined,
  ) {
    this.#startedAt = this.#writtenAt = clock();
  }

  /** `phase`: the one it begins with, where no line is wanted for that. */
  static async open(out: NodeJS.WriteStream, clock: () => number, phase?: string): Promise<ProgressDisplay> {
    let bar: SingleBar | undefined;
    if (out.isTTY) {
      const cliProgress = await import('cli-progress');
      const format = '{phase} [{bar}] {percentage}% | {done} {what} | {rate}/s | {left}';
      bar = new cliProgress.SingleBar({ format, stream: out, hideCursor: true, fps: 5, clearOnComplete: true });
      bar.start(1000, 0, { phase: phase ?? '', done: 0, what: '', rate: 0, left: '' });
    }
    const display = new ProgressDisplay(out, clock, bar);
    display.#phase = phase;
    return display;
  }

  show({ phase, what, done, part }: ProgressNews): void {
    const now = this.clock();
    const isNew = phase !== this.#phase;
    if (isNew) [this.#phase, this.#startedAt, this.#startedWith] = [phase, now, undefined];
    this.#startedWith ??= part ?? 0;
    const elapsed = now - this.#startedAt;
    const rate = elapsed === 0 ? 0 : Math.round(done / (elapsed / 1000));
    const left = part === undefined ? '' : timeLeft(part - this.#startedWith, 1 - part, elapsed);
    if (this.bar) {
      this.bar.update(Math.floor((part ?? 0) * 1000), { phase, done, what, rate, left });
    } else if (isNew) {
      writeMessage(this.out, `${phase} ...\n`);
    } else if (now - this.#writtenAt >= 5000) {
      this.#writtenAt = now;
      const how = part === undefined ? '' : ` ${Math.floor(part * 100)}%,`;
      writeMessage(this.out, `${phase}:${how} ${done} ${what}, ${rate}/s${left && `, ${left}`}\n`);
    }
  }

  end(): void {
    this.bar?.stop();
  }
}
