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
  ...['1', '2'].map((n) => `name-address:${n}`),
  'shoe-size:1',
];
const handles = [...new Set(names.map((name) => name.split('/')[0] ?? name))];

const party = fc.uniqueArray(fc.constantFrom(...names), {
  minLength: 1,
  maxLength: 4,
  selector: (name) => name.split('/')[0],
});

/** Touchpoints with ids of their own, over two years, several at the same time. */
export const touchpoints: fc.Arbitrary<TestTouchpoint[]> = fc
  .array(
    fc.record({
      at: fc.integer({ min: 0, max: 30 }).map((step) => START + step * 25 * DAY),
      parties: fc.array(party, { minLength: 1, maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 24, size: 'max' },
  )
  .map((list) => list.map((entry, i) => ({ ...entry, id: `t${String(i).padStart(3, '0')}` })));

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
