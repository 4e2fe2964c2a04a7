import { join } from 'node:path';
import type { EndedSessions } from '../sessions.js';
import { RecordFolder } from './record-folder.js';

const FORGET_EVERY_MS = 3_600_000;

/** Ended sessions in the folder `ended-sessions` of a keys folder, a file each; see `RecordFolder`. */
export class EndedSessionFiles implements EndedSessions {
  readonly #files: RecordFolder<{ readonly expires: number }>;

  #forgetAt = 0;

  constructor(
    keysPath: string,
    private readonly now: () => number = Date.now,
  ) {
    this.#files = new RecordFolder(join(keysPath, 'ended-sessions'), asEnded);
    this.#forgetOld();
  }

  end(session: string, expires: number): Promise<void> {
    this.#forgetOld();
    this.#files.put(session, { expires });
    return Promise.resolve();
  }

  all(): Promise<ReadonlyMap<string, number>> {
    return Promise.resolve(new Map([...this.#files.all()].map(([id, { expires }]) => [id, expires])));
  }

  among(sessions: readonly string[]): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set(sessions.filter((session) => this.#files.has(session))));
  }

  /** At the start, and then once an hour, since it reads all of them. */
  #forgetOld(): void {
    const now = this.now();
    if (now < this.#forgetAt) return;
    this.#forgetAt = now + FORGET_EVERY_MS;
    for (const [id, { expires }] of this.#files.all()) if (expires * 1000 < now) this.#files.remove(id);
  }
}

function asEnded(json: unknown): { readonly expires: number } | undefined {
  const expires = typeof json === 'object' && json !== null && 'expires' in json ? json.expires : undefined;
  return typeof expires === 'number' ? { expires } : undefined;
}
