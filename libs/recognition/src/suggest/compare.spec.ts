import fc from 'fast-check';
import type { Profile } from '#vault';
import { blockingKeys } from './blocking-keys.js';
import { compare } from './compare.js';
import { jaroWinkler } from './jaro-winkler.js';
import { personFeatures, type PersonFeatures } from './person-features.js';

const ada: Profile = {
  name: 'Ada Byron',
  birthDate: '1985-12-10',
  address: { lines: ['1 Mill Lane'], postcode: 'CB1 2AB', city: 'Cambridge' },
};
const person = (change: Partial<Profile>, id?: string): PersonFeatures =>
  personFeatures({ ...ada, ...change }, id === undefined ? [] : [{ type: 'national-id', normalised: id }]);

describe('comparing two descriptions', () => {
  it.each<[string, Partial<Profile>, string]>([
    ['a mistyped surname', { name: 'Ada Bryon' }, 'Nearly the same surname.'],
    ['names the other way round', { name: 'Byron Ada' }, 'First name and surname are the same, the other way round.'],
    ['transposed digits of the birth date', { birthDate: '1985-12-01' }, 'Birth dates differ in one place only.'],
    ['day and month swapped', { birthDate: '1985-10-12' }, 'Same birth date with day and month swapped.'],
    ['an initial only', { name: 'A. Byron' }, 'The initial of the first name fits.'],
  ])('sees through %s', (_, change, reason) => {
    const { score, reasons } = compare(person({}), person(change));
    expect(score).toBeGreaterThan(0.9);
    expect(reasons).toContain(reason);
  });

  it('does not take the rest of the family for one person', () => {
    expect(compare(person({}), person({ name: 'George Byron', birthDate: '1955-01-22' })).score).toBeLessThan(0.75);
    expect(compare(person({}), person({ name: 'Ada Smith', birthDate: '1970-03-04', address: {} })).score).toBeLessThan(0.1);
  });

  it('takes who is written without Jr for either, but never Jr for Sr', () => {
    const [junior, senior] = [person({ name: 'Ada Byron Jr' }), person({ name: 'Ada Byron, Senior', birthDate: undefined })];
    expect(compare(junior, person({ birthDate: undefined })).score).toBeGreaterThan(0.9);
    expect(compare(senior, person({})).score).toBeGreaterThan(0.9);
    expect(compare(junior, senior).score).toBeLessThan(0.5);
  });

  it('counts an id that differs in one place for, and another id against', () => {
    expect(compare(person({}, '6988048'), person({}, '6988084')).score).toBeGreaterThan(compare(person({}), person({})).score);
    expect(compare(person({}, '6988048'), person({}, '1234567')).score).toBeLessThan(compare(person({}), person({})).score);
  });

  it('is symmetric', () => {
    const word = fc.constantFrom('ada', 'byron', 'bryon', 'george', 'a');
    const features = fc.record({
      given: word,
      surname: word,
      birth: fc.constantFrom('19851210', '19851201', '1985'),
      postcode: fc.constantFrom('cb1', 'cb2'),
    });
    fc.assert(
      fc.property(features, features, (x, y) => {
        const [a, b] = [
          { ...x, identifiers: [] },
          { ...y, identifiers: [] },
        ];
        expect(compare(a, b).score).toBeCloseTo(compare(b, a).score, 12);
      }),
    );
  });

  it('shares a key in spite of a mistyped id', () => {
    const [one, other] = [person({}, '6988048'), personFeatures({}, [{ type: 'national-id', normalised: '6988084' }])].map(
      blockingKeys,
    );
    expect(one?.some((key) => other?.includes(key))).toBe(true);
  });
});

describe('the likeness of two texts', () => {
  it("agrees with Winkler's published examples", () => {
    expect(jaroWinkler('martha', 'marhta')).toBeCloseTo(0.961, 3);
    expect(jaroWinkler('dixon', 'dicksonx')).toBeCloseTo(0.813, 3);
    expect(jaroWinkler('dwayne', 'duane')).toBeCloseTo(0.84, 3);
  });
});
