import type { DemoParty } from './demo-touchpoint.js';
import type { Dice } from './dice.js';
import type { Person } from './people.js';
import { writePhone } from './phone-numbers.js';

/** What a source notes down of a person. */
export type Mark =
  | 'mobile'
  | 'any-phone'
  | 'email'
  | 'any-email'
  | 'customer-number'
  | 'account'
  | 'loyalty-card'
  | 'cookie'
  | 'social'
  | 'name'
  | 'address'
  | 'birth-date';

export interface PartyRequest {
  readonly person: Person;
  readonly role: string;
  readonly source: string;
  /** Milliseconds since the epoch: which job the person has. */
  readonly at: number;
  /** In the order wanted; what the person does not have is left out. */
  readonly marks: readonly Mark[];
}

/** A party as this source would write it: its own spelling of telephone numbers, slips in names, capitals. Never without an identifier. */
export function writeParty(dice: Dice, request: PartyRequest): DemoParty {
  const { person, role, source, at, marks } = request;
  const identifiers: { type: string; value: string; role?: string }[] = [];
  let name: string | undefined;
  for (const mark of marks) {
    if (mark === 'name') name = writeName(dice, person, source);
    else if (mark !== 'address' && mark !== 'birth-date') identifiers.push(...markOf(dice, person, source, at, mark));
  }
  if (identifiers.length === 0) identifiers.push({ type: 'phone', value: writePhone(person.mobile, source) });
  return {
    role,
    ...(name === undefined ? {} : { name }),
    ...(marks.includes('birth-date') ? { birthDate: person.birthDate } : {}),
    identifiers,
    ...(marks.includes('address') ? { address: writeAddress(person, source) } : {}),
  };
}

function markOf(
  dice: Dice,
  person: Person,
  source: string,
  at: number,
  mark: Mark,
): { type: string; value: string; role?: string }[] {
  const job = person.jobs.findLast((each) => each.from <= at);
  switch (mark) {
    case 'mobile':
      return [{ type: 'phone', value: writePhone(person.mobile, source) }];
    case 'any-phone': {
      const shared =
        job && dice.chance(0.35)
          ? job.employer.switchboard
          : person.landline && dice.chance(0.35)
            ? person.landline
            : person.mobile;
      return [{ type: 'phone', value: writePhone(shared, source) }];
    }
    case 'email':
      return [{ type: 'email', value: writeEmail(dice, person.emails[0]) }];
    case 'any-email':
      return [{ type: 'email', value: writeEmail(dice, job && dice.chance(0.5) ? job.email : dice.pick(person.emails)) }];
    case 'customer-number': {
      const [first, second] = person.customerNumbers;
      const value = second !== undefined && source === 'store-pos' ? second : first;
      return value === undefined
        ? []
        : [{ type: 'customer-number', value: source === 'mail-room' ? value.toLowerCase().replace('-', ' ') : value }];
    }
    case 'account': {
      const owner = person.account ?? person.household.find((each) => each.account !== undefined)?.account;
      return owner === undefined
        ? []
        : [{ type: 'account-number', value: owner, role: person.account === undefined ? 'user' : 'owner' }];
    }
    case 'loyalty-card':
      return person.loyaltyCard === undefined ? [] : [{ type: 'loyalty-card', value: person.loyaltyCard }];
    case 'cookie':
      return [{ type: 'cookie', value: dice.pick(person.cookies) }];
    case 'social':
      return person.socialHandle === undefined ? [] : [{ type: 'social-handle', value: person.socialHandle }];
    default:
      return [];
  }
}

function writeEmail(dice: Dice, email: string): string {
  const [local = '', domain = ''] = email.split('@');
  if (dice.chance(0.1)) return email.toUpperCase();
  if (dice.chance(0.2)) return `${local.split('.').map(capital).join('.')}@${domain}`;
  return dice.chance(0.03) ? ` ${email} ` : email;
}

function writeName(dice: Dice, person: Person, source: string): string {
  const surname = dice.chance(0.05) ? slip(dice, person.surname) : person.surname;
  const given = dice.chance(0.03) ? slip(dice, person.given) : person.given;
  if (source === 'billing') return dice.chance(0.5) ? `${given.slice(0, 1)}. ${surname}` : `${given} ${surname}`;
  if (source === 'crm') return `${surname}, ${given}`;
  if (source === 'field-service') return `${given} ${surname}`.toUpperCase();
  return `${given} ${surname}`;
}

/** Two letters change places, one is left out, or one comes twice. */
function slip(dice: Dice, name: string): string {
  if (name.length < 4) return name;
  const at = dice.whole(1, name.length - 2);
  const [here = '', next = ''] = [name[at], name[at + 1]];
  return name.slice(0, at) + dice.pick([next + here, next, here + here + next]) + name.slice(at + 2);
}

function writeAddress(person: Person, source: string): DemoParty['address'] {
  const { address } = person;
  if (source !== 'field-service') return address;
  return {
    ...address,
    lines: address.lines.map((line) => line.replace(/ Street$/, ' St').replace(/ Road$/, ' Rd')),
    postcode: address.postcode.replace(' ', ''),
  };
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
