/** Amounts are summed exactly: decimal strings become whole millionths in a bigint and back. */
const SCALE = 6;

/** `'-12.5'` to `-12500000n`. The argument is a validated decimal string with at most six decimals. */
export function toMillionths(value: string): bigint {
  const negative = value.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? value.slice(1) : value).split('.');
  const millionths = BigInt(whole + fraction.padEnd(SCALE, '0'));
  return negative ? -millionths : millionths;
}

/** `-12500000n` to `'-12.50'`: at least two decimals, no more than needed. */
export function fromMillionths(millionths: bigint): string {
  const negative = millionths < 0n;
  const digits = (negative ? -millionths : millionths).toString().padStart(SCALE + 1, '0');
  const fraction = digits.slice(-SCALE).replace(/0{1,4}$/, '');
  return `${negative ? '-' : ''}${digits.slice(0, -SCALE)}.${fraction}`;
}
