import type { Department } from './company.js';
import type { DemoTouchpoint } from './demo-touchpoint.js';
import type { Dice } from './dice.js';
import type { Country, Person } from './people.js';
import type { Mark } from './write-party.js';

/** Who is in a touchpoint, and what its source notes down of them. */
interface DraftParty {
  readonly person: Person;
  readonly role: string;
  readonly marks: readonly Mark[];
}

/** A touchpoint of a story, before it is written down. */
export interface Draft extends Omit<DemoTouchpoint, 'externalId' | 'occurredAt' | 'parties' | 'department'> {
  /** Milliseconds since the epoch, as if the clock on the wall were UTC. */
  readonly at: number;
  readonly department: Department;
  readonly parties: readonly [DraftParty, ...DraftParty[]];
}

/** What a story is told with. */
export interface Scene {
  readonly dice: Dice;
  /** The customer. */
  readonly person: Person;
  readonly people: readonly [Person, ...Person[]];
  readonly consultants: readonly Person[];
  /** When it begins. */
  readonly at: number;
  /** A case number that was not used before. */
  readonly newCase: () => string;
}

/** Something that happens between a customer and the company: one touchpoint or several, in the order of time. */
export type Story = (scene: Scene) => readonly Draft[];

const DAY = 86_400_000;
const MINUTE = 60_000;
const CURRENCIES: Readonly<Record<Country, string>> = { GB: 'GBP', IE: 'EUR', DE: 'EUR', CH: 'CHF', US: 'USD' };

/** Some days later, between 8:00 and 18:59. */
export function daysLater(dice: Dice, at: number, from: number, to: number): number {
  const day = Math.floor(at / DAY) + dice.whole(from, to);
  return day * DAY + dice.whole(8 * 60, 19 * 60 - 1) * MINUTE + dice.whole(0, 59) * 1000;
}

export function minutesLater(dice: Dice, at: number, from: number, to: number): number {
  return at + dice.whole(from, to) * MINUTE + dice.whole(0, 59) * 1000;
}

/** An amount in the customer's currency; `hundredths` of it. */
export function money(person: Person, hundredths: number): { readonly value: string; readonly currency: string } {
  return {
    value: `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`,
    currency: CURRENCIES[person.country],
  };
}

/** The customer's usual member of staff, or now and then somebody else. */
export function handledBy({ dice, person, people }: Pick<Scene, 'dice' | 'person' | 'people'>, department: Department): string {
  return dice.chance(0.78) ? person.staff[department] : dice.pick(people).staff[department];
}
