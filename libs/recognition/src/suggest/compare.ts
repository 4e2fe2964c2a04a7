import { editDistance } from '#text';
import { jaroWinkler } from './jaro-winkler.js';
import type { PersonFeatures } from './person-features.js';

export interface Comparison {
  /** 0 to 1: how likely the two are one person. */
  readonly score: number;
  /** What speaks for it, the strongest first; sentences for people. */
  readonly reasons: readonly string[];
}

/** Evidence for (positive) or against, in units of log odds; `reason` where it speaks for. */
interface Evidence {
  readonly weight: number;
  readonly reason?: string;
}

/** Log odds of two that share a blocking key being one person, before anything is compared. */
const PRIOR = -9;
const NOTHING: Evidence = { weight: 0 };

/**
 * Compares two descriptions field by field and adds up the evidence, as in Fellegi and Sunter, "A Theory for Record
 * Linkage" (1969), with fixed weights. What is not stated on both sides says nothing. Symmetric.
 */
export function compare(a: PersonFeatures, b: PersonFeatures): Comparison {
  const evidence = [
    ...names(a, b),
    generation(a.generation, b.generation),
    birth(a.birth, b.birth),
    postcode(a.postcode, b.postcode),
    text(a.street, b.street, { same: 4, close: 3.5, other: -1.5, what: 'street' }),
    house(a.house, b.house),
    text(a.city, b.city, { same: 2, close: 1.5, other: -0.5, what: 'town' }),
    ...identifiers(a, b),
  ];
  const odds = evidence.reduce((sum, { weight }) => sum + weight, PRIOR);
  const reasons = evidence
    .filter(({ weight }) => weight > 0)
    .toSorted((x, y) => y.weight - x.weight)
    .flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
  return { score: 1 / (1 + Math.exp(-odds / 2)), reasons };
}

function names(a: PersonFeatures, b: PersonFeatures): Evidence[] {
  const straight = [oneName(a.given, b.given, 'first name', 3.5), oneName(a.surname, b.surname, 'surname', 4.5)];
  const swapped = [oneName(a.given, b.surname, 'name', 3), oneName(a.surname, b.given, 'name', 3)];
  if (weigh(swapped) <= weigh(straight) || swapped.some(({ weight }) => weight < 0)) return straight;
  return [{ weight: weigh(swapped), reason: 'First name and surname are the same, the other way round.' }];
}

/** Jr, Sr, II...: tells a father from a son of the same name and address. Where one side states none, it says nothing. */
function generation(a: string | undefined, b: string | undefined): Evidence {
  if (!a || !b) return NOTHING;
  return a === b ? { weight: 1, reason: 'Same generation (Jr, Sr...).' } : { weight: -12 };
}

function weigh(evidence: readonly Evidence[]): number {
  return evidence.reduce((sum, { weight }) => sum + weight, 0);
}

function oneName(a: string | undefined, b: string | undefined, what: string, full: number): Evidence {
  if (!a || !b) return NOTHING;
  if (a === b)
    return a.length === 1 ? { weight: 1, reason: `Same initial of the ${what}.` } : { weight: full, reason: `Same ${what}.` };
  if (a.length === 1 || b.length === 1)
    return a[0] === b[0] ? { weight: 0.5, reason: `The initial of the ${what} fits.` } : { weight: -3 };
  const alike = jaroWinkler(a, b);
  if (alike >= 0.9 || editDistance(a, b, 1) <= 1) return { weight: full - 1, reason: `Nearly the same ${what}.` };
  if (alike >= 0.8) return { weight: full - 2.5, reason: `Similar ${what}.` };
  return { weight: -3 };
}

function birth(a: string | undefined, b: string | undefined): Evidence {
  if (!a || !b) return NOTHING;
  if (a === b) return a.length === 8 ? { weight: 7, reason: 'Same birth date.' } : { weight: 2, reason: 'Same year of birth.' };
  if (a.length !== 8 || b.length !== 8)
    return a.slice(0, 4) === b.slice(0, 4) ? { weight: 1.5, reason: 'Same year of birth.' } : { weight: -3 };
  if (editDistance(a, b, 1) <= 1) return { weight: 4.5, reason: 'Birth dates differ in one place only.' };
  const [dayAndMonth, other] = [a.slice(4), b.slice(4)];
  if (a.slice(0, 4) === b.slice(0, 4) && dayAndMonth === other.slice(2) + other.slice(0, 2)) {
    return { weight: 4.5, reason: 'Same birth date with day and month swapped.' };
  }
  return editDistance(a, b, 2) <= 2 ? { weight: 1, reason: 'Similar birth dates.' } : { weight: -4 };
}

function postcode(a: string | undefined, b: string | undefined): Evidence {
  if (!a || !b) return NOTHING;
  if (a === b) return { weight: 4, reason: 'Same postcode.' };
  return editDistance(a, b, 1) <= 1 ? { weight: 1.5, reason: 'Postcodes differ in one place only.' } : { weight: -1.5 };
}

function house(a: string | undefined, b: string | undefined): Evidence {
  if (!a || !b) return NOTHING;
  if (a === b) return { weight: 2, reason: 'Same house number.' };
  return { weight: editDistance(a, b, 1) <= 1 ? 0 : -1 };
}

function text(
  a: string | undefined,
  b: string | undefined,
  { same, close, other, what }: { readonly same: number; readonly close: number; readonly other: number; readonly what: string },
): Evidence {
  if (!a || !b) return NOTHING;
  if (a === b) return { weight: same, reason: `Same ${what}.` };
  return jaroWinkler(a, b) >= 0.9 ? { weight: close, reason: `Nearly the same ${what}.` } : { weight: other };
}

/** For each type that both have, the best pair of values. */
function identifiers(a: PersonFeatures, b: PersonFeatures): Evidence[] {
  const types = new Set(a.identifiers.map(({ type }) => type));
  return [...types].flatMap((type) => {
    const ofType = (person: PersonFeatures): string[] =>
      person.identifiers.filter((identifier) => identifier.type === type).map(({ normalised }) => normalised);
    const [left, right] = [ofType(a), ofType(b)];
    if (right.length === 0) return [];
    const distance = Math.min(...left.flatMap((value) => right.map((other) => editDistance(value, other, 2))));
    if (distance === 0) return [{ weight: 10, reason: `Same ${type}.` }];
    if (distance === 1) return [{ weight: 6, reason: `A ${type} that differs in one place only.` }];
    return [{ weight: distance === 2 ? 1 : -1.5, reason: `A similar ${type}.` }];
  });
}
