import * as fc from 'fast-check';
import { fromMillionths, toMillionths } from './money.js';

const amount = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });

const sum = (texts: readonly string[]): bigint => texts.reduce((total, text) => total + toMillionths(text), 0n);

describe('money', () => {
  it('reads decimal strings of any sign and up to six decimals exactly', () => {
    expect(['12.50', '-12.5', '0', '-0.000001', '7', '123456789012345678901234.123456'].map(toMillionths)).toEqual([
      12_500_000n,
      -12_500_000n,
      0n,
      -1n,
      7_000_000n,
      123_456_789_012_345_678_901_234_123_456n,
    ]);
  });

  it('writes at least two decimals and no more than needed', () => {
    expect([12_500_000n, -12_500_000n, 0n, -1n, 1_230_000n, 1_234_000n, 999_999n].map(fromMillionths)).toEqual([
      '12.50',
      '-12.50',
      '0.00',
      '-0.000001',
      '1.23',
      '1.234',
      '0.999999',
    ]);
  });

  it('every amount comes back from its text', () => {
    fc.assert(fc.property(amount, (millionths) => expect(toMillionths(fromMillionths(millionths))).toBe(millionths)));
  });

  it('its text is plain decimal notation', () => {
    fc.assert(fc.property(amount, (millionths) => expect(fromMillionths(millionths)).toMatch(/^-?(0|[1-9]\d*)\.\d{2,6}$/)));
  });

  it('a sum of texts is the sum of the amounts in whatever order, to the last decimal', () => {
    fc.assert(
      fc.property(fc.array(amount), (amounts) => {
        const texts = amounts.map(fromMillionths);
        expect(sum(texts)).toBe(sum(texts.toReversed()));
        expect(fromMillionths(sum(texts))).toBe(fromMillionths(amounts.reduce((a, b) => a + b, 0n)));
      }),
    );
  });
});
