import fc from 'fast-check';
import { compareBirthDates } from './birth-dates.js';

describe('comparing two birth dates', () => {
  it.each([
    ['1970-05-06', '1970-05-06', 'same'],
    ['1970-05-06', '1970-06-05', 'compatible'],
    ['1970-05-06', '1971-05-06', 'compatible'],
    ['1970-05-06', '1970', 'compatible'],
    ['1970-05-06', '1970-05', 'compatible'],
    ['1951-03-04', '1984-09-17', 'different'],
    ['2010-05-01', '2011-05-02', 'different'],
    ['1970-05-06', '1971', 'different'],
    ['1970-05-06', undefined, 'unknown'],
    ['1900-01-01', '1970-05-06', 'unknown'],
    ['6 May 1970', '1970-05-06', 'unknown'],
  ])('%s and %s are %s', (a, b, relation) => {
    expect(compareBirthDates(a, b)).toBe(relation);
    expect(compareBirthDates(b, a)).toBe(relation);
  });

  it('is symmetric, and finds every date the same as itself', () => {
    const date = fc
      .date({ min: new Date('1920-01-01'), max: new Date('2025-12-31'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10));
    fc.assert(
      fc.property(date, date, (a, b) => {
        expect(compareBirthDates(a, b)).toBe(compareBirthDates(b, a));
        expect(compareBirthDates(a, a)).toBe('same');
      }),
    );
  });
});
