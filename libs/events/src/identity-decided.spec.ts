import * as fc from 'fast-check';
import { identityStream } from './identity-decided.js';
import { asHandle } from './ids.js';

const handle = fc.uuid().map(asHandle);

describe('the stream of a decision on two identifiers', () => {
  it('is the same whichever is named first', () => {
    fc.assert(fc.property(handle, handle, (a, b) => expect(identityStream(a, b)).toBe(identityStream(b, a))));
  });

  it('differs for every other pair', () => {
    fc.assert(
      fc.property(handle, handle, handle, (a, b, c) => {
        fc.pre(b !== c);
        expect(identityStream(a, b)).not.toBe(identityStream(a, c));
      }),
    );
  });

  it('names the smaller handle first', () => {
    expect(identityStream(asHandle('b'), asHandle('a'))).toBe('identity-a.b');
  });
});
