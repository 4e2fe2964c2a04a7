import type { Dice } from './dice.js';

export type Country = 'GB' | 'IE' | 'DE' | 'CH' | 'US';

/** A telephone number in E.164 and the parts that people write it in. */
export interface PhoneNumber {
  readonly e164: string;
  readonly prefix: string;
  /** Without the leading zero of national numbers. */
  readonly parts: readonly string[];
}

/** Area codes whose numbers are kept free for fiction. */
const DRAMA: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['20', '7946 0'],
  ['113', '496 0'],
  ['114', '496 0'],
  ['117', '496 0'],
  ['121', '496 0'],
  ['131', '496 0'],
  ['141', '496 0'],
  ['151', '496 0'],
  ['161', '496 0'],
];

/** A mobile number that no other person of the demo has. */
export function mobile(dice: Dice, country: Country, index: number): PhoneNumber {
  const own = String(index).padStart(5, '0');
  switch (country) {
    case 'GB':
      return number('+44', ['7700', `9${own.slice(0, 2)}`, own.slice(2)]);
    case 'IE':
      return number('+353', ['85', `5${own.slice(0, 2)}`, `${own.slice(2)}${dice.digits(1)}`]);
    case 'DE':
      return number('+49', ['1512', own, dice.digits(2)]);
    case 'CH':
      return number('+41', ['79', own.slice(0, 3), own.slice(3), dice.digits(2)]);
    default:
      return number('+1', [dice.pick(['617', '503', '207']), `5${own.slice(0, 2)}`, `${own.slice(2)}${dice.digits(1)}`]);
  }
}

/** A number on a wall or on a desk. `index` is another one for each. */
export function landline(dice: Dice, country: Country, index: number): PhoneNumber {
  if (country === 'IE') return number('+353', ['1', `5${dice.digits(2)}`, dice.digits(4)]);
  if (country === 'DE') return number('+49', ['89', dice.digits(4), dice.digits(3)]);
  if (country === 'CH') return number('+41', ['44', `5${dice.digits(2)}`, dice.digits(2), dice.digits(2)]);
  if (country === 'US') return number('+1', ['617', '555', `01${dice.digits(2)}`]);
  const [area, start] = DRAMA[index % DRAMA.length] ?? DRAMA[0];
  const [middle = '', last = ''] = start.split(' ');
  return number('+44', [area, middle, `${last}${String(Math.floor(index / DRAMA.length) % 1000).padStart(3, '0')}`]);
}

/** As each source writes it. Numbers of another country are always written in full. */
export function writePhone({ e164, prefix, parts }: PhoneNumber, source: string): string {
  const home = prefix === '+44';
  switch (source) {
    case 'crm':
      return home ? `0${parts.join(' ')}` : `${prefix} ${parts.join(' ')}`;
    case 'web-shop':
      return `00${prefix.slice(1)} ${parts.join(' ')}`;
    case 'field-service':
      return home ? `0${parts.join('-')}` : `${prefix}-${parts.join('-')}`;
    case 'billing':
      return home ? `${prefix} (0)${parts.join(' ')}` : `${prefix} ${parts.join(' ')}`;
    case 'social-desk':
      return home ? `0${parts.join('')}` : e164;
    default:
      return e164;
  }
}

function number(prefix: string, parts: readonly string[]): PhoneNumber {
  return { e164: `${prefix}${parts.join('')}`, prefix, parts };
}
