import { nearestName } from './nearest-name.js';

const known = ['channel', 'topics', 'externalId', 'TOUCHSTONE_DATA'];

describe('the nearest name', () => {
  it.each([
    ['chanel', 'channel'],
    ['chnanel', 'channel'],
    ['external_id', 'externalId'],
    ['ExternalID', 'externalId'],
    ['TOUCHSTONE_DATE', 'TOUCHSTONE_DATA'],
  ])('to %s is %s', (name, expected) => expect(nearestName(name, known)).toBe(expected));

  it('is none where nothing is near', () => {
    expect(nearestName('colour', known)).toBeUndefined();
    expect(nearestName('x'.repeat(100_000), known)).toBeUndefined();
  });
});
