import { MultiBar, type SingleBar } from 'cli-progress';
import type { ViewsStatus } from '#views';
import { timeLeft } from '#cli';
import { writeMessage } from '#text';
import { ledgerPart } from './ledger-part.js';

/** Shows how building gets on: a bar for each set on a terminal, a line for each set every five seconds elsewhere. */
export class BuildingDisplay {
  readonly #bars: MultiBar | undefined;
  readonly #barOf = new Map<string, SingleBar>();
  readonly #begun = new Map<string, { readonly at: number; readonly with: number }>();
  #writtenAt: number;

  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly clock: () => number,
  ) {
    this.#writtenAt = clock();
    if (!out.isTTY) return;
    const format = '{set} edition {edition} [{bar}] {percentage}% | {read} | {rate}/s | {left}';
    this.#bars = new MultiBar({ format, stream: out, hideCursor: true, fps: 5, clearOnComplete: true });
  }

  show(status: readonly ViewsStatus[]): void {
    const now = this.clock();
    const isDue = now - this.#writtenAt >= 5000;
    for (const { set, unit, building } of status) {
      if (!building) {
        this.#barOf.get(set)?.update(1000, { left: 'promoted' });
        continue;
      }
      const { edition, progress } = building;
      const read = ledgerPart(Number(building.position), unit);
      const rate = ledgerPart(building.perSecond, unit);
      const begun = this.#begun.get(set) ?? { at: now, with: progress };
      this.#begun.set(set, begun);
      const left = building.caughtUp ? 'caught up' : timeLeft(progress - begun.with, 1 - progress, now - begun.at);
      if (this.#bars) {
        const bar = this.#barOf.get(set) ?? this.#bars.create(1000, 0, { set, edition, read, rate, left });
        this.#barOf.set(set, bar);
        bar.update(Math.floor(progress * 1000), { set, edition, read, rate, left });
      } else if (isDue) {
        this.#writtenAt = now;
        writeMessage(this.out, `${set} edition ${edition}: ${Math.floor(progress * 100)}%, ${read}, ${rate}/s, ${left}\n`);
      }
    }
  }

  end(): void {
    this.#bars?.stop();
  }
}
