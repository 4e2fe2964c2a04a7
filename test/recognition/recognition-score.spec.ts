import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultRules, parseRules, type Rules } from '#recognition';
import { explainDifferences } from './explain-differences.js';
import { fake1000, febrl, hasData, senzing } from './records.js';
import { accept, pairwiseScore, recognise, suggest } from './score.js';

const rulesOf = (example: string): Rules =>
  parseRules(readFileSync(join(__dirname, `../../examples/${example}/rules.yaml`), 'utf8'));

(hasData ? describe : describe.skip)(
  'recognition on data with known truth (needs the folder shared/data beside the project, or SHARED_DATA)',
  () => {
    it.each([
      [1, 0.97],
      [2, 0.981],
      [3, 0.971],
    ] as const)(
      'joins the records of febrl dataset %d by exact rules: recall at least %d, precision at least 0.999',
      (dataset, least) => {
        const { recall, precision } = pairwiseScore(recognise(febrl(dataset), rulesOf('febrl'), 'AU'));
        expect(recall).toBeGreaterThanOrEqual(least);
        expect(precision).toBeGreaterThanOrEqual(0.999);
      },
    );

    it('joins the records of splink fake_1000 by exact rules: recall at least 0.476, precision at least 0.999', () => {
      const { recall, precision } = pairwiseScore(recognise(fake1000(), rulesOf('splink'), 'GB'));
      expect(recall).toBeGreaterThanOrEqual(0.476);
      expect(precision).toBeGreaterThanOrEqual(0.999);
    });

    it('finds the rest of febrl dataset 3 by suggestions: recall at least 0.99 at precision 0.99', () => {
      const exact = recognise(febrl(3), rulesOf('febrl'), 'AU');
      const { recall, precision } = pairwiseScore(accept(exact, suggest(exact)));
      expect(recall).toBeGreaterThanOrEqual(0.99);
      expect(precision).toBeGreaterThanOrEqual(0.99);
    });

    it('differs from the senzing truth set by standard rules where it can say why', () => {
      const exact = recognise(senzing(), defaultRules(), 'US');
      const differences = explainDifferences(exact, suggest(exact));
      expect(exact).toHaveLength(159);
      expect(new Set(exact.map(({ customer }) => customer)).size).toBe(124);
      const { recall, precision } = pairwiseScore(exact);
      expect(recall).toBeCloseTo(0.343, 3);
      expect(precision).toBeCloseTo(0.841, 3);
      for (const { why } of differences) expect(why).toMatch(/share/);
      // A father's e-mail address that his son uses, and two pairs of namesakes with one phone each.
      const joined = differences.filter(({ kind }) => kind === 'joined').map(({ parts }) => parts[0]?.[0]);
      expect(joined).toEqual(['CUSTOMERS 1009', 'CUSTOMERS 1085', 'CUSTOMERS 2181']);
    });
  },
);
