import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { EditionsFolder } from '#views';

const SETS = ['recognition', 'customers'];
/** Clock ticks of /proc: 100 a second on every Linux that Node runs on. */
const TICK_MICROSECONDS = 10_000;

/** What an import took. */
export interface ImportFigures {
  /** Seconds until the last touchpoint was durable, from the start of the process. */
  readonly recorded: number;
  /** Seconds until all views had them all. */
  readonly caughtUp: number;
  /** CPU time of all threads for one touchpoint. */
  readonly microseconds: number;
  readonly customers: number;
  /** Megabytes of resident memory; `undefined` where the system does not tell (no /proc). */
  readonly memory:
    | {
        readonly peak: number;
        /** Highest while each quarter of the touchpoints was recorded; the last one until the end. */ readonly quarters: readonly number[];
      }
    | undefined;
}

/** Polls an importing process and its data folder from outside. */
export class ImportWatch {
  readonly #startedAt = performance.now();
  readonly #views: string;
  readonly #ledger: string;
  readonly #quarters = [0, 0, 0, 0];
  #store: EventStore | undefined;
  #recorded: number | undefined;
  #caughtUp: number | undefined;
  #peak = 0;
  #cpu = 0;

  constructor(
    private readonly pid: number,
    data: string,
    private readonly touchpoints: number,
  ) {
    this.#views = join(data, 'views');
    this.#ledger = join(data, 'ledger.db');
  }

  async look(): Promise<void> {
    if (this.#caughtUp !== undefined) return;
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const head = await this.#head();
    if (head >= this.touchpoints) {
      this.#recorded ??= seconds;
      if (this.#positions().every((position) => position >= head)) this.#caughtUp = seconds;
    }
    this.#lookAtProcess(Math.min(3, Math.floor((4 * head) / this.touchpoints)));
  }

  /** @throws Error where the process ended before all was recorded and in the views. */
  async figures(): Promise<ImportFigures> {
    await this.look();
    await this.#store?.close();
    if (this.#recorded === undefined || this.#caughtUp === undefined)
      throw new Error('The import ended before all touchpoints were in the views.');
    const reader = new EditionsFolder(this.#views).reader('recognition');
    const [row] = await reader.all<{ customers: number }>('SELECT count(*) AS customers FROM clusters');
    reader.close();
    return {
      recorded: this.#recorded,
      caughtUp: this.#caughtUp,
      microseconds: this.#cpu / this.touchpoints,
      customers: row?.customers ?? 0,
      memory: this.#peak > 0 ? { peak: this.#peak, quarters: this.#quarters } : undefined,
    };
  }

  async #head(): Promise<number> {
    try {
      this.#store ??= openSqliteEventStore(this.#ledger, { readonly: true });
      return Number(await this.#store.head());
    } catch {
      // Not made yet.
      return 0;
    }
  }

  #positions(): number[] {
    const folder = new EditionsFolder(this.#views);
    return SETS.map((set) => Number(folder.state(set, folder.serving(set) ?? 0).position));
  }

  #lookAtProcess(quarter: number): void {
    const status = proc(this.pid, 'status');
    const resident = megabytes(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
    this.#quarters[quarter] = Math.max(this.#quarters[quarter] ?? 0, resident);
    this.#peak = Math.max(this.#peak, megabytes(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]));
    // After the name, which may hold anything but ends with the last bracket: fields 14 and 15, user and system time.
    const [user = 0, system = 0] = proc(this.pid, 'stat').split(') ').at(-1)?.split(' ').slice(11, 13).map(Number) ?? [];
    this.#cpu = Math.max(this.#cpu, (user + system) * TICK_MICROSECONDS);
  }
}

/** Empty where there is no such process any more, or no /proc. */
function proc(pid: number, name: string): string {
  const path = `/proc/${pid}/${name}`;
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}

function megabytes(kilobytes: string | undefined): number {
  return Number(kilobytes ?? 0) / 1024;
}
