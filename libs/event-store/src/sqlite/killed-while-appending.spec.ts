import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { START } from '#events';
import { openSqliteEventStore } from './sqlite-event-store.js';

/** Appends from eight callers for ever and prints the id of each event once its append has resolved. */
const APPENDER = `
  const { randomUUID } = require('node:crypto');
  const { writeSync } = require('node:fs');
  const { openSqliteEventStore } = require(${JSON.stringify(join(__dirname, 'sqlite-event-store.ts'))});
  const store = openSqliteEventStore(process.argv[1]);
  for (let caller = 0; caller < 8; caller += 1) void (async () => {
    for (;;) {
      const events = Array.from({ length: 1 + caller % 3 }, () => ({
        id: randomUUID(), type: 'Tested', schemaVersion: 1, data: { caller, text: 'x'.repeat(300) }, metadata: {},
      }));
      await store.append('caller-' + caller + '-' + randomUUID(), events, 'none');
      writeSync(1, events.map(({ id }) => id + '\\n').join(''));
    }
  })();
`;

/** Runs the appender until it has acknowledged some events, kills it, and gives the ids it had acknowledged. */
async function appendUntilKilled(path: string, enough: number): Promise<string[]> {
  const hook = require.resolve('./run-typescript.cjs');
  const child = spawn(process.execPath, ['--conditions=source', '--require', hook, '--eval', APPENDER, path]);
  let printed = '';
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    if (printed.length >= enough * 37) child.kill('SIGKILL');
  });
  await once(child, 'close');
  expect(complaint).toBe('');
  return printed.split('\n').slice(0, -1);
}

describe('a process that is killed while it appends', () => {
  it('loses nothing it acknowledged, stores nothing twice and leaves no partial append', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'touchstone-killed-'));
    try {
      const path = join(folder, 'ledger.db');
      const acknowledged: string[] = [];
      for (const enough of [60, 250, 700]) acknowledged.push(...(await appendUntilKilled(path, enough)));
      expect(acknowledged.length).toBeGreaterThan(900);

      const store = openSqliteEventStore(path);
      const events = await store.readAll(START, { limit: 100_000 });
      const ids = new Set(events.map(({ id }) => id));
      expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
      expect(ids.size).toBe(events.length);
      expect(events.map(({ position }) => Number(position))).toEqual(events.map((_, n) => n + 1));
      const sizes = new Map<string, number>();
      for (const { stream } of events) sizes.set(stream, (sizes.get(stream) ?? 0) + 1);
      expect([...sizes].filter(([stream, size]) => size !== 1 + (Number(stream.split('-')[1]) % 3))).toEqual([]);
      await store.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 30_000);
});
