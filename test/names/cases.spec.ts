import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { resolveParties, type ResolvedParties } from './resolve-parties.js';
import { type Party, statedParties, type StatedTouchpoint } from './stated-parties.js';

/** Beside the repository: inputs on which an earlier version went wrong. */
const CASES = process.env['SHARED_CASES'] ?? resolve(__dirname, '../../../shared/cases');

const describeCases = existsSync(CASES) ? describe : describe.skip;

interface Outcome {
  /** The touchpoints of each customer, by their external ids. */
  readonly customers: readonly (readonly string[])[];
  /** Touchpoints that are nobody's. */
  readonly nobodys: readonly string[];
  readonly proposed: readonly string[];
  readonly results: ResolvedParties['results'];
}

function outcomeOf(number: string, upTo = Infinity): Outcome {
  const file = readdirSync(CASES).find((name) => name.startsWith(`${number}-`) && name.endsWith('.ndjson')) ?? '';
  const touchpoints = readFileSync(join(CASES, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as StatedTouchpoint)
    .slice(0, upTo);
  const parties = touchpoints.flatMap((touchpoint) => statedParties(touchpoint));
  const { customers, proposed, results } = resolveParties(parties);
  const idOf = ({ touchpoint }: Party): string => touchpoint.split('\n')[1] ?? '';
  const byCustomer = new Map<string, string[]>();
  const nobodys: string[] = [];
  parties.forEach((party, at) => {
    const customer = customers[at];
    if (customer === undefined) nobodys.push(idOf(party));
    else byCustomer.set(customer, [...(byCustomer.get(customer) ?? []), idOf(party)]);
  });
  return {
    customers: [...byCustomer.values()],
    nobodys,
    proposed: proposed.map(({ why, first }) => (first ? `${why}, first` : why)),
    results,
  };
}

describeCases('names at contact points, in cases that went wrong', () => {
  it('02: the third call from a couple’s landline is his who says his name', () => {
    expect(outcomeOf('02').customers).toEqual([['c1'], ['c2', 'c3']]);
  });

  it.each(['03a', '03c'])('%s: one telephone of 300 names joins nobody, and proposes nothing', (number) => {
    const { customers, nobodys, proposed } = outcomeOf(number);
    expect([customers.length, nobodys, proposed]).toEqual([300, [], []]);
  });

  it('04: three children under their parents’ e-mail are three', () => {
    expect(outcomeOf('04').customers).toEqual([['k0'], ['k1'], ['k2']]);
  });

  it('05: other birth dates and middle names at one house, and other firms, are others', () => {
    expect(outcomeOf('05').customers).toEqual([['g1'], ['g2'], ['g3'], ['g4']]);
  });

  it('10: a shared device joins nobody who states different names', () => {
    expect(outcomeOf('10').customers).toEqual([['k1'], ['k2']]);
  });

  it('23: father and son at one landline are two, and what fits both is nobody’s', () => {
    const { customers, nobodys } = outcomeOf('23');
    expect(customers).toEqual([['a1'], ['a2', 'a3']]);
    expect(nobodys).toEqual(['a4', 'a5']);
  });

  it('24: one name under two numbers is proposed, and the contact without a number is neither’s', () => {
    const { customers, nobodys, proposed } = outcomeOf('24');
    expect([customers, nobodys, proposed]).toEqual([[['b1'], ['b2']], ['b3'], ['two-numbers-one-person']]);
  });

  it('25: an initial that fits two is nobody’s', () => {
    const { customers, nobodys, results } = outcomeOf('25');
    expect([customers, nobodys]).toEqual([[['c1'], ['c2']], ['c3']]);
    expect([...results.values()].flatMap(({ undecided }) => undecided.map(({ fits }) => fits.length))).toEqual([2]);
  });

  it('26: a call without a name is hers while only she uses the line, and nobody’s since he does', () => {
    expect(outcomeOf('26', 3).customers).toEqual([['d1', 'd2', 'd3']]);
    const { customers, nobodys } = outcomeOf('26');
    expect([customers, nobodys]).toEqual([
      [['d1', 'd2'], ['d4']],
      ['d3', 'd5'],
    ]);
  });

  it('27: before and after a marriage are two, proposed first', () => {
    const { customers, proposed } = outcomeOf('27');
    expect([customers, proposed]).toEqual([
      [
        ['e1', 'e2'],
        ['e3', 'e4'],
      ],
      ['other-surname, first'],
    ]);
  });

  it('28: a number for everybody at the till joins nobody, and is a catch-all', () => {
    const { customers, results, proposed } = outcomeOf('28');
    expect(customers).toEqual([['f0', 'f4'], ['f1'], ['f2'], ['f3'], ['f5']]);
    expect(results.get('customer-number WALKIN')?.use).toBe('catch-all');
    expect(proposed).toEqual([]);
  });

  it('29: a contact under a number typed wrongly is proposed, a slip in name and birth date is his', () => {
    const { customers, proposed } = outcomeOf('29');
    expect([customers, proposed]).toEqual([[['g1', 'g3'], ['g2']], ['number-with-another-name']]);
  });
});
