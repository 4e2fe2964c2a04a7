import fc from 'fast-check';
import { foldName } from '../fold/fold-name.js';
import { namesAtPoint } from './names-at-point.js';
import type { PointKind, PointMember, PointResult } from './point-member.js';
import { contradict, shareNumber } from './relate-members.js';

const DAY = 86_400_000;

/** `joan: 'Joan Pettifer', 1984-09-17, K1` and the days of the contacts. */
function member(
  id: string,
  stated: string | undefined,
  about: { born?: string; number?: string; knownAs?: string; days?: number[] } = {},
): PointMember {
  const { born, number, knownAs, days = [1] } = about;
  return {
    id,
    name: stated === undefined ? undefined : foldName(stated),
    birthDate: born,
    personal: number === undefined ? [] : [{ type: 'customer-number', value: number }],
    knownAs,
    times: days.map((day) => day * DAY),
  };
}

const joined = ({ joins }: PointResult): string[] => joins.map(({ a, b, why }) => `${a}-${b}: ${why}`);
const proposed = (result: PointResult): string[] =>
  result.proposed.map(({ a, b, why, first }) => `${a}-${b}: ${why}${first ? ', first' : ''}`);

describe('names at one contact point', () => {
  it('are one person if they fit, and several if not', () => {
    const result = namesAtPoint('phone', [
      member('a', 'Breana Cassin'),
      member('b', 'CASSNI, BREANA'),
      member('c', 'Rocky Cassin'),
    ]);
    expect(joined(result)).toEqual(['a-b: slip']);
    expect(result.people).toEqual([['a', 'b'], ['c']]);
    expect(result.use).toBe('shared');
  });

  it('are several where birth dates differ, and one where day and month are swapped', () => {
    const swapped = namesAtPoint('phone', [
      member('a', 'Ann Hale', { born: '1970-05-06' }),
      member('b', 'Ann Hale', { born: '1970-06-05' }),
    ]);
    expect(joined(swapped)).toEqual(['a-b: same-name']);
    const other = namesAtPoint('phone', [
      member('a', 'Ann Hale', { born: '1970-05-06' }),
      member('b', 'Ann Hale', { born: '1999-01-31' }),
    ]);
    expect(joined(other)).toEqual([]);
    expect(other.blocked).toEqual([{ a: 'a', b: 'b', why: 'different-birth-dates' }]);
  });

  it('give an initial to the only full name that it fits, and to nobody where there are two', () => {
    const one = namesAtPoint('phone', [member('a', 'Joan Pettifer'), member('b', 'J Pettifer'), member('c', 'Sam Pettifer')]);
    expect(joined(one)).toEqual(['a-b: initial']);
    const two = namesAtPoint('phone', [member('a', 'Joan Pettifer'), member('b', 'J Pettifer'), member('c', 'James Pettifer')]);
    expect(joined(two)).toEqual([]);
    expect(two.undecided).toEqual([{ member: 'b', fits: ['a', 'c'] }]);
    expect(two.people).toEqual([['a'], ['c']]);
  });

  it('give a short name to nobody where two are called so', () => {
    const result = namesAtPoint('email', [member('a', 'Alfred Hale'), member('b', 'Fred Hale'), member('c', 'Frederick Hale')]);
    expect(result.undecided).toEqual([{ member: 'b', fits: ['a', 'c'] }]);
  });

  it('join two misspellings of one name', () => {
    const result = namesAtPoint('email', [
      member('a', 'Breana Cassin'),
      member('b', 'Breana Cassni'),
      member('c', 'Braena Cassin'),
    ]);
    expect(result.people).toEqual([['a', 'b', 'c']]);
  });

  it('join nobody but equal full names at an account', () => {
    const result = namesAtPoint('account', [
      member('a', 'Joan Hale'),
      member('b', 'J Hale'),
      member('c', 'HALE, Joan'),
      member('d', 'Jaon Hale'),
    ]);
    expect(joined(result)).toEqual(['a-c: same-name']);
    expect(result.undecided).toEqual([]);
  });

  it('join no initials at an address', () => {
    expect(joined(namesAtPoint('address', [member('a', 'Joan Hale'), member('b', 'J Hale'), member('c', 'Jaon Hale')]))).toEqual([
      'a-c: slip',
    ]);
  });

  it('join equal full names only at a switchboard', () => {
    const staff = Array.from({ length: 17 }, (_, n) =>
      member(`m${n}`, `Person${'abcdefghijklmnopq'[n]?.repeat(3)} Surname${'abcdefghijklmnopq'[n]?.repeat(3)}`),
    );
    const result = namesAtPoint('phone', [...staff, member('x', 'Anna Hale'), member('y', 'Hale, Anna'), member('z', 'A Hale')]);
    expect(result.use).toBe('switchboard');
    expect(joined(result)).toEqual(['x-y: same-name']);
    expect(result.proposed).toEqual([]);
  });

  it('leave each name alone where there are more than 32', () => {
    const result = namesAtPoint('phone', [
      ...Array.from({ length: 300 }, (_, n) => member(`m${n}`, `Bert${n} Shared${n}`)),
      member('none', undefined),
    ]);
    expect([result.use, result.joins, result.proposed, result.people.length]).toEqual(['crowded', [], [], 300]);
    expect(result.nameless).toEqual([{ member: 'none', at: DAY, shownOn: [] }]);
  });

  it('give a number without a name the only name at a mailbox, not at a telephone', () => {
    const members = [member('a', 'Ann Hale'), member('k', undefined, { number: 'K1' })];
    expect(joined(namesAtPoint('email', members))).toEqual(['a-k: only-name-here']);
    expect(joined(namesAtPoint('phone', members))).toEqual([]);
    expect(proposed(namesAtPoint('phone', members))).toEqual(['a-k: number-beside-one-name']);
  });

  it('give a name that two numbers claim to neither', () => {
    const stated = namesAtPoint('email', [
      member('a', 'Ann Hale', { number: 'K1' }),
      member('b', 'Ann Hale', { number: 'K2' }),
      member('c', 'Ann Hale'),
    ]);
    expect(joined(stated)).toEqual([]);
    expect(stated.undecided).toEqual([{ member: 'c', fits: ['a', 'b'] }]);
    expect(proposed(stated)).toEqual(['a-b: two-numbers-one-person']);
    const beside = namesAtPoint('email', [
      member('a', 'Ann Hale'),
      member('k', undefined, { number: 'K1' }),
      member('l', undefined, { number: 'K2' }),
    ]);
    expect(joined(beside)).toEqual([]);
    expect(beside.undecided).toEqual([{ member: 'a', fits: ['k', 'l'] }]);
    expect(proposed(beside)).toEqual(['k-l: two-numbers-one-person']);
  });

  it('propose one first name with two surnames, first where one follows the other', () => {
    const wed = [member('a', 'Imogen Castell', { days: [10, 40] }), member('b', 'Imogen Hale', { days: [160, 190] })];
    expect(proposed(namesAtPoint('email', wed))).toEqual(['a-b: other-surname, first']);
    const both = [member('a', 'Imogen Castell', { days: [10, 170] }), member('b', 'Imogen Hale', { days: [160, 190] })];
    expect(proposed(namesAtPoint('email', both))).toEqual(['a-b: other-surname']);
  });

  it('keep an organisation apart from everybody', () => {
    const result = namesAtPoint('email', [member('a', 'Hale Ltd'), member('b', 'Ann Hale'), member('c', 'HALE LIMITED')]);
    expect(joined(result)).toEqual(['a-c: same-name']);
  });

  it('are one person where that is known otherwise', () => {
    const result = namesAtPoint('phone', [
      member('a', 'Imogen Castell', { knownAs: 'c1' }),
      member('b', 'Imogen Hale', { knownAs: 'c1' }),
    ]);
    expect(result.people).toEqual([['a', 'b']]);
  });
});

describe('a contact without a name', () => {
  const nameless = (kind: PointKind, members: PointMember[]): (string | undefined)[] =>
    namesAtPoint(kind, [...members, member('?', undefined, { days: [100] })]).nameless.map(({ belongsTo }) => belongsTo);

  it('is that of the only user, at a telephone if they were identified twice', () => {
    expect(nameless('email', [member('a', 'Ann Hale')])).toEqual(['a']);
    expect(nameless('phone', [member('a', 'Ann Hale')])).toEqual([undefined]);
    expect(nameless('phone', [member('a', 'Ann Hale', { days: [1, 2] })])).toEqual(['a']);
    expect(nameless('phone', [member('k', undefined, { number: 'K1', days: [1, 2] })])).toEqual(['k']);
  });

  it('is nobody’s where two use the line, and shown on both', () => {
    const result = namesAtPoint('phone', [
      member('a', 'Ann Hale', { days: [1, 2] }),
      member('b', 'Ben Hale', { days: [3, 4] }),
      member('?', undefined, { days: [100] }),
    ]);
    expect(result.nameless).toEqual([{ member: '?', at: 100 * DAY, shownOn: ['a', 'b'] }]);
  });

  it('knows nothing of who used the line more than 24 months before or after', () => {
    expect(
      nameless('phone', [member('a', 'Ann Hale', { days: [-800, -799] }), member('b', 'Ben Hale', { days: [90, 95] })]),
    ).toEqual(['b']);
    expect(nameless('phone', [member('a', 'Ann Hale', { days: [-800, -799] })])).toEqual([undefined]);
  });

  it('is nobody’s where the only name fits several', () => {
    const result = namesAtPoint('email', [
      member('a', 'Joan Hale', { days: [-800] }),
      member('b', 'James Hale', { days: [-800] }),
      member('c', 'J Hale', { days: [90] }),
      member('?', undefined, { days: [100] }),
    ]);
    expect(result.nameless).toEqual([{ member: '?', at: 100 * DAY, shownOn: [] }]);
  });
});

describe('names under a personal identifier', () => {
  it('join where the first name or the birth date agrees', () => {
    const result = namesAtPoint('personal', [
      member('a', 'Imogen Castell', { days: [1, 2, 3] }),
      member('b', 'Imogen Hale', { born: '1970-05-06' }),
      member('c', 'Gina Castell', { born: '1970-06-05' }),
    ]);
    expect(joined(result)).toEqual(['a-b: number-and-first-name', 'b-c: number-and-birth-date']);
  });

  it('are proposed where neither does, and the number is that of who states it most', () => {
    const result = namesAtPoint('personal', [
      member('a', 'Anselm Quist', { days: [1, 2] }),
      member('b', 'Beatrix Olander'),
      member('k', undefined, { days: [5] }),
    ]);
    expect(joined(result)).toEqual(['a-k: same-number']);
    expect(proposed(result)).toEqual(['a-b: number-with-another-name']);
  });

  it('make it a catch-all where four contradict: it joins nobody', () => {
    const result = namesAtPoint('personal', [
      member('a', 'Basil Orme'),
      member('b', 'Greta Lindqvist'),
      member('c', 'Hector Zamora'),
      member('d', 'Priya Nair'),
      member('e', 'B Orme'),
      member('k', undefined),
    ]);
    expect([result.use, result.joins, result.proposed]).toEqual(['catch-all', [], []]);
    expect(result.people).toEqual([['a'], ['b'], ['c'], ['d'], ['e']]);
  });
});

describe('laws of names at a point', () => {
  const kind = fc.constantFrom<PointKind>('personal', 'email', 'phone', 'card', 'account', 'cookie', 'address', 'case');
  const stated = fc.constantFrom(
    undefined,
    ...'Ann Hale/Hale, Ann/A Hale/Anna Hale/Ann Hael/Bob Hale/Robert Hale/Rob Hale/R Hale/Robert M Hale/Robert Mark Hale'.split(
      '/',
    ),
    ...'Robert Luke Hale/Ann Hale jr./Ann Hale sr./Ann Castell/Hale Ltd/Hale/Ann'.split('/'),
  );
  const members = fc
    .array(
      fc.record({
        stated,
        born: fc.constantFrom(undefined, undefined, '1970-05-06', '1970-06-05', '1971-05-06', '1999-12-31'),
        number: fc.constantFrom(undefined, undefined, 'K1', 'K2'),
        days: fc.array(fc.constantFrom(1, 2, 400, 900, 2000), { minLength: 1, maxLength: 3 }),
      }),
      { maxLength: 12 },
    )
    .map((list) => list.map(({ stated: name, ...about }, at) => member(`m${String(at).padStart(2, '0')}`, name, about)));

  it('is the same whatever the order in which the members came', () => {
    fc.assert(
      fc.property(
        kind,
        members.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length })),
        ),
        (point, [list, shuffled]) => {
          expect(namesAtPoint(point, shuffled)).toEqual(namesAtPoint(point, list));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('does not depend on what the members are called', () => {
    const renamed = (result: PointResult, ids: ReadonlyMap<string, string>): Set<string> =>
      new Set(
        result.people.map((person) =>
          person
            .map((id) => ids.get(id) ?? id)
            .toSorted()
            .join(),
        ),
      );
    fc.assert(
      fc.property(kind, members, (point, list) => {
        const ids = new Map(list.map(({ id }, at) => [`n${String(list.length - at).padStart(2, '0')}`, id]));
        const back = new Map([...ids].map(([id, old]) => [old, id]));
        const other = list.map((each) => ({ ...each, id: back.get(each.id) ?? each.id }));
        expect(renamed(namesAtPoint(point, other), ids)).toEqual(renamed(namesAtPoint(point, list), new Map()));
      }),
      { numRuns: 1000 },
    );
  });

  it('never takes two for one person whose birth dates or numbers differ, unless a number says so', () => {
    fc.assert(
      fc.property(kind, members, (point, list) => {
        fc.pre(point !== 'personal');
        const byId = new Map(list.map((each) => [each.id, each]));
        for (const person of namesAtPoint(point, list).people) {
          const pairs = person.flatMap((a) => person.flatMap((b) => (a < b ? [[byId.get(a), byId.get(b)] as const] : [])));
          if (pairs.some(([a, b]) => a && b && shareNumber(a, b))) continue;
          for (const [a, b] of pairs) expect(a && b && contradict(a, b)).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('puts every decided member into one person, and no undecided one', () => {
    fc.assert(
      fc.property(kind, members, (point, list) => {
        const { people, undecided, use } = namesAtPoint(point, list);
        const placed = people.flat();
        expect(new Set(placed).size).toBe(placed.length);
        for (const { member: id } of undecided) expect(placed).not.toContain(id);
        if (use === 'catch-all') return;
        const named = list.filter(({ name }) => name !== undefined).map(({ id }) => id);
        expect(named.filter((id) => !placed.includes(id) && !undecided.some((each) => each.member === id))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
