import type { PointMember, PointResult } from './point-member.js';

/** The ids of two members, the smaller first. */
export function pairOf(one: PointMember | undefined, other: PointMember | undefined): { readonly a: string; readonly b: string } {
  const [a = '', b = ''] = [one?.id ?? '', other?.id ?? ''].toSorted(byText);
  return { a, b };
}

/** The result with every list in the order of ids, then of reasons and times. */
export function inOrder(result: PointResult): PointResult {
  const pairs = <T extends { readonly a: string; readonly b: string; readonly why: string }>(list: readonly T[]): T[] =>
    list.toSorted((one, other) => byText(one.a, other.a) || byText(one.b, other.b) || byText(one.why, other.why));
  const ids = (list: readonly string[]): string[] => list.toSorted(byText);
  return {
    joins: pairs(result.joins),
    blocked: pairs(result.blocked),
    proposed: pairs(result.proposed),
    undecided: result.undecided
      .map(({ member, fits }) => ({ member, fits: ids(fits) }))
      .toSorted((one, other) => byText(one.member, other.member)),
    nameless: result.nameless
      .map((contact) => ({ ...contact, shownOn: ids(contact.shownOn) }))
      .toSorted((one, other) => byText(one.member, other.member) || one.at - other.at),
    people: result.people.map(ids).toSorted((one, other) => byText(one[0] ?? '', other[0] ?? '')),
    use: result.use,
  };
}

/** By code units, the same on every machine. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
