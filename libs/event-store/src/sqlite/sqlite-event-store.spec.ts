import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { START } from '#events';
import { anEvent, everything } from '../contract/opened-store.js';
import type { EventStore } from '../event-store.js';
import { openSqliteEventStore, type SqliteEventStoreOptions } from './sqlite-event-store.js';

const HOOK = require.resolve('./run-typescript.cjs');
const STORE = JSON.stringify(join(__dirname, 'sqlite-event-store.ts'));

let folder: string;
let path: string;
let opened: EventStore[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-sqlite-'));
  path = join(folder, 'ledger.db');
  opened = [];
});

afterEach(async () => {
  for (const store of opened) await store.close();
  rmSync(folder, { recursive: true });
});

function open(options?: SqliteEventStoreOptions): EventStore {
  const store = openSqliteEventStore(path, options);
  opened.push(store);
  return store;
}

async function ledgerOf(count: number): Promise<void> {
  const store = openSqliteEventStore(path);
  await Promise.all(
    Array.from({ length: count }, (_, n) => store.append(`s${n}`, [anEvent({ n, text: 'x'.repeat(500) })], 'none')),
  );
  await store.close();
}

function tamper(sql: string): void {
  const db = new Database(path);
  try {
    db.exec(sql);
  } finally {
    db.close();
  }
}

describe('positions and times', () => {
  it('positions are 1, 2, 3... without a gap, also after refused appends', async () => {
    const store = open();
    const known = anEvent();
    await store.append('a', [known], 'none');
    await Promise.allSettled([
      store.append('b', [anEvent(), known], 'none'),
      store.append('a', [anEvent()], 'none'),
      store.append('c', [anEvent()], 'none'),
      store.append('d', [known], 'none'),
      store.append('d', [anEvent()], 'none'),
    ]);

    expect((await everything(store, 10)).map(({ stream, position }) => [stream, position])).toEqual([
      ['a', 1n],
      ['c', 2n],
      ['d', 3n],
    ]);
  });

  it('a clock that is set back does not take recordedAt back, over a restart either', async () => {
    let clock = 5_000.7;
    const store = open({ now: () => clock });
    await store.append('a', [anEvent()], 'any');
    clock = 4_000;
    await store.append('a', [anEvent()], 'any');
    await store.close();
    const reopened = open({ now: () => clock });
    await reopened.append('a', [anEvent()], 'any');
    clock = 6_000;
    await reopened.append('a', [anEvent()], 'any');

    expect((await reopened.readStream('a')).map(({ recordedAt }) => recordedAt)).toEqual([5_000, 5_000, 5_000, 6_000]);
  });

  it('two writers of one file share its positions', async () => {
    const [one, two] = [open(), open()];
    await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 ? one : two).append(`s${n}`, [anEvent()], 'none')));

    expect((await everything(one, 100)).map(({ position }) => Number(position))).toEqual(
      Array.from({ length: 40 }, (_, n) => n + 1),
    );
  });
});

describe('the file', () => {
  it('refuses to change or remove an event, whoever opens it', async () => {
    await ledgerOf(3);

    for (const sql of [
      "UPDATE events SET data = '{}'",
      'UPDATE events SET recorded_at = 0 WHERE position = 2',
      'DELETE FROM events',
      'DELETE FROM events WHERE position = 3',
      "UPDATE streams SET name = 'other' || name",
      'DELETE FROM streams',
    ]) {
      expect(() => tamper(sql)).toThrow('the ledger is append-only');
    }
    expect((await everything(open(), 10)).map(({ stream }) => stream)).toEqual(['s0', 's1', 's2']);
  });

  it('of a newer version is left alone, and the error says what to do', async () => {
    await ledgerOf(1);
    tamper('PRAGMA user_version = 99');
    const before = readFileSync(path);

    for (const readonly of [false, true]) {
      expect(() => open({ readonly })).toThrow(
        expect.objectContaining({ code: 'newer-version', message: expect.stringContaining('Start the newer version') }),
      );
    }
    expect(readFileSync(path)).toEqual(before);
  });

  it('that is not a ledger is refused and left alone', () => {
    writeFileSync(path, 'name,phone\nAda,+44 20 7946 0018\n'.repeat(200));
    expect(() => open()).toThrow(expect.objectContaining({ code: 'damaged' }));
    rmSync(path);
    tamper('CREATE TABLE something_else (a)');
    const before = readFileSync(path);
    expect(() => open()).toThrow(
      expect.objectContaining({ code: 'damaged', message: expect.stringContaining('is not a Touchstone ledger') }),
    );
    expect(readFileSync(path)).toEqual(before);
  });

  it('with damaged pages says so when it comes to them, for reading and appending', async () => {
    await ledgerOf(2_000);
    const file = openSync(path, 'r+');
    const garbage = Buffer.alloc(4096, 0xfe);
    for (let at = 20 * 4096; at < fstatSync(file).size; at += 4096) writeSync(file, garbage, 0, 4096, at);
    closeSync(file);

    const store = open();
    await expect(everything(store, 100)).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringContaining('restore the last backup'),
    });
    await expect(store.append('new', [anEvent()], 'none')).rejects.toMatchObject({ code: 'damaged' });
  });

  it('with an event that is not valid JSON names its position, and quotes nothing of it', async () => {
    await ledgerOf(2);
    tamper(`DROP TRIGGER events_are_never_changed; UPDATE events SET data = '{"name":Ada Byron}' WHERE position = 2`);

    const failure: unknown = await open()
      .readAll(START)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'damaged', message: expect.stringContaining('at position 2') });
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('Ada');
  });

  it('is not created by a read-only store', () => {
    expect(() => open({ readonly: true })).toThrow(
      expect.objectContaining({ code: 'unreachable', message: expect.stringContaining('no ledger') }),
    );
  });

  it('in a folder that does not exist is unreachable', () => {
    expect(() => openSqliteEventStore(join(folder, 'nowhere', 'ledger.db'))).toThrow(
      expect.objectContaining({ code: 'unreachable' }),
    );
  });

  it('takes no appends from a read-only store', async () => {
    await ledgerOf(1);
    await expect(open({ readonly: true }).append('a', [anEvent()], 'any')).rejects.toBeInstanceOf(TypeError);
  });
});

describe('other threads and processes', () => {
  it('a subscriber in another thread gets what is committed here, each event once and without a gap', async () => {
    const store = open();
    await store.append('before', [anEvent()], 'none');
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       const { openSqliteEventStore } = require(${STORE});
       const store = openSqliteEventStore(workerData, { readonly: true });
       (async () => {
         parentPort.ref();
         for await (const { events } of store.subscribe(0n, { signal: new AbortController().signal, batchSize: 5 }))
           parentPort.postMessage(events.map(({ position }) => position));
       })();`,
      { eval: true, workerData: path, execArgv: ['--conditions=source', '--require', HOOK] },
    );
    const seen: bigint[] = [];
    const all = new Promise<void>((resolve, reject) => {
      worker.on('error', reject);
      worker.on('message', (positions: bigint[]) => {
        seen.push(...positions);
        if (seen.length === 101) resolve();
      });
    });
    await once(worker, 'message');
    await Promise.all(
      Array.from({ length: 10 }, async (_, caller) => {
        for (let n = 0; n < 10; n += 1) await store.append(`s${caller}`, [anEvent()], 'any');
      }),
    );
    await all;
    await worker.terminate();

    expect(seen).toEqual(Array.from({ length: 101 }, (_, n) => BigInt(n + 1)));
  });

  it('a subscriber hears of appends through another connection of its own thread', async () => {
    const writer = open();
    const reader = open({ readonly: true });
    const done = new AbortController();
    const batches = reader.subscribe(START, { signal: done.signal })[Symbol.asyncIterator]();
    const next = batches.next();
    await writer.append('a', [anEvent('heard')], 'none');

    expect(await next).toMatchObject({ value: { events: [{ data: 'heard' }] } });
    done.abort();
  });

  it('another process reads what is committed, and an open store or a waiting subscription keeps no process alive', async () => {
    const store = open();
    await store.append('a', [anEvent(), anEvent()], 'none');
    const script = `
      const { openSqliteEventStore } = require(${STORE});
      const reader = openSqliteEventStore(process.argv[1], { readonly: true });
      void (async () => {
        const never = new AbortController();
        for await (const { events } of reader.subscribe(0n, { signal: never.signal })) console.log(events.length);
      })();`;
    const printed = execFileSync(process.execPath, ['--conditions=source', '--require', HOOK, '--eval', script, path], {
      timeout: 10_000,
    });

    expect(printed.toString()).toBe('2\n');
  });

  it('the write-ahead log stays within bounds while readers never stop reading', async () => {
    const store = open();
    await store.append('a', [anEvent()], 'none');
    const readers = Array.from(
      { length: 3 },
      () =>
        new Worker(
          `const { parentPort, workerData } = require('node:worker_threads');
       const { openSqliteEventStore } = require(${STORE});
       const store = openSqliteEventStore(workerData, { readonly: true });
       void (async () => {
         parentPort.postMessage('reading');
         for (;;) {
           const at = await store.head();
           await store.readAll(at > 1000n ? at - 1000n : 0n);
         }
       })();`,
          { eval: true, workerData: path, execArgv: ['--conditions=source', '--require', HOOK] },
        ),
    );
    await Promise.all(readers.map((reader) => once(reader, 'message')));
    const heavy = 'x'.repeat(8_000);
    // 110 MB without the restart of the log.
    let largest = 0;
    for (let turn = 0; turn < 200; turn += 1) {
      await Promise.all(Array.from({ length: 50 }, (_, n) => store.append(`s${turn}-${n}`, [anEvent(heavy)], 'none')));
      largest = Math.max(largest, statSync(`${path}-wal`).size);
    }
    await Promise.all(readers.map((reader) => reader.terminate()));

    expect(largest).toBeLessThan(96 * 1024 * 1024);
  }, 60_000);
});
