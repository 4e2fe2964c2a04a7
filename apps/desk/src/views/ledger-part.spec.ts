import { ledgerPart } from './ledger-part.js';

describe('a part of the ledger', () => {
  it.each([
    [1, 'events', '1 event'],
    [1204, 'events', '1,204 events'],
    [640, 'bytes', '0.64 kB of the log'],
    [12_345, 'bytes', '12.3 kB of the log'],
    [52_000_000, 'bytes', '52 MB of the log'],
    [0, 'bytes', '0 kB of the log'],
    [7_300_000_000_000_000, 'bytes', '7,300 TB of the log'],
  ] as const)('of %d %s is %s', (amount, unit, text) => expect(ledgerPart(amount, unit)).toBe(text));
});
