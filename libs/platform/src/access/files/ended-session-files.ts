import { join } from 'node:path';
import type { EndedSessions } from '../sessions.js';
import { RecordFolder } from './record-folder.js';

/** Ended sessions in the folder `ended-sessions` of a keys folder, a file each; see `RecordFolder`. */
export class EndedSessionFiles implements EndedSessions {
  readonly #files: RecordFolder<{ readonly expires: number }>;

  constructor(
    keysPath: string,
    private readonly now: () => number = Date.now,
  ) {
    this.#files = new RecordFolder(join(keysPath, 'ended-sessions'), asEnded);
  }

  end(session: string, expires: number): Promise<void> {
    for (const [id, ended] of this.#files.all()) if (ended.expires * 1000 < this.now()) this.#files.remove(id);
    this.#files.put(session, { expires });
    return Promise.resolve();
  }

  all(): Promise<ReadonlyMap<string, number>> {
    return Promise.resolve(new Map([...this.#files.all()].map(([id, { expires }]) => [id, expires])));
  }

  among(sessions: readonly string[]): Promise<ReadonlySet<string>> {
    const ended = this.#files.all();
    return Promise.resolve(new Set(sessions.filter((session) => ended.has(session))));
  }
}

function asEnded(json: unknown): { readonly expires: number } | undefined {
  const expires = typeof json === 'object' && json !== null && 'expires' in json ? json.expires : undefined;
  return typeof expires === 'number' ? { expires } : undefined;
}
