import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { START } from '#events';
import { leafOf } from '../leaf.js';
import { KeptLedger } from '../testing/kept-ledger.js';
import { leafHash } from '../tree/hashes.js';
import { rootOf } from '../tree/merkle-tree.js';
import { isConsistent, isIncluded } from '../tree/proofs.js';
import { proveEvent, proveSince } from './prove.js';

describe('What a ledger proves', () => {
  let ledger: KeptLedger;
  beforeEach(() => {
    ledger = new KeptLedger();
  });
  afterEach(() => ledger.close());
  const options = () => ({ ledger: ledger.store, signal: new AbortController().signal, onProgress: () => undefined });
  const events = () => ledger.store.readAll(START, { limit: 1000 });

  async function rootAt(size: number): Promise<string> {
    const stored = await ledger.store.readStored(START, { limit: size });
    return rootOf(stored.map((event) => leafHash(leafOf(event))));
  }

  it('is that an event is in it, to the root of the newest seal that covers it', async () => {
    await ledger.record(1, 600);
    const root = await rootAt(600);
    await ledger.seal({ size: 600, root });
    await ledger.record(601, 650);
    for (const index of [0, 5, 255, 256, 511, 599]) {
      const { id } = (await events())[index] ?? { id: '' };
      const proof = await proveEvent(id.toUpperCase(), options());
      expect(proof).toMatchObject({ event: id, index, size: 600, root, sealed: expect.stringContaining('2026-05-01T') });
      expect(proof && isIncluded({ ...proof, leaf: leafHash(proof.leaf) })).toBe(true);
      expect(proof?.leaf).toContain(`{"n":${index + 1},"kind":"call"}`);
    }
  });

  it('is to the root of all events where no seal covers it yet', async () => {
    await ledger.record(1, 20);
    const [, , third] = await events();
    const proof = await proveEvent(third?.id ?? '', options());
    expect(proof).toMatchObject({ index: 2, size: 20, root: await rootAt(20) });
    expect(proof).not.toHaveProperty('sealed');
  });

  it('is not what it does not hold', async () => {
    await ledger.record(1, 3);
    await expect(proveEvent('b4ad4a0c-5f43-4ba8-8a4a-0c6f5e4d3c2b', options())).rejects.toMatchObject({
      code: 'nothing-to-prove',
    });
    await expect(proveSince({ root: 'ab'.repeat(32) }, options())).rejects.toMatchObject({ code: 'nothing-to-prove' });
  });

  it('is that nothing was changed since an older root, of a seal or given with its size', async () => {
    await ledger.record(1, 300);
    const seal = { size: 300, root: await rootAt(300) };
    await ledger.seal(seal);
    await ledger.record(301, 700);
    for (const [since, size] of [
      [{ root: seal.root }, 300],
      [{ size: 77, root: await rootAt(77) }, 77],
      [{ size: 701, root: await rootAt(701) }, 701],
    ] as const) {
      const proof = await proveSince(since, options());
      expect(proof).toMatchObject({ from: { size, root: since.root } });
      expect(proof && isConsistent(proof)).toBe(true);
    }
  });

  it('is not that nothing was changed, where something was', async () => {
    await ledger.record(1, 30);
    const since = { size: 20, root: await rootAt(20) };
    await ledger.tamper(`UPDATE events SET data = '{}' WHERE position = 7`);
    await expect(proveSince(since, options())).rejects.toMatchObject({ code: 'ledger-diverged', range: { from: 1, to: 20 } });
    await ledger.tamper('DELETE FROM events WHERE position > 10');
    await expect(proveSince(since, options())).rejects.toMatchObject({ code: 'ledger-diverged', range: { from: 11, to: 20 } });
  });
});
