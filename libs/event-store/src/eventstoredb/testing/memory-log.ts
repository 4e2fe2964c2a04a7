import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** An event as the server keeps it. */
export interface LogRecord {
  /** Commit and prepare position. */
  readonly position: bigint;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly metadata: Uint8Array;
  readonly data: Uint8Array;
}

export type ProposedEvent = Pick<LogRecord, 'id' | 'type' | 'contentType' | 'metadata' | 'data'>;
export type ExpectedVersion = bigint | 'no-stream' | 'any' | 'stream-exists';
export type AppendOutcome = { readonly revision: number; readonly position: bigint } | { readonly current: number };

type StoredRecord = Omit<LogRecord, 'position' | 'metadata' | 'data'> & { position: string; metadata: string; data: string };

/**
 * A server's log in memory, with the server's rules: expected versions, idempotent appends (exact with an expected version,
 * except that an id is appended again at the right revision; best effort without), positions with gaps, and events of the
 * server's own in between. With a file it survives a restart of the process.
 */
export class MemoryLog {
  readonly records: LogRecord[] = [];
  readonly #streams = new Map<string, LogRecord[]>();
  readonly #listeners = new Set<() => void>();
  readonly #file: string | undefined;
  #next = 0n;

  constructor(file?: string) {
    this.#file = file;
    if (file !== undefined && existsSync(file)) {
      for (const line of readFileSync(file, 'utf8').split('\n')) {
        if (line === '') continue;
        const stored = JSON.parse(line) as StoredRecord;
        const bytes = { metadata: Buffer.from(stored.metadata, 'base64'), data: Buffer.from(stored.data, 'base64') };
        this.#add({ ...stored, ...bytes, position: BigInt(stored.position) });
      }
    }
    if (this.records.length === 0) this.writeSystemEvent();
  }

  append(stream: string, events: readonly ProposedEvent[], expected: ExpectedVersion): AppendOutcome {
    const known = this.#streams.get(stream) ?? [];
    const current = known.length - 1;
    const repeated = this.#repeated(known, events, expected);
    if (repeated) return { revision: repeated.revision, position: repeated.position };
    if (
      expected === 'stream-exists'
        ? current < 0
        : expected !== 'any' && current !== (expected === 'no-stream' ? -1 : Number(expected))
    ) {
      return { current };
    }
    const created = Date.now();
    const records = events.map((event, n) => {
      const record = { ...event, stream, revision: current + 1 + n, created, position: this.#next };
      this.#add(record);
      return record;
    });
    this.#save(records);
    for (const listener of this.#listeners) listener();
    const last = records.at(-1);
    return { revision: last?.revision ?? current, position: last?.position ?? 0n };
  }

  /** An event such as a server writes on its own. */
  writeSystemEvent(): void {
    const data = Buffer.from('{"proc-cpu":1}');
    const event = {
      id: crypto.randomUUID(),
      type: '$statsCollected',
      contentType: 'application/json',
      metadata: Buffer.alloc(0),
      data,
    };
    this.append('$stats-127.0.0.1:2113', [event], 'any');
  }

  stream(name: string): readonly LogRecord[] | undefined {
    return this.#streams.get(name);
  }

  /** Index of the record at a position, the next index for any position after the end; undefined where no record begins. */
  indexOf(position: bigint): number | undefined {
    if (position >= this.#next) return this.records.length;
    let [low, high] = [0, this.records.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.records[middle]?.position ?? 0n) < position) low = middle + 1;
      else high = middle;
    }
    return this.records[low]?.position === position ? low : undefined;
  }

  /** Calls `listener` after every append until the returned function is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The last event of the same append, where it is in the stream already. */
  #repeated(known: readonly LogRecord[], events: readonly ProposedEvent[], expected: ExpectedVersion): LogRecord | undefined {
    const from =
      typeof expected === 'bigint'
        ? Number(expected) + 1
        : expected === 'no-stream'
          ? 0
          : known.findIndex(({ id }) => id === events[0]?.id);
    if (from < 0 || from >= known.length) return undefined;
    return events.every(({ id }, n) => known[from + n]?.id === id) ? known[from + events.length - 1] : undefined;
  }

  #add(record: LogRecord): void {
    const stream = this.#streams.get(record.stream) ?? [];
    if (stream.length === 0) this.#streams.set(record.stream, stream);
    stream.push(record);
    this.records.push(record);
    this.#next = record.position + BigInt(64 + record.stream.length + record.data.length + record.metadata.length);
  }

  #save(records: readonly LogRecord[]): void {
    if (this.#file === undefined) return;
    const lines = records.map((record) => {
      const text = {
        metadata: Buffer.from(record.metadata).toString('base64'),
        data: Buffer.from(record.data).toString('base64'),
      };
      return `${JSON.stringify({ ...record, ...text, position: String(record.position) })}\n`;
    });
    appendFileSync(this.#file, lines.join(''));
  }
}
