import type { Profile } from '../vault.js';
import { compoundIdentifiers, profileParts } from './compound-identifiers.js';
import { nameParts, nameWords } from './person-name.js';
import { addressParts } from './postal-address.js';

const COMPOUNDS = [
  { type: 'name-address', parts: ['given', 'surname', 'house', 'postcode'] },
  { type: 'name-birth', parts: ['given', 'surname', 'birthDate'] },
] as const;
const ADA: Profile = {
  name: 'Ada Byron',
  birthDate: '1815-12-10',
  address: { lines: ['Flat 3', '1 Mill Lane'], postcode: 'CB1 2AB', city: 'Cambridge' },
};

describe('names', () => {
  it.each([
    ['Ada Byron', 'ada', 'byron'],
    ['Byron, Ada', 'ada', 'byron'],
    ['BYRON,ADA KING', 'ada', 'byron'],
    ['Mrs. Ada King Byron', 'ada', 'byron'],
    ['Byron, Dr Ada', 'ada', 'byron'],
    ['Zoë Müller', 'zoe', 'muller'],
    ["Mary O'Brien-Smith", 'mary', 'obriensmith'],
    ['Mr Smith', undefined, 'smith'],
    ['Smith', undefined, 'smith'],
    ['Smith,', undefined, 'smith'],
    ['J Smith', 'j', 'smith'],
    ['Dr', undefined, undefined],
    ['', undefined, undefined],
  ])('%j is given %j, surname %j', (name, given, surname) => {
    expect(nameParts(name)).toEqual({ given, surname });
  });

  it.each([
    ['John Smith Jr.', 'jr'],
    ['John Smith, Jr', 'jr'],
    ['Smith Jr, John', 'jr'],
    ['SMITH, JOHN JUNIOR', 'jr'],
    ['John Smith Sr PhD', 'sr'],
    ['John Smith, PhD, Senior', 'sr'],
    ['John Smith III', 'iii'],
    ['John Smith PhD', undefined],
    ['Ivy Smith', undefined],
  ])('%j tells the generation %j, and neither first name nor surname by it', (name, generation) => {
    expect(nameParts(name)).toEqual({ given: name.startsWith('Ivy') ? 'ivy' : 'john', surname: 'smith', generation });
  });

  it('are folded to words for search', () => {
    expect(nameWords('  Zoë  Müller-O’Brien ')).toEqual(['zoe', 'muller', 'obrien']);
  });
});

describe('addresses', () => {
  it.each([
    [['1 Mill Lane'], '1', 'mill'],
    [['12A High St.'], '12a', 'high'],
    [['Hauptstrasse 5'], '5', 'hauptstrasse'],
    [['Flat 3, 12 St Johns Road'], '12', 'stjohns'],
    [['Unit 4', '7 Dock Rd'], '7', 'dock'],
    [['2/23 George Street'], '23', 'george'],
    [['PO Box 99'], undefined, undefined],
    [['350 5th Avenue'], '350', '5th'],
    [['Rose Cottage', 'The Green'], undefined, 'rosecottage'],
    [[], undefined, undefined],
  ])('%j has house %j in street %j', (lines, house, street) => {
    expect(addressParts({ lines })).toEqual({ house, street, postcode: undefined, city: undefined });
  });
});

describe('compound identifiers', () => {
  it('join the comparable parts of a profile', () => {
    expect(compoundIdentifiers(ADA, COMPOUNDS)).toEqual([
      { type: 'name-address', value: 'ada|byron|1|cb12ab', derived: true },
      { type: 'name-birth', value: 'ada|byron|1815-12-10', derived: true },
    ]);
  });

  it('are the same for other ways of writing the profile', () => {
    const other: Profile = {
      name: 'BYRON, Miss Ada',
      birthDate: '1815-12-10',
      address: { lines: ['1, Mill Ln'], postcode: 'cb12ab' },
    };
    expect(compoundIdentifiers(other, COMPOUNDS)).toEqual(compoundIdentifiers(ADA, COMPOUNDS));
  });

  it('differ by generation wherever a name is in them', () => {
    const compounds = [...COMPOUNDS, { type: 'address', parts: ['house', 'street', 'postcode'] } as const];
    const values = (name: string): string[] => compoundIdentifiers({ ...ADA, name }, compounds).map(({ value }) => value);
    expect(values('Ada Byron Jr.')).toEqual(['ada|byron jr|1|cb12ab', 'ada|byron jr|1815-12-10', '1|mill|cb12ab']);
    expect(values('Byron, Ada Junior')).toEqual(values('Ada Byron Jr.'));
    const named = ['Ada Byron', 'Ada Byron Jr', 'Ada Byron Sr', 'Ada Byron II'].map((name) => values(name)[0]);
    expect(new Set(named).size).toBe(4);
  });

  it.each<[string, Profile]>([
    ['an initial', { ...ADA, name: 'A. Byron' }],
    ['a surname only', { ...ADA, name: 'Mrs Byron' }],
    ['no name', { birthDate: ADA.birthDate, address: ADA.address }],
  ])('do not arise from %s', (_, profile) => {
    expect(compoundIdentifiers(profile, COMPOUNDS)).toEqual([]);
  });

  it.each(['1815', '1815-12', '1815-02-30', '1900-01-01', '10/12/1815'])('take no birth date from %j', (birthDate) => {
    expect(profileParts({ birthDate }).birthDate).toBeUndefined();
  });
});
