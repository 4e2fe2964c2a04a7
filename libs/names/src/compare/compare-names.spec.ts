import fc from 'fast-check';
import { foldName } from '../fold/fold-name.js';
import type { FoldedName } from '../fold/folded-name.js';
import { compareNames, haveOtherSurnames } from './compare-names.js';

const fold = (stated: string): FoldedName => {
  const name = foldName(stated);
  if (!name) throw new Error(`There is no name in ${stated}.`);
  return name;
};

describe('comparing two names', () => {
  it.each([
    ['Breana Cassin', 'CASSIN, BREANA', 'same'],
    ['Anna Müller', 'Mueller Anna', 'same'],
    ['王小明', 'Xiao Ming Wang', 'same'],
    ['Anna-Maria Huber', 'Annamaria Huber', 'same'],
    ["Sean O'Hara", 'Sean O Hara', 'same'],
    ['Jan van der Berg', 'Jan Vanderberg', 'same'],
    ['Mr Serge Search', 'Serge Search', 'same'],
    ['Acme Ltd', 'ACME Limited', 'same'],
    ['Edmund Thackray jr.', 'Edmund Thackray', 'same'],
    ['Breana Cassni', 'Breana Cassin', 'slip'],
    ['Esta Walker', 'Eta Walker', 'slip'],
    ['Levi King', 'Levvi King', 'slip'],
    ['Anselm Quist', 'Anselm Qvist', 'slip'],
    ['Bob Smith', 'Robert Smith', 'nickname'],
    ['Müller, Hans', 'Johannes Müller', 'nickname'],
    ['Harpreet Gill', 'Harpreet Kaur Gill', 'left-out'],
    ['John M. Smith', 'John Michael Smith', 'left-out'],
    ['Maria Garcia', 'Maria Garcia Lopez', 'left-out'],
    ['Maria Cruz', 'Maria de la Cruz', 'left-out'],
    ['J Smith', 'John Smith', 'initial'],
    ['J. R. Smith', 'John Robert Smith', 'initial'],
    ['Anna M.', 'Anna Müller', 'initial'],
    ['B. Cassni', 'Breana Cassin', 'initial'],
    ['Rosalind', 'Rosalind Fenn', 'initial'],
    ['John Smith', 'Jane Smith', 'different'],
    ['Martin Oakes', 'Martina Oakes', 'different'],
    ['Carlo Rossi', 'Carla Rossi', 'different'],
    ['Joan Hale', 'Jean Hale', 'different'],
    ['Breana Cassni', 'Braena Cassin', 'different'],
    ['Tess Moyo', 'Finn Moyo', 'different'],
    ['Imogen Castell', 'Imogen Hale', 'different'],
    ['Harpreet Kaur Gill', 'Harpreet Singh Gill', 'different'],
    ['Edmund Thackray jr.', 'Edmund Thackray sr.', 'different'],
    ['Smith & Sons Ltd', 'Smith & Daughters Ltd', 'different'],
    ['Acme Ltd', 'Acme', 'different'],
    ['J Smith', 'Robert Smith', 'different'],
  ])('%s and %s are %s', (a, b, relation) => {
    expect(compareNames(fold(a), fold(b))).toBe(relation);
    expect(compareNames(fold(b), fold(a))).toBe(relation);
  });

  it('is not transitive: an initial fits two who are different', () => {
    const [john, j, jane] = [fold('John Smith'), fold('J Smith'), fold('Jane Smith')];
    expect([compareNames(john, j), compareNames(j, jane), compareNames(john, jane)]).toEqual(['initial', 'initial', 'different']);
  });

  it('knows a first name with another surname', () => {
    expect(haveOtherSurnames(fold('Imogen Castell'), fold('Imogen Hale'))).toBe(true);
    expect(haveOtherSurnames(fold('Imogen Castell'), fold('Imogen Castel'))).toBe(false);
    expect(haveOtherSurnames(fold('I Castell'), fold('I Hale'))).toBe(false);
  });
});

describe('laws of comparing names', () => {
  const given = fc.constantFrom(
    'Anna',
    'Anna Maria',
    'Bob',
    'Robert',
    'J',
    'J R',
    'José',
    'Zoë',
    'Anne-Marie',
    'Martin',
    'Matrin',
    'James',
  );
  const surname = fc.constantFrom(
    'Smith',
    'Smiht',
    'Müller',
    'Mueller',
    'de la Cruz',
    'Cruz',
    "O'Hara",
    'Smith-Jones',
    'Thomas',
    'S',
  );
  const generation = fc.constantFrom('', '', ' jr.', ' Sr', ' III');
  const anyName = fc.oneof(
    fc.tuple(given, surname, generation).map((parts) => `${parts[0]} ${parts[1]}${parts[2]}`),
    fc.tuple(given, surname).map(([first, last]) => `${last}, ${first}`),
    given,
    fc.constantFrom('Acme Ltd', 'Smith & Sons', 'Helen & Martin Oakes', '王小明', 'Wang Xiaoming'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  );
  const folded = anyName.map((stated) => foldName(stated)).filter((name) => name !== undefined);

  it('is symmetric', () => {
    fc.assert(
      fc.property(folded, folded, (a, b) => expect(compareNames(a, b)).toBe(compareNames(b, a))),
      { numRuns: 2000 },
    );
  });

  it('finds every name the same as itself', () => {
    fc.assert(
      fc.property(folded, (name) => expect(compareNames(name, name)).toBe('same')),
      { numRuns: 1000 },
    );
  });

  it('finds names of one key the same, unless their generations contradict', () => {
    fc.assert(
      fc.property(folded, folded, (a, b) =>
        expect(a.key !== b.key || a.kind !== b.kind || compareNames(a, b) === 'same').toBe(true),
      ),
    );
  });

  it('does not depend on case, accents, titles or the order of writing', () => {
    const full = fc.constantFrom('Anna', 'José', 'Zoë', 'Robert', 'Breana');
    const last = fc.constantFrom('Müller', 'Cassin', 'Núñez', 'Smith', 'Kowalski');
    fc.assert(
      fc.property(full, last, (first, family) => {
        const plain = fold(`${first} ${family}`);
        const bare = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '');
        for (const spelling of [
          `${first} ${family}`.toUpperCase(),
          `${first} ${family}`.toLowerCase(),
          bare(`${first} ${family}`),
          `${family}, ${first}`,
          `${family} ${first}`,
          `Dr. ${first} ${family}`,
          `${family.toUpperCase()} ${first}`,
        ]) {
          expect(compareNames(plain, fold(spelling))).toBe('same');
        }
      }),
    );
  });

  it('forgives one slip inside a long name', () => {
    const long = fc.constantFrom('Kowalski', 'Prohaska', 'Thackray', 'Lindqvist');
    fc.assert(
      fc.property(long, fc.nat(), (family, at) => {
        const place = 1 + (at % (family.length - 2));
        const without = family.slice(0, place) + family.slice(place + 1);
        expect(compareNames(fold(`Greta ${family}`), fold(`Greta ${without}`))).toBe('slip');
      }),
    );
  });
});
