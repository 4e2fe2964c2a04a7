import { SingleBar } from 'cli-progress';
import type { TransferNews } from '#transfer';
import { timeLeft } from '../time-left.js';

const PHASES: Readonly<Record<TransferNews['phase'], readonly [does: string, what: string]>> = {
  vault: ['copying the vault', 'rows'],
  events: ['copying the ledger', 'events'],
  'comparing-vaults': ['comparing the vaults', 'rows'],
  comparing: ['comparing the ledgers', 'events'],
};

/** Shows how a copy gets on: a bar on a terminal; elsewhere a line every five seconds, and one for each new phase. */
export class CopyDisplay {
  readonly #bar: SingleBar | undefined;
  #phase: TransferNews['phase'] | undefined;
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
    const format = '{phase} [{bar}] {percentage}% | {done} {what} | {rate}/s | {left}';
    this.#bar = new SingleBar({ format, stream: out, hideCursor: true, fps: 5, clearOnComplete: true });
    this.#bar.start(1000, 0, { phase: PHASES.vault[0], what: PHASES.vault[1], done: 0, rate: 0, left: '' });
  }

  show({ phase, part, done }: TransferNews): void {
    const now = this.clock();
    const isNew = phase !== this.#phase;
    if (isNew) [this.#phase, this.#startedAt, this.#startedWith] = [phase, now, part ?? 0];
    const elapsed = now - this.#startedAt;
    const [does, what] = PHASES[phase];
    const rate = elapsed === 0 ? 0 : Math.round(done / (elapsed / 1000));
    const left = part === undefined ? '' : timeLeft(part - this.#startedWith, 1 - part, elapsed);
    if (this.#bar) {
      this.#bar.update(Math.floor((part ?? 0) * 1000), { phase: does, what, done, rate, left });
    } else if (isNew) {
      this.out.write(`${does} ...\n`);
    } else if (now - this.#writtenAt >= 5000) {
      this.#writtenAt = now;
      const how = part === undefined ? '' : ` ${Math.floor(part * 100)}%,`;
      this.out.write(`${does}:${how} ${done} ${what}, ${rate}/s${left && `, ${left}`}\n`);
    }
  }

  end(): void {
    this.#bar?.stop();
  }
}
