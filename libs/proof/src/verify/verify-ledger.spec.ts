import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { START } from '#events';
import { SealWatch } from '../kept/seal-watch.js';
import { leafOf } from '../leaf.js';
import { leafHash } from '../tree/hashes.js';
import { rootOf } from '../tree/merkle-tree.js';
import { KeptLedger } from '../testing/kept-ledger.js';
import type { LedgerDivergedError } from './ledger-diverged.js';
import { verifyLedger } from './verify-ledger.js';

const quietly = { signal: new AbortController().signal, onProgress: () => undefined };
const OTHER = 'ab'.repeat(32);

describe('Verifying a ledger', () => {
  let ledger: KeptLedger;
  beforeEach(() => {
    ledger = new KeptLedger();
  });
  afterEach(() => ledger.close());

  /** The root over the first events, computed leaf by leaf. */
  async function rootAt(size: number): Promise<string> {
    const events = await ledger.store.readStored(START, { limit: size });
    return rootOf(events.map((event) => leafHash(leafOf(event))));
  }

  async function sealAt(size: number): Promise<void> {
    await ledger.seal({ size, root: await rootAt(size) });
  }

  const difference = (verifying: Promise<unknown>): Promise<Partial<LedgerDivergedError>> =>
    verifying.then(
      () => ({}),
      (error: LedgerDivergedError) => ({ code: error.code, range: error.range, message: error.message }),
    );

  it('agrees with its seals, with what the views keep and with roots from elsewhere, whatever batches they were projected in', async () => {
    await ledger.record(1, 300);
    await ledger.project(7);
    await sealAt(300);
    await ledger.record(301, 700);
    await sealAt(512);
    const kept = await ledger.project(250);
    const roots = [
      { size: 600, root: await rootAt(600) },
      { size: 1, root: await rootAt(1) },
    ];

    const root = await rootAt(702);
    expect(await kept.head()).toMatchObject({ size: 702, root, sealedSize: 512, sealedRoot: await rootAt(512) });
    expect(await verifyLedger({ ledger: ledger.store, kept, roots, ...quietly })).toEqual({
      size: 702,
      root,
      seals: 2,
      sealedSize: 512,
      keptBlocks: 2,
      roots: 2,
    });
  });

  it('finds a changed event within the 256 that the views know, sealed or not', async () => {
    await ledger.record(1, 700);
    const kept = await ledger.project();
    await ledger.tamper(`UPDATE events SET data = replace(data, 'call', 'cull') WHERE position = 300`);
    expect(await difference(verifyLedger({ ledger: ledger.store, kept, ...quietly }))).toEqual({
      code: 'ledger-diverged',
      range: {
        from: 257,
        to: 512,
        positions: ['257', '512'],
        recorded: ['2026-05-01T04:17:00.000Z', '2026-05-01T08:32:00.000Z'],
      },
      message:
        'Events are not what they were when the views were made of them. It is within events 257 to 512 of the ledger, positions 257 to 512, recorded 2026-05-01T04:17:00.000Z to 2026-05-01T08:32:00.000Z.',
    });
  });

  it('finds a changed event after the last block that is complete', async () => {
    await ledger.record(1, 600);
    const kept = await ledger.project();
    await ledger.tamper(`UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 599`);
    const { range } = await difference(verifyLedger({ ledger: ledger.store, kept, ...quietly }));
    expect(range).toMatchObject({ from: 513, to: 600 });
  });

  it('finds with seals alone, between which two a change is, though the views were made anew since', async () => {
    await ledger.record(1, 300);
    await sealAt(300);
    await ledger.record(301, 700);
    await sealAt(650);
    await ledger.tamper(`UPDATE streams SET name = 's-x' WHERE name = 's-400'`);
    const kept = await ledger.project();
    const { range, message } = await difference(verifyLedger({ ledger: ledger.store, kept, ...quietly }));
    expect(range).toMatchObject({ from: 301, to: 650 });
    expect(message).toContain('Events are not what was sealed on 2026-05-01T');
    expect(await new SealWatch(ledger.reader(), ledger.store).look()).toMatchObject({
      size: 702,
      sealedSize: 650,
      diverged: { size: 650 },
    });
  });

  it.each([
    ['an id', `UPDATE events SET id = 'b4ad4a0c-5f43-4ba8-8a4a-0c6f5e4d3c2b' WHERE position = 5`],
    ['a type', `UPDATE events SET type = 'CallMissed' WHERE position = 5`],
    ['a version', `UPDATE events SET schema_version = 2 WHERE position = 5`],
    ['a revision', `UPDATE events SET revision = 1 WHERE position = 5`],
    ['metadata that were taken away', `UPDATE events SET metadata = NULL WHERE position = 5`],
    ['data that are no JSON any more', `UPDATE events SET data = '{"n":5,' WHERE position = 5`],
    ['a space', `UPDATE events SET data = data || ' ' WHERE position = 5`],
    ['an event that was taken out', `DELETE FROM events WHERE position = 5`],
    [
      'an event that was put in',
      `UPDATE events SET position = -position WHERE position > 5; UPDATE events SET position = 1 - position WHERE position < 0;
       INSERT INTO streams VALUES (99, 's-0');
       INSERT INTO events SELECT 6, 99, 0, '-', type, 1, recorded_at, data, NULL FROM events WHERE position = 5`,
    ],
    [
      'two events that changed places',
      `UPDATE events SET position = -1 WHERE position = 5; UPDATE events SET position = 5 WHERE position = 6; UPDATE events SET position = 6 WHERE position = -1`,
    ],
  ])('finds %s', async (_, sql) => {
    await ledger.record(1, 10);
    await sealAt(10);
    const kept = await ledger.project();
    const verifying = () => verifyLedger({ ledger: ledger.store, kept, ...quietly });
    expect(await verifying()).toMatchObject({ size: 11, seals: 1 });
    await ledger.tamper(sql);
    expect((await difference(verifying())).code).toBe('ledger-diverged');
  });

  it('finds from which event on a damaged file cannot be read', async () => {
    await ledger.record(1, 600);
    const kept = await ledger.project();
    await ledger.damage('"n":400,');
    const { code, range } = await difference(verifyLedger({ ledger: ledger.store, kept, ...quietly }));
    expect([code, range?.from === range?.to]).toEqual(['ledger-diverged', true]);
    expect(range?.from).toBeGreaterThan(256);
    expect(range?.from).toBeLessThanOrEqual(400);
  });

  it('finds that the ledger ends before what the views, or a root from elsewhere, know', async () => {
    await ledger.record(1, 20);
    const kept = await ledger.project();
    const roots = [{ size: 20, root: await rootAt(20) }];
    await ledger.tamper('DELETE FROM events WHERE position > 15');
    expect((await difference(verifyLedger({ ledger: ledger.store, kept, ...quietly }))).range).toEqual({ from: 16, to: 20 });
    expect((await difference(verifyLedger({ ledger: ledger.store, roots, ...quietly }))).range).toEqual({ from: 16, to: 20 });
  });

  it('finds a history that was written anew by whoever holds the disk, with roots from elsewhere', async () => {
    await ledger.record(1, 20);
    const [five, twenty] = [
      { size: 5, root: await rootAt(5) },
      { size: 20, root: await rootAt(20) },
    ];
    await ledger.tamper(`UPDATE events SET data = '{}' WHERE position = 9`);
    // Views and seals are made of the new history, too.
    await sealAt(20);
    const kept = await ledger.project();
    expect(await verifyLedger({ ledger: ledger.store, kept, ...quietly })).toMatchObject({ size: 21, seals: 1 });
    const { range, message } = await difference(verifyLedger({ ledger: ledger.store, roots: [twenty, five], ...quietly }));
    expect(range).toMatchObject({ from: 6, to: 20 });
    expect(message).toContain('Events are not what they were when their root was kept elsewhere.');
  });

  it('takes a seal with another root, or over more than came before it, for one of another ledger', async () => {
    await ledger.record(1, 10);
    await ledger.seal({ size: 8, root: OTHER });
    await ledger.project();
    const watch = new SealWatch(ledger.reader(), ledger.store);
    expect(await watch.look()).toMatchObject({ sealedSize: 8, diverged: { size: 8, root: OTHER } });
    expect((await difference(verifyLedger({ ledger: ledger.store, ...quietly }))).range).toMatchObject({ from: 1, to: 8 });
    expect((await watch.look()).diverged).toBeDefined();
  });

  it('goes on while others append', async () => {
    await ledger.record(1, 30);
    const kept = await ledger.project();
    const appending = ledger.record(31, 60).then(() => ledger.project());
    expect(await verifyLedger({ ledger: ledger.store, kept, ...quietly })).toBeDefined();
    await appending;
  });

  it('has nothing to say of an empty ledger but its root', async () => {
    const kept = await ledger.project();
    expect(await verifyLedger({ ledger: ledger.store, kept, ...quietly })).toMatchObject({ size: 0, seals: 0, root: rootOf([]) });
    expect(await new SealWatch(ledger.reader(), ledger.store).look()).toEqual({ size: 0, sealedSize: 0 });
  });
});
