import type { DemoItem, DemoTouchpoint } from './demo-touchpoint.js';
import { Dice } from './dice.js';
import type { Draft, Scene, Story } from './draft.js';
import { browsing, enquiry, invoice, onBehalf, socialPost } from './everyday-stories.js';
import { makePeople, type Person } from './people.js';
import { campaignOffer, meeting, storePurchase, webPurchase } from './sales-stories.js';
import { complaint, repair } from './service-stories.js';
import { writeParty } from './write-party.js';

/** The company that a fresh installation shows. */
export const DEMO_DEFAULTS: DemoOptions = { seed: 1, people: 2000, touchpoints: 40_000, until: '2026-09-30' };

export interface DemoOptions {
  /** The same seed and numbers give the same bytes. */
  readonly seed: number;
  readonly people: number;
  /** About so many; the last days' stories are cut short. */
  readonly touchpoints: number;
  /** The last day, YYYY-MM-DD. The two years up to it are filled. */
  readonly until: string;
  /** How many first names there are in the company, and how many surnames; if absent, nearly everybody has their own. */
  readonly names?: number;
}

const DAY = 86_400_000;
const DAYS = 730;

const STORIES: readonly (readonly [Story, number])[] = [
  [browsing, 14],
  [enquiry, 30],
  [onBehalf, 4],
  [invoice, 14],
  [socialPost, 4],
  [storePurchase, 14],
  [webPurchase, 8],
  [campaignOffer, 16],
  [meeting, 6],
  [repair, 7],
  [complaint, 5],
];

/**
 * Makes up what happened between a company and its customers, in the order of time, with the truth about who each party
 * is. Holds the people and the stories that are under way in memory, never all touchpoints.
 */
export function* generateDemo({ seed, people: count, touchpoints, until, names }: DemoOptions): Generator<DemoItem> {
  const dice = new Dice(seed);
  const end = Date.parse(`${until}T00:00:00Z`) + DAY;
  const start = end - DAYS * DAY;
  const people = makePeople(dice, { count, from: start, until: end, names });
  const consultants = people.filter((person) => person.consultant);
  const writer = new Writer(dice);
  let cases = 10_000;
  let planned = 0;
  let open: Draft[] = [];
  let weight = 0;
  const allWeight = Array.from({ length: DAYS }, (_, day) => weightOf(start + day * DAY)).reduce((sum, each) => sum + each, 0);
  for (let day = 0; day < DAYS; day++) {
    const today = start + day * DAY;
    weight += weightOf(today);
    const due = Math.round((touchpoints * weight) / allWeight);
    while (planned < due) {
      const scene: Scene = {
        dice,
        person: anyPerson(dice, people),
        people,
        consultants,
        at: today + dice.whole(8 * 3600, 19 * 3600 - 1) * 1000,
        newCase: () => `C-${(cases += dice.whole(1, 3))}`,
      };
      const drafts = dice
        .weighted(
          STORIES,
          enquiry,
        )(scene)
        .filter((draft) => draft.at >= start && draft.at < end);
      planned += drafts.length;
      open.push(...drafts);
    }
    const tomorrow = today + DAY;
    const ready = open.filter((draft) => draft.at < tomorrow).toSorted((a, b) => a.at - b.at);
    open = open.filter((draft) => draft.at >= tomorrow);
    for (const draft of ready) yield writer.write(draft);
  }
}

/** Gives each touchpoint its id and writes its parties down as its source would. */
class Writer {
  readonly #numbers = new Map<string, number>();

  constructor(private readonly dice: Dice) {}

  write(draft: Draft): DemoItem {
    const { at, parties, source, kind, ...rest } = draft;
    const number = (this.#numbers.get(source) ?? 0) + 1;
    this.#numbers.set(source, number);
    const externalId = `${kind}-${String(number).padStart(6, '0')}`;
    const touchpoint: DemoTouchpoint = {
      source,
      externalId,
      occurredAt: localTime(at),
      kind,
      ...rest,
      parties: parties.map((party) => writeParty(this.dice, { ...party, source, at })),
    };
    return { touchpoint, truth: parties.map(({ person }, party) => ({ source, externalId, party, person: person.id })) };
  }
}

/** Some customers come far more often than others. */
function anyPerson(dice: Dice, people: readonly [Person, ...Person[]]): Person {
  return people[Math.floor(dice.next() ** 1.4 * people.length)] ?? people[0];
}

/** Saturdays are quiet, Sundays quieter. */
function weightOf(day: number): number {
  const weekday = new Date(day).getUTCDay();
  return weekday === 0 ? 0.25 : weekday === 6 ? 0.5 : 1;
}

/** London's time of day: `at` is it as if it were UTC. In summer, from the last Sunday of March to that of October, an hour ahead. */
function localTime(at: number): string {
  const summer = at >= lastSunday(at, 2) && at < lastSunday(at, 9);
  return `${new Date(at).toISOString().slice(0, 19)}${summer ? '+01:00' : '+00:00'}`;
}

/** 01:00 on the last Sunday of a month (0 is January) in the year of `at`. */
function lastSunday(at: number, month: number): number {
  const last = new Date(Date.UTC(new Date(at).getUTCFullYear(), month + 1, 0));
  return last.getTime() - last.getUTCDay() * DAY + 3_600_000;
}
