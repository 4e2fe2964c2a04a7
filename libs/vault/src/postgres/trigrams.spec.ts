import * as fc from 'fast-check';
import { SHORTEST_PART } from '../search-terms.js';
import { trigramsOf } from './trigrams.js';

describe('the trigrams of a text', () => {
  it('hold those of each of its parts, in whatever script and case', () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 });
    fc.assert(
      fc.property(text, text, text, (before, part, after) => {
        const lower = part.toLowerCase();
        fc.pre((before + part + after).toLowerCase().includes(lower));
        const whole = new Set(trigramsOf(before + part + after));
        expect(trigramsOf(lower).filter((trigram) => !whole.has(trigram))).toEqual([]);
      }),
    );
  });

  it('are one for each three neighbours, as 32-bit integers', () => {
    expect(trigramsOf('ab')).toEqual([]);
    expect(trigramsOf('ABAB')).toEqual(trigramsOf('abab'));
    expect(trigramsOf('abab')).toHaveLength(4 - SHORTEST_PART + 1);
    expect(trigramsOf('ababab')).toHaveLength(2);
    for (const trigram of trigramsOf('Zoë 😀 +44 20 7946')) expect(trigram).toBe(trigram | 0);
  });
});
