import fc from 'fast-check';
import type { TestDecision, TestTouchpoint } from './events.js';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);

/** Few identifiers of each type, so that conflicts, shared values and generic values do occur. */
const names = [
  ...['1', '2', '3', '4', '5', '6'].map((n) => `customer-number:${n}`),
  ...['1', '2', '3'].map((n) => `national-id:${n}`),
  ...['1', '2', '3'].map((n) => `loyalty-card:${n}`),
  ...['1', '2', '3'].map((n) => `case-ref:${n}`),
  'account-number:1',
  'account-number:2/user',
  'account-number:2/owner',
  ...['1', '2', '3', '4', '5', '6', '7'].map((n) => `email:${n}`),
  ...['1', '1', '1', '2', '3', '4'].map((n) => `phone:${n}`),
  ...['1', '2'].map((n) => `cookie:${n}`),
  ...['1', '1', '2', '3', '4'].map((n) => `name-address:${n}`),
  ...['1', '2'].map((n) => `name-birth:${n}`),
  ...['1', '2'].map((n) => `role-mailbox:${n}`),
  'shoe-size:1',
];
const handles = [...new Set(names.map((name) => name.split('/')[0] ?? name))];

function partiesOf(some: readonly string[]): fc.Arbitrary<string[]> {
  return fc.uniqueArray(fc.constantFrom(...some), { minLength: 1, maxLength: 4, selector: (name) => name.split('/')[0] });
}

/** One address or phone under several names: what makes a value generic without any person. */
const underNames = fc
  .tuple(fc.constantFrom('email:1', 'email:2', 'phone:1'), fc.constantFrom('name-address:1', 'name-address:2', 'name-address:3'))
  .map((pair): string[] => pair);

function touchpointsOf(party: fc.Arbitrary<string[]>): fc.Arbitrary<TestTouchpoint[]> {
  return fc
    .array(
      fc.record({
        at: fc.integer({ min: 0, max: 30 }).map((step) => START + step * 25 * DAY),
        parties: fc.array(party, { minLength: 1, maxLength: 2 }),
      }),
      { minLength: 1, maxLength: 24, size: 'max' },
    )
    .map((list) => list.map((entry, i) => ({ ...entry, id: `t${String(i).padStart(3, '0')}` })));
}

/** Touchpoints with ids of their own, over two years, several at the same time; of all the identifiers or a few of them. */
export const touchpoints: fc.Arbitrary<TestTouchpoint[]> = fc.oneof(
  touchpointsOf(fc.oneof({ weight: 4, arbitrary: partiesOf(names) }, { weight: 1, arbitrary: underNames })),
  fc
    .shuffledSubarray(names, { minLength: 2, maxLength: 8 })
    .chain((few) => touchpointsOf(fc.oneof({ weight: 2, arbitrary: partiesOf(few) }, { weight: 1, arbitrary: underNames }))),
);

export const decisions: fc.Arbitrary<TestDecision[]> = fc
  .array(
    fc.record({
      verdict: fc.constantFrom(
        'link' as const,
        'link' as const,
        'separate' as const,
        'reject-edge' as const,
        'dismiss' as const,
        'withdraw' as const,
      ),
      pair: fc
        .uniqueArray(fc.constantFrom(...handles), { minLength: 2, maxLength: 2 })
        .map(([a = '', b = '']): [string, string] => [a, b]),
    }),
    { maxLength: 5, size: 'max' },
  )
  .map((list) => list.map((entry, i) => ({ ...entry, at: START + i * DAY })));
