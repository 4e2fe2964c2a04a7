import { defaultRules } from '#recognition';
import type { PersonRecord } from './records.js';
import { recognise, suggest } from './score.js';

const home = { lines: ['1450 Cary Street'], postcode: '23208', city: 'Richmond' };

/** A party known by its name, with an address where one is given, and these e-mail addresses and phones. */
function party(name: string, identifiers: readonly string[], address?: PersonRecord['profile']['address']): PersonRecord {
  return {
    id: `${name} ${identifiers.join(' ')}`,
    entity: name,
    profile: { name, ...(address ? { address } : {}) },
    identifiers: identifiers.map((value) => ({ type: value.includes('@') ? 'email' : 'phone', value })),
  };
}

/** The names of the parties, by customer, under the standard rules. */
function customers(parties: readonly PersonRecord[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const { customer, record } of recognise(parties, defaultRules(), 'US'))
    groups.set(customer, [...(groups.get(customer) ?? []), record.entity]);
  return [...groups.values()];
}

function suggested(parties: readonly PersonRecord[]): (string | undefined)[][] {
  return suggest(recognise(parties, defaultRules(), 'US')).map(({ a, b }) => [parties[a]?.entity, parties[b]?.entity]);
}

describe('standard rules', () => {
  it('join those who share an e-mail address, but not those who share a role mailbox', () => {
    expect(customers([party('Ada', ['ada@example.org']), party('Ada B', ['Ada@example.org'])])).toEqual([['Ada', 'Ada B']]);
    expect(customers([party('Ada', ['info@example.org']), party('Bob', ['Info@example.org'])])).toEqual([['Ada'], ['Bob']]);
  });

  it('join who uses a role mailbox by what else is known', () => {
    const parties = [party('Ada', ['sales@example.org', 'ada@example.org']), party('Ada', ['ada@example.org'])];
    expect(customers(parties)).toEqual([['Ada', 'Ada']]);
  });

  it('do not suggest that two are one because they use one role mailbox', () => {
    expect(suggested([party('Ada Byron', ['info@example.org']), party('Bob Stone', ['info@example.org'])])).toEqual([]);
  });

  it('keep father and son apart, and suggest who is written without Jr or Sr for either', () => {
    const parties = ['David Dobbins Jr', 'David Dobbins', 'Dobbins, David Senior', 'David Dobbins, Jr.'].map((name) =>
      party(name, [], home),
    );
    expect(customers(parties)).toEqual([
      ['David Dobbins Jr', 'David Dobbins, Jr.'],
      ['David Dobbins'],
      ['Dobbins, David Senior'],
    ]);
    expect(suggested(parties)).toEqual(
      expect.arrayContaining([
        ['David Dobbins Jr', 'David Dobbins'],
        ['David Dobbins', 'Dobbins, David Senior'],
      ]),
    );
    expect(suggested(parties)).not.toContainEqual(['David Dobbins Jr', 'Dobbins, David Senior']);
  });

  it('join a household by its phone, but not the seven names of a switchboard: what they call from it stays with the phone', () => {
    const people = ['Ada', 'Bob', 'Cleo', 'Dan', 'Eve', 'Finn', 'Gus'].map((name) => [
      party(`${name} Stone`, ['702 919 1300'], home),
      party(`${name} Stone`, [`${name}@example.org`], home),
    ]);
    const household = people.slice(0, 4).flat();
    expect(customers(household)).toEqual([household.map(({ entity }) => entity)]);
    const [calls = [], ...mails] = customers(people.flat());
    expect(calls).toHaveLength(7);
    expect(mails).toEqual(people.map(([own]) => [own?.entity]));
    expect(customers(people.flat().toReversed())).toHaveLength(8);
  });
});
