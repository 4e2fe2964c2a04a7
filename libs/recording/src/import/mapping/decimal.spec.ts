import fc from 'fast-check';
import { addDecimals, formatDecimal, multiplyDecimals, parseDecimal, roundDecimal, type Decimal } from './decimal.js';

const decimal = (): fc.Arbitrary<Decimal> =>
  fc.record({ units: fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), scale: fc.integer({ min: 0, max: 6 }) });
const text = (value: Decimal | undefined): string | undefined => value && formatDecimal(value);

describe('decimals', () => {
  it.each([
    ['12.50', '12.5'],
    ['-3', '-3'],
    ['.5', '0.5'],
    ['-0.00', '0'],
    ['007', '7'],
    ['4.440892e-16', '0.0000000000000004440892'],
    ['1.5e3', '1500'],
  ])('reads %s as %s', (written, plain) => {
    expect(text(parseDecimal(written))).toBe(plain);
  });

  it.each(['', '-', '.', '1,5', '1.2.3', '0x10', 'NaN', '1e999', '12 '])('does not read "%s"', (written) => {
    expect(parseDecimal(written)).toBeUndefined();
  });

  it('reads what it writes', () => {
    fc.assert(fc.property(decimal(), (value) => expect(text(parseDecimal(formatDecimal(value)))).toBe(formatDecimal(value))));
  });

  it('adds and multiplies as whole numbers do', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        const [x, y] = [
          { units: BigInt(a), scale: 2 },
          { units: BigInt(b), scale: 3 },
        ];
        expect(formatDecimal(addDecimals(x, y))).toBe(formatDecimal({ units: BigInt(a) * 10n + BigInt(b), scale: 3 }));
        expect(formatDecimal(multiplyDecimals(x, y))).toBe(formatDecimal({ units: BigInt(a) * BigInt(b), scale: 5 }));
      }),
    );
  });

  it('rounds half away from zero', () => {
    const rounded = (written: string): string | undefined => {
      const value = parseDecimal(written);
      return value && formatDecimal(roundDecimal(value, 2));
    };
    expect(rounded('1.005')).toBe('1.01');
    expect(rounded('-1.005')).toBe('-1.01');
    expect(rounded('1.0049')).toBe('1');
    expect(rounded('2')).toBe('2');
  });
});
