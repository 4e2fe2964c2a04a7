/** An exact decimal: `units` times ten to the power of minus `scale`. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

export interface DecimalNotation {
  /** Between whole and fraction. */
  readonly separator: '.' | ',';
  /** Between groups of digits; left out of what is read. */
  readonly grouping: string;
}

const PLAIN: DecimalNotation = { separator: '.', grouping: '' };

const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2}))?$/;

/** Reads `12.50`, `-3`, `.5`, `1e-3` and, with another notation, `1.234,50`; `undefined` where it is none of these. */
export function parseDecimal(text: string, notation: DecimalNotation = PLAIN): Decimal | undefined {
  let plain = text;
  if (notation.grouping !== '') plain = plain.replaceAll(notation.grouping, '');
  if (notation.separator === ',') plain = plain.replace(',', '.');
  const match = SHAPE.exec(plain);
  const [, sign, whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (whole + fraction === '') return undefined;
  const units = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: atScale(a, scale) + atScale(b, scale), scale };
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

/** To `decimals` places, half away from zero; never adds places. */
export function roundDecimal(value: Decimal, decimals: number): Decimal {
  if (value.scale <= decimals) return value;
  const divisor = 10n ** BigInt(value.scale - decimals);
  const half = divisor / 2n;
  const units = value.units < 0n ? -((-value.units + half) / divisor) : (value.units + half) / divisor;
  return { units, scale: decimals };
}

/** Without an exponent, a needless sign or needless places: `12.5`, `-3`, `0`. */
export function formatDecimal({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function atScale({ units, scale }: Decimal, target: number): bigint {
  return target === scale ? units : units * 10n ** BigInt(target - scale);
}
