import fc from 'fast-check';
import { ShareOfMemory } from './share-of-memory.js';

describe('a share of memory', () => {
  it('is never more than there is, and everybody gets his, in the order they came', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 30 }), async (amounts) => {
        const share = new ShareOfMemory(10);
        const begun: number[] = [];
        let used = 0;
        await Promise.all(
          amounts.map(async (amount, index) => {
            const giveBack = await share.take(amount);
            begun.push(index);
            used += Math.min(amount, 10);
            expect(used).toBeLessThanOrEqual(10);
            await Promise.resolve();
            used -= Math.min(amount, 10);
            giveBack();
          }),
        );
        expect(begun).toEqual(amounts.map((_, index) => index));
      }),
    ));
});
