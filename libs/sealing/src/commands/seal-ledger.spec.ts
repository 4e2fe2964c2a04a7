import { asPosition, type LedgerSealed } from '#events';
import { sealEventId } from '#proof';
import { decideSeal, sealLedger } from './seal-ledger.js';

const [ROOT, OTHER] = ['ab'.repeat(32), 'cd'.repeat(32)];
const input = { size: 5, root: ROOT };
const sealed: LedgerSealed = {
  id: sealEventId(5),
  type: 'LedgerSealed',
  schemaVersion: 1,
  metadata: {},
  data: { ...input, previous: null },
  stream: 'seal-5',
  revision: 0,
  position: asPosition(7),
  recordedAt: 0,
};

describe('sealing the ledger', () => {
  it('given no seal over as many events, records one', () => {
    const decision = decideSeal({}, input);
    if (decision.do !== 'record') throw new Error(`It was decided to ${decision.do}.`);
    const composition = decision.draft.compose([]);
    expect('data' in composition && composition.data([], [])).toEqual({ size: 5, root: ROOT, previous: null });
  });

  it('given the same seal, is done already', () => {
    expect(decideSeal({ sealed }, input)).toEqual({ do: 'duplicate', event: sealed });
  });

  it('given a seal over as many events with another root, is refused', () => {
    expect(decideSeal({ sealed }, { ...input, root: OTHER })).toMatchObject({
      do: 'refuse',
      problem: { code: 'ledger-diverged' },
    });
  });

  it('gives whoever seals as many events the same stream and the same id', () => {
    expect([sealLedger.stream(input), sealLedger.eventId?.(input)]).toEqual([
      'seal-5',
      sealLedger.eventId?.({ ...input, root: OTHER }),
    ]);
    expect(sealEventId(5)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(sealEventId(6)).not.toBe(sealEventId(5));
  });
});
