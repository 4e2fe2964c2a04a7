import { asPosition } from '#events';
import { strangerTo } from './of-this-ledger.js';

const LEDGER = { head: asPosition(10), installation: 'a' };

describe('An edition', () => {
  it.each([
    [undefined, 10, 'a'],
    [undefined, 3, undefined],
    ['ahead-of-ledger', 11, 'a'],
    ['other-installation', 3, 'b'],
    ['other-installation', 11, 'b'],
  ])('is %s to the ledger at position %i with the id %s', (why, position, installation) =>
    expect(strangerTo(LEDGER, { position: asPosition(position), installation })).toBe(why),
  );

  it('that has an id is not of a ledger that has none', () =>
    expect(strangerTo({ ...LEDGER, installation: undefined }, { position: asPosition(3), installation: 'a' })).toBe(
      'other-installation',
    ));
});
