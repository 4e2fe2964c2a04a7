import { counted, distinctNames, money, wordsFor } from './words.js';

describe('codes as words', () => {
  it.each([
    ['site-visit', 'Site visit'],
    ['durationSeconds', 'Duration seconds'],
    ['customer_care', 'Customer care'],
    ['email', 'E-mail'],
    ['KYC', 'KYC'],
    ['-', '-'],
  ])('%s becomes %s', (code, words) => expect(wordsFor(code)).toBe(words));
});

describe('amounts', () => {
  it('keep every digit of a sum that a floating-point number would round', () => {
    expect(money('9007199254740993.07', 'GBP').replaceAll(/\D/g, '')).toBe('900719925474099307');
  });

  it('are shown as they are where the locale does not know the currency or the number', () => {
    expect(money('12.50', 'POINTS')).toBe('12.50 POINTS');
    expect(money('a lot', 'GBP')).toBe('a lot GBP');
  });
});

describe('counts', () => {
  it('are one thing or several', () => {
    expect([counted(1, 'contact'), counted(0, 'contact'), counted(2, 'link is', 'links are')]).toEqual([
      '1 contact',
      '0 contacts',
      '2 links are',
    ]);
  });
});

describe('names', () => {
  it('that differ in capitals alone are one, in the spelling that came first', () => {
    expect(distinctNames(['Ada Byron', 'ADA BYRON', 'Byron, Ada', 'ada byron'])).toEqual(['Ada Byron', 'Byron, Ada']);
  });
});
