import { textMatcher } from './text-matcher.js';

describe('looking for a text', () => {
  it.each([
    ['invoice', 'Your INVOICES of May'],
    ['muller', 'Herr Müller rief an'],
    ['118 invoice', 'Invoice 118'],
    ['ÉTÉ', 'un ete chaud'],
  ])('%s is found in "%s"', (query, text) => {
    expect(textMatcher(query)(undefined, text)).toBe(true);
  });

  it('wants every word, in subject or content', () => {
    expect(textMatcher('invoice may')('Invoice', 'of May')).toBe(true);
    expect(textMatcher('invoice june')('Invoice', 'of May')).toBe(false);
    expect(textMatcher('invoice')(undefined, undefined)).toBe(false);
  });
});
