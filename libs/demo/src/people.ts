import { faker } from '@faker-js/faker/locale/en_GB';
import { anyStaff, DEPARTMENTS, type Department } from './company.js';
import type { DemoAddress } from './demo-touchpoint.js';
import type { Dice } from './dice.js';
import { landline, mobile, type Country, type PhoneNumber } from './phone-numbers.js';

export type { Country } from './phone-numbers.js';

/** A firm whose people are customers: they share its switchboard and its address. */
interface Employer {
  readonly name: string;
  readonly domain: string;
  readonly switchboard: PhoneNumber;
  readonly address: DemoAddress;
}

/** One job of a person; the next begins when this one ends. */
interface Job {
  readonly employer: Employer;
  readonly email: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
}

/** A made-up person, with everything that is true of them. */
export interface Person {
  readonly id: string;
  readonly given: string;
  readonly surname: string;
  readonly birthDate: string;
  readonly country: Country;
  readonly address: DemoAddress;
  readonly mobile: PhoneNumber;
  /** Shared by a household. */
  readonly landline?: PhoneNumber;
  readonly emails: readonly [string, ...string[]];
  /** Newest last. */
  readonly jobs: readonly Job[];
  /** Two where the company made the same customer twice by mistake; none for who never bought. */
  readonly customerNumbers: readonly string[];
  readonly account?: string;
  readonly loyaltyCard?: string;
  readonly cookies: readonly [string, ...string[]];
  readonly socialHandle?: string;
  /** Who usually deals with this customer, by department. */
  readonly staff: Readonly<Record<Department, string>>;
  /** Others of the same household. */
  readonly household: readonly Person[];
  /** A consultant goes to meetings that somebody else booked. */
  readonly consultant: boolean;
}

const COUNTRIES: readonly (readonly [Country, number])[] = [
  ['GB', 80],
  ['IE', 8],
  ['DE', 7],
  ['CH', 3],
  ['US', 2],
];

interface PeopleOptions {
  readonly count: number;
  /** Milliseconds since the epoch; with `until` it bounds what happens in their lives. */
  readonly from: number;
  readonly until: number;
  readonly names: number | undefined;
}

export function makePeople(dice: Dice, { count, from, until, names }: PeopleOptions): readonly [Person, ...Person[]] {
  // Shared with everybody else, but seeded and used without a pause.
  faker.seed(dice.whole(1, 1_000_000_000));
  const firstName = namesOf(dice, names, () => faker.person.firstName());
  const lastName = namesOf(dice, names, () => faker.person.lastName());
  const employers = Array.from({ length: Math.max(2, Math.round(count / 50)) }, (_, index) => makeEmployer(dice, index));
  let homes = employers.length;
  const people: Person[] = [];
  while (people.length < count || people.length === 0) {
    const size = dice.weighted(
      [
        [1, 62],
        [2, 22],
        [3, 9],
        [4, 7],
      ],
      1,
    );
    const country = dice.weighted(COUNTRIES, 'GB');
    const home: Home = {
      surname: lastName(),
      country,
      address: makeAddress(dice, country),
      ...(size > 1 || dice.chance(0.3) ? { landline: landline(dice, country, homes++) } : {}),
    };
    const household: Person[] = [];
    for (let member = 0; member < size && people.length < count; member++) {
      const index = people.length;
      const person = makePerson({
        dice,
        index,
        given: firstName(),
        ownSurname: lastName,
        home,
        household,
        from,
        until,
        employer: dice.chance(0.27) ? anyEmployer(dice, employers) : undefined,
        employers,
      });
      household.push(person);
      people.push(person);
    }
  }
  const [first, ...others] = people;
  if (!first) throw new RangeError('There must be at least one person.');
  return [first, ...others];
}

interface Home {
  readonly surname: string;
  readonly country: Country;
  readonly address: DemoAddress;
  readonly landline?: PhoneNumber;
}

interface Making {
  readonly dice: Dice;
  readonly index: number;
  readonly given: string;
  /** A surname that is not the household's. */
  readonly ownSurname: () => string;
  readonly home: Home;
  readonly household: readonly Person[];
  readonly from: number;
  readonly until: number;
  readonly employer: Employer | undefined;
  readonly employers: readonly Employer[];
}

function makePerson({ dice, index, given, ownSurname, home, household, from, until, employer, employers }: Making): Person {
  const surname = dice.chance(0.88) ? home.surname : ownSurname();
  const id = `p-${String(index + 1).padStart(5, '0')}`;
  const number = (): string => `K-${10_000_000 + index * 37 + dice.whole(0, 17)}`;
  const customer = dice.chance(0.82);
  const first = customer ? number() : undefined;
  const twice = customer && dice.chance(0.02) ? `K-${90_000_000 + index}` : undefined;
  const mailName = `${latin(given)}.${latin(surname)}`;
  const emails: [string, ...string[]] = [`${mailName}${index}@${dice.pick(['example.org', 'example.net', 'example.com'])}`];
  if (dice.chance(0.2)) emails.push(`${latin(given).slice(0, 1)}${latin(surname)}${index}@mail.example`);
  const cookies: [string, ...string[]] = [cookie(dice)];
  while (cookies.length < 3 && dice.chance(0.4)) cookies.push(cookie(dice));
  const jobs = employer ? makeJobs(dice, { given, surname, index, employer, employers, from, until }) : [];
  return {
    id,
    given,
    surname,
    birthDate: `${dice.whole(1940, 2003)}-${two(dice.whole(1, 12))}-${two(dice.whole(1, 28))}`,
    country: home.country,
    address: home.address,
    mobile: mobile(dice, home.country, index),
    ...(home.landline ? { landline: home.landline } : {}),
    emails,
    jobs,
    customerNumbers: [first, twice].filter((each) => each !== undefined),
    ...(customer && dice.chance(0.5) ? { account: `A${20_000_000 + index * 13}` } : {}),
    ...(dice.chance(0.45) ? { loyaltyCard: `6299${dice.digits(4)}${String(index).padStart(6, '0')}` } : {}),
    cookies,
    ...(dice.chance(0.08) ? { socialHandle: `@${latin(given)}_${latin(surname).slice(0, 6)}${index}` } : {}),
    staff: usualStaff(dice),
    household,
    consultant: index % 500 === 7,
  };
}

/** Draws names: each a new one, or from `count` different ones. */
function namesOf(dice: Dice, count: number | undefined, make: () => string): () => string {
  if (count === undefined) return make;
  const names = new Set<string>();
  while (names.size < count) names.add(make());
  const [first, ...others] = names;
  if (first === undefined) throw new RangeError('There must be at least one name.');
  return () => dice.pick([first, ...others]);
}

interface Career {
  readonly given: string;
  readonly surname: string;
  readonly index: number;
  readonly employer: Employer;
  readonly employers: readonly Employer[];
  readonly from: number;
  readonly until: number;
}

/** One in five changes the job once: a new address for e-mail, another switchboard. */
function makeJobs(dice: Dice, { given, surname, index, employer, employers, from, until }: Career): Job[] {
  const mail = (at: Employer): string => `${latin(given).slice(0, 1)}.${latin(surname)}${index % 97}@${at.domain}`;
  const jobs: Job[] = [{ employer, email: mail(employer), from: -Infinity }];
  if (!dice.chance(0.2)) return jobs;
  const next = anyEmployer(dice, employers);
  if (next !== employer)
    jobs.push({ employer: next, email: mail(next), from: from + Math.floor((until - from) * (0.3 + dice.next() * 0.4)) });
  return jobs;
}

function makeEmployer(dice: Dice, index: number): Employer {
  const name = `${faker.person.lastName()} & ${dice.pick(['Sons', 'Partners', 'Co', 'Daughters', 'Associates'])} Ltd`;
  const domain = `${latin(name.split(' ')[0] ?? 'firm')}${index}.example`;
  return { name, domain, switchboard: landline(dice, 'GB', index), address: makeAddress(dice, 'GB') };
}

function makeAddress(dice: Dice, country: Country): DemoAddress {
  const line = `${dice.whole(1, 180)} ${faker.location.street()}`;
  const postcode =
    country === 'GB'
      ? faker.location.zipCode()
      : country === 'IE'
        ? `D${two(dice.whole(1, 24))} ${dice.digits(4)}`
        : dice.digits(country === 'CH' ? 4 : 5);
  const cities: Readonly<Record<Country, readonly [string, ...string[]]>> = {
    GB: ['London', 'Leeds', 'Bristol', 'Manchester', 'York', 'Cardiff', 'Norwich', 'Exeter', 'Durham'],
    IE: ['Dublin', 'Cork', 'Galway'],
    DE: ['Munich', 'Augsburg', 'Stuttgart'],
    CH: ['Zurich', 'Basel'],
    US: ['Boston', 'Portland'],
  };
  return { lines: [line], postcode, city: dice.pick(cities[country]), country };
}

function usualStaff(dice: Dice): Record<Department, string> {
  const staff: Record<Department, string> = { sales: '', service: '', billing: '', complaints: '', 'field-service': '' };
  for (const department of DEPARTMENTS) staff[department] = anyStaff(dice, department);
  return staff;
}

function anyEmployer(dice: Dice, employers: readonly Employer[]): Employer {
  const [first, ...others] = employers;
  if (!first) throw new RangeError('There must be at least one employer.');
  // A few large firms and many small ones.
  return dice.chance(0.3) ? first : dice.pick([first, ...others]);
}

function cookie(dice: Dice): string {
  return `nl-${dice.whole(0, 0xffff_ffff).toString(16).padStart(8, '0')}${dice.whole(0, 0xffff_ffff).toString(16).padStart(8, '0')}`;
}

function latin(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase();
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
