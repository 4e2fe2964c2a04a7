import * as fc from 'fast-check';
import { headerSafe } from './actor.js';

describe('the name of who acts, in a header', () => {
  it.each([
    ['  Jane Doe ', 'Jane Doe'],
    ['Zoë', 'Zoë'],
    ['Ştefan Černý', 'Stefan Cerný'],
    ['李', '?'],
    ['   ', undefined],
  ])('%j is sent as %j', (name, sent) => expect(headerSafe(name)).toBe(sent));

  it('never breaks the header, whatever is entered', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const sent = headerSafe(name);
        expect(sent === undefined || (/^[\x20-\x7e\xa0-\xff]{1,100}$/.test(sent) && sent.trim() !== '')).toBe(true);
        expect(() => new Headers(sent === undefined ? {} : { 'x-touchstone-actor': sent })).not.toThrow();
      }),
    );
  });
});
